using Riveg.Recognition;

namespace Riveg.Onnx.Recognition;

/// <summary>
/// The labels of a tagger: <c>O</c> and <c>P-TYPE</c> with P one of B (begin), I (inside), E (end), S (single). Without E and S it is BIO, else BIOES.
/// </summary>
internal sealed class TaggerLabels
{
    private const char Outside = 'O';

    private readonly IReadOnlyList<string> names;
    private readonly (char Place, string? Type)[] tags;
    private readonly bool hasEnds;

    /// <summary>Reads the labels' names.</summary>
    /// <exception cref="InvalidDataException">A name is of no known form.</exception>
    public TaggerLabels(IReadOnlyList<string> labels)
    {
        names = labels;
        tags = [.. labels.Select(Read)];
        hasEnds = tags.Any(t => t.Place is 'E' or 'S');
    }

    /// <summary>How many labels there are.</summary>
    public int Count => tags.Length;

    /// <summary>Whether a text may begin with a label.</summary>
    public bool MayStart(int label) => tags[label].Place is Outside or 'B' or 'S';

    /// <summary>Whether a text may end with a label.</summary>
    public bool MayEnd(int label) => !hasEnds || tags[label].Place is Outside or 'E' or 'S';

    /// <summary>Whether a label may follow another.</summary>
    public bool MayFollow(int from, int to)
    {
        var opened = tags[from].Place is 'B' or 'I';
        var continues = tags[to].Place is 'I' or 'E';
        return continues
            ? opened && tags[from].Type == tags[to].Type
            : !hasEnds || !opened;
    }

    /// <summary>The entities that a path names, as token spans.</summary>
    public IReadOnlyList<TokenSpan> Entities(int[] path) => TagCodec.Decode([.. path.Select(l => names[l])]);

    private static (char Place, string? Type) Read(string label) => label switch
    {
        "O" => (Outside, null),
        [var place and ('B' or 'I' or 'E' or 'S'), '-', .. { Length: > 0 } type] => (place, type),
        _ => throw new InvalidDataException($"The tagger's label \"{label}\" is neither O nor B-, I-, E- or S- with a type; give the labels in --config when converting."),
    };
}
