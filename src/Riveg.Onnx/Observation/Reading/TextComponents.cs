namespace Riveg.Onnx.Observation.Reading;

/// <summary>Pixels that belong together: a line of text, or a word.</summary>
internal sealed class TextComponent
{
    private readonly List<(int Y, int Start, int End)> runs = [];
    private double sum;
    private int count;

    /// <summary>The mean probability of the pixels.</summary>
    public double Score => sum / count;

    /// <summary>Adds pixels of a row.</summary>
    public void Add(int y, int start, int end, double probability)
    {
        runs.Add((y, start, end));
        sum += probability;
        count += end - start;
    }

    /// <summary>The smallest rectangle around the pixels, whose edges count.</summary>
    public TiltedBox Rectangle()
    {
        var points = new List<(double X, double Y)>(runs.Count * 4);
        foreach (var (y, start, end) in runs)
        {
            points.AddRange([(start, y), (end, y), (start, y + 1), (end, y + 1)]);
        }

        return MinimumRectangle.Around(points);
    }
}

/// <summary>The connected parts of a probability map, corners counting as neighbours.</summary>
internal static class TextComponents
{
    /// <summary>Finds the parts.</summary>
    /// <param name="map">Probabilities, row by row.</param>
    /// <param name="width">Of the map.</param>
    /// <param name="threshold">The least probability of a pixel that counts.</param>
    public static IReadOnlyList<TextComponent> Of(ReadOnlySpan<float> map, int width, double threshold)
    {
        var runs = new List<Run>();
        var parents = new List<int>();
        var above = (Start: 0, End: 0);
        for (var y = 0; y < map.Length / width; y++)
        {
            var first = runs.Count;
            AddRuns(map.Slice(y * width, width), y, threshold, runs, parents);
            Join(runs, parents, above, first);
            above = (first, runs.Count);
        }

        var components = new Dictionary<int, TextComponent>();
        for (var i = 0; i < runs.Count; i++)
        {
            var root = Root(parents, i);
            if (!components.TryGetValue(root, out var component))
            {
                components.Add(root, component = new TextComponent());
            }

            component.Add(runs[i].Y, runs[i].Start, runs[i].End, runs[i].Sum);
        }

        return [.. components.Values];
    }

    private static void AddRuns(ReadOnlySpan<float> row, int y, double threshold, List<Run> runs, List<int> parents)
    {
        for (var x = 0; x < row.Length; x++)
        {
            if (!(row[x] > threshold))
            {
                continue;
            }

            var (start, sum) = (x, 0.0);
            for (; x < row.Length && row[x] > threshold; x++)
            {
                sum += row[x];
            }

            parents.Add(runs.Count);
            runs.Add(new Run(y, start, x, sum));
        }
    }

    // Both rows' runs are in order, so one walk over both finds all that touch.
    private static void Join(List<Run> runs, List<int> parents, (int Start, int End) above, int first)
    {
        var a = above.Start;
        for (var b = first; b < runs.Count; b++)
        {
            while (a < above.End && runs[a].End < runs[b].Start)
            {
                a++;
            }

            for (var i = a; i < above.End && runs[i].Start <= runs[b].End; i++)
            {
                parents[Root(parents, b)] = Root(parents, i);
            }
        }
    }

    private static int Root(List<int> parents, int i)
    {
        while (parents[i] != i)
        {
            parents[i] = parents[parents[i]];
            i = parents[i];
        }

        return i;
    }

    private readonly record struct Run(int Y, int Start, int End, double Sum);
}
