namespace Riveg.Recognition.Reading;

/// <summary>
/// Words as numbers of 32 bits, so that a model holds numbers and no words. What it gives is part of the formats of models: clusters and
/// vectors are looked up by it.
/// </summary>
internal static class WordHash
{
    /// <summary>The hash of no character.</summary>
    public const uint Seed = 2166136261;

    private const uint Prime = 16777619;

    /// <summary>The hash of characters as they are.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        var hash = Seed;
        foreach (var c in text)
        {
            hash = Append(hash, c);
        }

        return hash;
    }

    /// <summary>
    /// The hash of characters in lower case; another than that of the same characters by <see cref="Of(ReadOnlySpan{char})"/>.
    /// </summary>
    public static uint OfLower(ReadOnlySpan<char> text)
    {
        var hash = Seed;
        foreach (var c in text)
        {
            hash = AppendLower(hash, c);
        }

        return hash;
    }

    /// <summary>Continues <see cref="Of(ReadOnlySpan{char})"/> by one character.</summary>
    public static uint Append(uint hash, char c) => ((hash ^ 1) * Prime) ^ c;

    /// <summary>Continues <see cref="OfLower"/> by one character.</summary>
    public static uint AppendLower(uint hash, char c) => (hash ^ char.ToLowerInvariant(c)) * Prime;
}
