namespace Riveg.Lexicon;

/// <summary>What a name may be, by one source.</summary>
/// <param name="Phrase">In words: <c>a car</c>.</param>
/// <param name="Kind">What sort of thing it is.</param>
/// <param name="Classes">The classes that it shows as, the likeliest first; empty where it has no look or no class.</param>
/// <param name="Probability">How likely the name is that, 0..1; the readings of one name need not sum to 1.</param>
/// <param name="Source">Who says so, in words.</param>
internal sealed record NameReading(
    string Phrase, ThingKind Kind, IReadOnlyList<ClassMatch> Classes, double Probability, string Source);
