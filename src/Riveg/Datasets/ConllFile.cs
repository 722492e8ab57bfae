using System.Text;

namespace Riveg.Datasets;

/// <summary>A post in CoNLL form: its id and its rows of a token and tags.</summary>
/// <param name="Id">From the <c>IMGID:</c> line; empty where the file has none.</param>
/// <param name="Location">Where the first row stands, as <c>file:line</c>.</param>
/// <param name="Rows">Each the cells of one line: a token, then its tags.</param>
internal sealed record ConllBlock(string Id, string Location, IReadOnlyList<string[]> Rows);

/// <summary>Reads the CoNLL files of the data sets: an <c>IMGID:</c> line, a line <c>token TAB tag</c> for each token, an empty line.</summary>
internal static class ConllFile
{
    private const string IdMark = "IMGID:";

    /// <summary>Reads a file block by block.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="faults">Rows that are not of the form are left out and told here.</param>
    public static IEnumerable<ConllBlock> Read(string path, List<DatasetFault> faults)
    {
        var (id, location) = (string.Empty, string.Empty);
        var rows = new List<string[]>();
        var number = 0;
        foreach (var line in File.ReadLines(path, Encoding.UTF8).Append(string.Empty))
        {
            number++;
            if (line.StartsWith(IdMark, StringComparison.Ordinal))
            {
                // A missing empty line must not glue two posts together.
                if (rows.Count > 0)
                {
                    yield return new ConllBlock(id, location, rows);
                    rows = [];
                }

                id = Path.GetFileNameWithoutExtension(line[IdMark.Length..].Trim());
            }
            else if (string.IsNullOrWhiteSpace(line))
            {
                if (rows.Count > 0)
                {
                    yield return new ConllBlock(id, location, rows);
                    (rows, id) = ([], string.Empty);
                }
            }
            else if (Split(line) is { } cells)
            {
                location = rows.Count == 0 ? $"{path}:{number}" : location;
                rows.Add(cells);
            }
            else
            {
                faults.Add(new DatasetFault(DatasetFaultKind.BrokenRow, $"{path}:{number}", $"the row \"{line}\" is not a token, a tab and a tag."));
            }
        }
    }

    private static string[]? Split(string line)
    {
        var cells = line.Split('\t');
        if (cells.Length < 2)
        {
            cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }

        return cells.Length >= 2 && cells.All(c => !string.IsNullOrWhiteSpace(c)) ? [.. cells.Select(c => c.Trim())] : null;
    }
}
