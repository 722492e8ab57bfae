using Riveg.Posts;

namespace Riveg.Recognition;

/// <summary>
/// The labels of a tagger in the BIOES scheme: four for each entity type (begins, inside, ends, single), and last the label <c>O</c>.
/// The label of type <c>t</c> and position <c>p</c> is <c>4 t + p</c>; the order is part of the model's format.
/// </summary>
internal sealed class BioesLabels
{
    private readonly EntityTag[] tags;

    public BioesLabels(IReadOnlyList<EntityType> types)
    {
        Types = [.. types];
        tags =
        [
            .. Types.SelectMany(t => new EntityTag[]
            {
                new(t.Name, Starts: true, Ends: false), new(t.Name, Starts: false, Ends: false),
                new(t.Name, Starts: false, Ends: true), new(t.Name, Starts: true, Ends: true),
            }),
            default,
        ];
    }

    /// <summary>Labels for the types that are met in data: the coarse types first, in their order, then others by name.</summary>
    /// <param name="met">The types of all mentions, as often as they are met.</param>
    public static BioesLabels Of(IEnumerable<EntityType> met)
    {
        var found = met.ToHashSet();
        return new BioesLabels(
        [
            .. EntityType.Coarse.Where(found.Contains),
            .. found.Except(EntityType.Coarse).OrderBy(t => t.Name, StringComparer.Ordinal),
        ]);
    }

    public IReadOnlyList<EntityType> Types { get; }

    /// <summary>How the labels are written, in their order.</summary>
    public IReadOnlyList<string> Names => [.. tags.Select(t => t.IsOutside ? "O" : $"{(t.Starts, t.Ends) switch
    {
        (true, true) => 'S',
        (true, false) => 'B',
        (false, true) => 'E',
        _ => 'I',
    }}-{t.TypeName}")];

    /// <summary>How many labels there are, <c>O</c> included.</summary>
    public int Count => tags.Length;

    /// <summary>The label of a token outside of all mentions, and the number of labels that have weights.</summary>
    public int Outside => Count - 1;

    public bool MayStart(int label) => MayFollow(Outside, label);

    public bool MayEnd(int label) => MayFollow(label, Outside);

    public bool MayFollow(int from, int to) => TagCodec.MayFollow(tags[from], tags[to], TagScheme.Bioes);

    /// <summary>The labels of a sequence with mentions given in token indices; mentions of unknown types are left out.</summary>
    public int[] Encode(int tokens, IEnumerable<TokenSpan> mentions)
    {
        var labels = new int[tokens];
        Array.Fill(labels, Outside);
        foreach (var mention in mentions)
        {
            var type = IndexOf(mention.Type);
            for (var i = mention.First; type >= 0 && i < mention.End; i++)
            {
                labels[i] = Array.IndexOf(tags, EntityTag.Within(mention with { Type = Types[type] }, i), 4 * type);
            }
        }

        return labels;
    }

    /// <summary>The mentions of a sequence of labels: token indices, half open, and the type's index.</summary>
    public IEnumerable<(int Start, int End, int Type)> Decode(int[] labels) => labels.AsSpan().ContainsAnyExcept(Outside)
        ? TagCodec.Decode(Array.ConvertAll(labels, l => tags[l])).Select(s => (s.First, s.End, labels[s.First] / 4))
        : [];

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
