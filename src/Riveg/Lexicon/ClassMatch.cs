namespace Riveg.Lexicon;

/// <summary>A class of a detector that a named thing shows as.</summary>
/// <param name="Label">The class, as the detector's labels spell it.</param>
/// <param name="Weight">How likely a picture in which the thing is seen has a box of this class for it, 0..1.</param>
/// <param name="Source">Why, in words: <c>tabby is a cat (WordNet)</c>.</param>
internal sealed record ClassMatch(string Label, double Weight, string Source);
