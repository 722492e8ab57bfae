using Riveg.Regions;

namespace Riveg.Evidence;

/// <summary>Which observed word may go on after which: to the right on its line, or on the line below.</summary>
internal sealed class WordNeighbours
{
    private readonly IReadOnlyList<PictureObservation> words;
    private readonly string[] letters;
    private readonly Dictionary<int, int[]> after = [];

    /// <summary>Makes it.</summary>
    /// <param name="words">All have a box.</param>
    public WordNeighbours(IReadOnlyList<PictureObservation> words)
    {
        this.words = words;
        letters = [.. words.Select(w => PlainLetters.Of(w.Text))];
    }

    public int Count => words.Count;

    public PictureObservation Word(int index) => words[index];

    /// <summary>The plain letters of a word.</summary>
    public string Letters(int index) => letters[index];

    /// <summary>The words that may go on after a word: the next on its line, then the nearest ones below.</summary>
    public IReadOnlyList<int> After(int index)
    {
        if (!after.TryGetValue(index, out var found))
        {
            after.Add(index, found = [.. Right(index), .. Below(index)]);
        }

        return found;
    }

    /// <summary>The box around words.</summary>
    public Box Around(IReadOnlyList<int> indices)
    {
        var boxes = indices.Select(BoxOf).ToList();
        return new Box(boxes.Min(b => b.X0), boxes.Min(b => b.Y0), boxes.Max(b => b.X1), boxes.Max(b => b.Y1));
    }

    private Box BoxOf(int index) => words[index].Box!.Value;

    // Letters of a spaced sign are words of their own, with gaps wider than they are high.
    private IEnumerable<int> Right(int index)
    {
        var box = BoxOf(index);
        return Enumerable.Range(0, Count)
            .Where(i => i != index && IsLike(box, BoxOf(i)))
            .Select(i => (Index: i, Box: BoxOf(i)))
            .Where(o => Shared(box.Y0, box.Y1, o.Box.Y0, o.Box.Y1) >= 0.5 * Math.Min(box.Height, o.Box.Height)
                && Centre(o.Box).X > Centre(box).X
                && o.Box.X0 - box.X1 < 1.5 * Math.Max(box.Height, o.Box.Height))
            .OrderBy(o => o.Box.X0)
            .Take(1)
            .Select(o => o.Index);
    }

    private IEnumerable<int> Below(int index)
    {
        var box = BoxOf(index);
        return Enumerable.Range(0, Count)
            .Where(i => i != index)
            .Select(i => (Index: i, Box: BoxOf(i)))
            .Where(o => Centre(o.Box).Y > box.Y1 - (0.2 * box.Height)
                && o.Box.Y0 - box.Y1 < 1.2 * Math.Max(box.Height, o.Box.Height)
                && o.Box.X0 < box.X1 + (2 * box.Height))
            .OrderBy(o => o.Box.Y0 - box.Y1 > 0.5 * box.Height ? 1 : 0)
            .ThenBy(o => o.Box.X0)
            .Take(2)
            .Select(o => o.Index);
    }

    private static bool IsLike(Box a, Box b) => Math.Max(a.Height, b.Height) <= 2.5 * Math.Min(a.Height, b.Height);

    private static double Shared(double from, double to, double otherFrom, double otherTo) =>
        Math.Min(to, otherTo) - Math.Max(from, otherFrom);

    private static (double X, double Y) Centre(Box box) => ((box.X0 + box.X1) / 2, (box.Y0 + box.Y1) / 2);
}
