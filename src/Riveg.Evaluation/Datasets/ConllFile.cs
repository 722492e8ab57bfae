using System.Text.RegularExpressions;
using Riveg.Formats;
using Riveg.Recognition;

namespace Riveg.Evaluation.Datasets;

/// <summary>A row of a CoNLL file.</summary>
/// <param name="Cells">A token, then what stands behind it.</param>
/// <param name="Location">Where it stands, as <c>file:line</c>.</param>
internal sealed record ConllRow(string[] Cells, string Location);

/// <summary>A post in CoNLL form: its id and its rows.</summary>
/// <param name="Id">From the <c>IMGID:</c> line; empty where the file has none.</param>
/// <param name="Location">Where the first row stands, as <c>file:line</c>.</param>
/// <param name="Rows">At least one.</param>
internal sealed record ConllBlock(string Id, string Location, IReadOnlyList<ConllRow> Rows);

/// <summary>
/// Reads the CoNLL files of the data sets: an <c>IMGID:</c> line, a row of a token and its tags for each token, an empty line.
/// <c>-DOCSTART-</c> rows, and
/// comments before a post's first token, belong to no post.
/// </summary>
internal static partial class ConllFile
{
    private const string IdMark = "IMGID:";
    private const string DocumentMark = "-DOCSTART-";

    /// <summary>Reads a file block by block.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="faults">Rows that are not of the form are left out and told here.</param>
    /// <param name="wordlessTag">Rows of this tag alone, without a token, are passed over; null for none.</param>
    public static IEnumerable<ConllBlock> Read(string path, List<DatasetFault> faults, string? wordlessTag = null)
    {
        var id = string.Empty;
        var rows = new List<ConllRow>();
        foreach (var line in TextLines.Read(path).Append(new TextLine(string.Empty, 0, null)))
        {
            var location = $"{path}:{line.Number}";
            if (line.Fault is { } fault)
            {
                faults.Add(new DatasetFault(DatasetFaultKind.BrokenRow, location, $"{fault}; save the file as UTF-8."));
            }

            if (line.Text.StartsWith(IdMark, StringComparison.OrdinalIgnoreCase))
            {
                // A missing empty line must not glue two posts together.
                if (rows.Count > 0)
                {
                    yield return new ConllBlock(id, rows[0].Location, rows);
                    rows = [];
                }
                else if (id.Length > 0)
                {
                    faults.Add(new DatasetFault(DatasetFaultKind.BrokenRow, location, $"the post {id} before this line has no token."));
                }

                id = ReadId(line.Text[IdMark.Length..], location, faults);
            }
            else if (string.IsNullOrWhiteSpace(line.Text))
            {
                if (rows.Count > 0)
                {
                    yield return new ConllBlock(id, rows[0].Location, rows);
                    (rows, id) = ([], string.Empty);
                }
            }
            else if (rows.Count == 0 && IsNoToken(line.Text))
            {
                continue;
            }
            else if (Split(line.Text) is { } cells)
            {
                rows.Add(new ConllRow(cells, location));
            }
            else if (wordlessTag is null || line.Text.Trim() != wordlessTag)
            {
                faults.Add(
                    new DatasetFault(DatasetFaultKind.BrokenRow, location, $"the row \"{line.Text}\" is not a token, a tab and a tag."));
            }
        }
    }

    // The id names files, so it is the name of a picture and nothing that leads elsewhere.
    private static string ReadId(string text, string location, List<DatasetFault> faults)
    {
        var id = PictureFolders.NameOf(text.Trim());
        if (!id.Any(char.IsControl))
        {
            return id;
        }

        faults.Add(new DatasetFault(DatasetFaultKind.BrokenRow, location, "the IMGID holds control characters; they are left out."));
        return string.Concat(id.Where(c => !char.IsControl(c)));
    }

    // "# sent_id = 1" and "# a remark" are comments; "#" with a tab, or with a tag at its end, is a token.
    private static bool IsNoToken(string line) =>
        line.Split(['\t', ' '], 2)[0] == DocumentMark
        || (line[0] == '#'
            && !line.Contains('\t')
            && (KeyAndValue().IsMatch(line) || EntityTag.Parse(line.TrimEnd().Split(' ')[^1]) is null));

    private static string[]? Split(string line)
    {
        var cells = line.Contains('\t') ? line.Split('\t') : line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        // Tabs at the end are no cells.
        var count = cells.Length;
        while (count > 0 && string.IsNullOrWhiteSpace(cells[count - 1]))
        {
            count--;
        }

        return count >= 2 && !cells.Take(count).Any(string.IsNullOrWhiteSpace) ? [.. cells.Take(count).Select(c => c.Trim())] : null;
    }

    [GeneratedRegex(@"^#\s*[\w:.\-]+(\s+[\w:.\-]+)?\s*=")]
    private static partial Regex KeyAndValue();
}
