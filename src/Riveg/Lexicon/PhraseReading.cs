namespace Riveg.Lexicon;

/// <summary>What a phrase says of a name. Immutable.</summary>
/// <param name="Phrase">The phrase that was read.</param>
/// <param name="Head">The noun that says what the named thing is, or the goods of a maker; null where none is known.</param>
/// <param name="Kind">
/// The kind of what would be looked for: of a maker with goods the goods' kind. Thing, food or animal without classes: no class covers it.
/// </param>
/// <param name="Classes">The classes of COCO that it shows as, the likeliest first, each once; may be empty.</param>
internal sealed record PhraseReading(string Phrase, string? Head, ThingKind Kind, IReadOnlyList<ClassMatch> Classes)
{
    /// <summary>Nothing is known.</summary>
    public static PhraseReading Empty { get; } = new(string.Empty, null, ThingKind.Unknown, []);

    /// <summary>All nouns that were taken for the named thing or its goods, in lower case, singular, the surest first.</summary>
    public IReadOnlyList<string> Nouns { get; init; } = [];

    /// <summary>
    /// What of it is seen, as the phrase says: <c>carton</c> of "its carton", <c>sign</c> of "its sign"; null where it does not.
    /// </summary>
    public string? Part { get; init; }

    /// <summary>Whether <see cref="Part"/> is something to read: a sign, a logo, a flag.</summary>
    public bool IsWritten { get; init; }

    /// <summary>Whether it is a maker, a brand or a shop, which is seen by its goods.</summary>
    public bool IsMaker { get; init; }

    /// <summary>Whether it is drawn or told: a cartoon's father, a fictional town.</summary>
    public bool IsFictional { get; init; }

    /// <summary>Whether the phrase says that it is not there: "a friend abroad", "who could not come".</summary>
    public bool SaysAbsent { get; init; }
}
