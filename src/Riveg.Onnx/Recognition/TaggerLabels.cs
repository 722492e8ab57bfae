using Riveg.Recognition;

namespace Riveg.Onnx.Recognition;

/// <summary>
/// The labels of a tagger, in any scheme that <see cref="EntityTag"/> reads; which one it is follows from the labels themselves.
/// </summary>
internal sealed class TaggerLabels
{
    private readonly EntityTag[] tags;
    private readonly TagScheme scheme;

    /// <summary>Reads the labels' names.</summary>
    /// <exception cref="InvalidDataException">A name is of no known form.</exception>
    public TaggerLabels(IReadOnlyList<string> labels)
    {
        tags = [.. labels.Select(Read)];

        // BILOU and BMES allow what BIOES does. Where no label begins an entity, one begins at any.
        scheme = !Array.Exists(tags, t => t.Starts) ? TagScheme.Iob1 : Array.Exists(tags, t => t.Ends) ? TagScheme.Bioes : TagScheme.Bio;
    }

    /// <summary>How many labels there are.</summary>
    public int Count => tags.Length;

    /// <summary>Whether a text may begin with a label.</summary>
    public bool MayStart(int label) => TagCodec.MayFollow(default, tags[label], scheme);

    /// <summary>Whether a text may end with a label.</summary>
    public bool MayEnd(int label) => TagCodec.MayFollow(tags[label], default, scheme);

    /// <summary>Whether a label may follow another.</summary>
    public bool MayFollow(int from, int to) => TagCodec.MayFollow(tags[from], tags[to], scheme);

    /// <summary>The entities that a path names, as token spans.</summary>
    public IReadOnlyList<TokenSpan> Entities(int[] path) => TagCodec.Decode([.. path.Select(l => tags[l])]);

    private static EntityTag Read(string label) => EntityTag.Parse(label) ?? throw new InvalidDataException(
        $"The tagger's label \"{label}\" is neither O nor a mark (B, I, E, S; or L, U, M, W) with a type, such as B-PER; "
        + "give the labels in --config when converting.");
}
