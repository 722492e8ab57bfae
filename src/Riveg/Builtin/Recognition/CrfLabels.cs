using Riveg.Posts;

namespace Riveg.Builtin.Recognition;

/// <summary>
/// The labels of a tagger in the BIOES scheme: four for each entity type (begins, inside, ends, single), and last the label <c>O</c>.
/// The label of type <c>t</c> and position <c>p</c> is <c>4 t + p</c>.
/// </summary>
internal sealed class CrfLabels
{
    public const int Begin = 0;
    public const int Inside = 1;
    public const int End = 2;
    public const int Single = 3;

    public CrfLabels(IReadOnlyList<EntityType> types)
    {
        Types = [.. types];
        Count = (4 * Types.Count) + 1;
    }

    public IReadOnlyList<EntityType> Types { get; }

    /// <summary>How many labels there are, <c>O</c> included.</summary>
    public int Count { get; }

    /// <summary>The label of a token outside of all mentions, and the number of labels that have weights.</summary>
    public int Outside => Count - 1;

    public bool MayStart(int label) => label == Outside || label % 4 is (Begin or Single);

    public bool MayEnd(int label) => label == Outside || label % 4 is (End or Single);

    public bool MayFollow(int from, int to) => MayEnd(from) ? MayStart(to) : from / 4 == to / 4 && to % 4 is (Inside or End);

    /// <summary>The labels of a sequence with mentions given in token indices; mentions of unknown types are left out.</summary>
    public int[] Encode(int tokens, IEnumerable<(int Start, int End, EntityType Type)> mentions)
    {
        var labels = new int[tokens];
        Array.Fill(labels, Outside);
        foreach (var (start, end, type) in mentions)
        {
            var t = IndexOf(type);
            for (var i = start; t >= 0 && i < end; i++)
            {
                labels[i] = LabelAt(t, i, start, end);
            }
        }

        return labels;
    }

    /// <summary>The mentions of a sequence of labels that follows the scheme: token indices, half open, and the type's index.</summary>
    public IEnumerable<(int Start, int End, int Type)> Decode(IReadOnlyList<int> labels)
    {
        var start = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] == Outside)
            {
                continue;
            }

            var position = labels[i] % 4;
            start = position is Begin or Single ? i : start;
            if (position is End or Single)
            {
                yield return (start, i + 1, labels[i] / 4);
            }
        }
    }

    /// <summary>The label of token <paramref name="i"/> within the mention <c>[start, end)</c>.</summary>
    public static int LabelAt(int type, int i, int start, int end)
        => (4 * type) + (end - start == 1 ? Single : i == start ? Begin : i == end - 1 ? End : Inside);

    private int IndexOf(EntityType type)
    {
        for (var i = 0; i < Types.Count; i++)
        {
            if (Types[i] == type)
            {
                return i;
            }
        }

        return -1;
    }
}
