using System.Text.RegularExpressions;

namespace Riveg.Architecture.Tests.Rooms;

/// <summary>
/// Reads the table <c>| room | what it holds | knows |</c> of <c>docs/architecture.md</c>: one row a namespace, in backticks; what it knows
/// is a list of namespaces in backticks, "nothing", or "all".
/// </summary>
public static partial class RoomTable
{
    private const string Header = "| room | what it holds | knows |";

    /// <summary>The rows of the only table; faults of form go to <paramref name="faults"/>, and their rows are left out.</summary>
    public static IReadOnlyList<RoomRow> Read(string document, ICollection<string> faults)
    {
        var lines = document.ReplaceLineEndings("\n").Split('\n');
        var headers = lines.Count(l => l == Header);
        if (headers != 1)
        {
            faults.Add($"the document has {headers} tables '{Header}' instead of one");
            return [];
        }

        var rows = new List<RoomRow>();
        foreach (var line in lines.SkipWhile(l => l != Header).Skip(2).TakeWhile(l => l.StartsWith('|')))
        {
            if (Row(line) is { } row)
            {
                rows.Add(row);
            }
            else
            {
                faults.Add($"not a row of '`Namespace`', what it holds, and '`Namespace`, ...', 'nothing' or 'all': {line}");
            }
        }

        return rows;
    }

    /// <summary>A row as it has to be written.</summary>
    public static string Write(string room, IReadOnlyCollection<string> knows) =>
        $"| `{room}` | ... | {(knows.Count == 0 ? "nothing" : string.Join(", ", knows.Select(k => $"`{k}`")))} |";

    private static RoomRow? Row(string line)
    {
        var cells = line.Trim().Trim('|').Split('|').Select(c => c.Trim()).ToList();
        if (cells.Count != 3 || !OneName().IsMatch(cells[0]))
        {
            return null;
        }

        var room = cells[0].Trim('`');
        return cells[2] switch
        {
            "all" => new(room, null),
            "nothing" => new(room, []),
            var names when Names().IsMatch(names) => new(room, names.Split(", ").Select(n => n.Trim('`')).ToList()),
            _ => null,
        };
    }

    [GeneratedRegex("^`[^`]+`$")]
    private static partial Regex OneName();

    [GeneratedRegex("^`[^`]+`(, `[^`]+`)*$")]
    private static partial Regex Names();
}
