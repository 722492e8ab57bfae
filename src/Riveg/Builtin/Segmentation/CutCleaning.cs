namespace Riveg.Builtin.Segmentation;

/// <summary>Takes specks and holes out of a cut.</summary>
internal static class CutCleaning
{
    // Parts smaller than this share of the largest are specks.
    private const double LeastPart = 0.25;

    /// <summary>Keeps the large parts and fills the holes in them.</summary>
    public static void Clean(bool[] inside, int columns, int rows)
    {
        foreach (var speck in Specks(inside, columns, rows))
        {
            inside[speck] = false;
        }

        foreach (var hole in Parts(inside, columns, rows, value: false).Where(p => !p.TouchesBorder))
        {
            foreach (var cell in hole.Cells)
            {
                inside[cell] = true;
            }
        }
    }

    private static List<int> Specks(bool[] inside, int columns, int rows)
    {
        var parts = Parts(inside, columns, rows, value: true).ToList();
        var largest = parts.Count == 0 ? 0 : parts.Max(p => p.Cells.Count);
        return [.. parts.Where(p => p.Cells.Count < LeastPart * largest).SelectMany(p => p.Cells)];
    }

    private static IEnumerable<(List<int> Cells, bool TouchesBorder)> Parts(bool[] inside, int columns, int rows, bool value)
    {
        var seen = new bool[inside.Length];
        for (var start = 0; start < inside.Length; start++)
        {
            if (!seen[start] && inside[start] == value)
            {
                yield return Flood(inside, seen, start, columns, rows);
            }
        }
    }

    private static (List<int> Cells, bool TouchesBorder) Flood(bool[] inside, bool[] seen, int start, int columns, int rows)
    {
        var cells = new List<int> { start };
        var touches = false;
        seen[start] = true;
        for (var i = 0; i < cells.Count; i++)
        {
            var (x, y) = (cells[i] % columns, cells[i] / columns);
            touches |= x == 0 || y == 0 || x == columns - 1 || y == rows - 1;
            foreach (var (nx, ny) in new[] { (x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1) })
            {
                var next = (ny * columns) + nx;
                if (nx >= 0 && ny >= 0 && nx < columns && ny < rows && !seen[next] && inside[next] == inside[start])
                {
                    seen[next] = true;
                    cells.Add(next);
                }
            }
        }

        return (cells, touches);
    }
}
