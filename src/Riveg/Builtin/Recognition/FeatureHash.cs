namespace Riveg.Builtin.Recognition;

/// <summary>32-bit hashes of words and of combinations of hashes. They are part of the model's format: a change makes old models useless.</summary>
internal static class FeatureHash
{
    private const uint Prime = 16777619;

    public const uint Seed = 2166136261;

    /// <summary>The hash of characters as they are (FNV-1a over code units).</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        var hash = Seed;
        foreach (var c in text)
        {
            hash = (hash ^ c) * Prime;
        }

        return hash;
    }

    /// <summary>The hash of characters in lower case.</summary>
    public static uint OfLower(ReadOnlySpan<char> text)
    {
        var hash = Seed;
        foreach (var c in text)
        {
            hash = Append(hash, c);
        }

        return hash;
    }

    /// <summary>Continues <see cref="OfLower"/> by one character.</summary>
    public static uint Append(uint hash, char c) => (hash ^ char.ToLowerInvariant(c)) * Prime;

    /// <summary>Mixes two hashes; the order matters.</summary>
    public static uint Mix(uint a, uint b)
    {
        var h = (ulong)(a ^ 0x9E3779B9u) * 0x9E3779B97F4A7C15ul;
        h ^= (b + 0x7F4A7C15ul) * 0xC2B2AE3D27D4EB4Ful;
        h ^= h >> 29;
        h *= 0xBF58476D1CE4E5B9ul;
        return (uint)(h >> 32);
    }

    /// <summary>Mixes three hashes; the order matters.</summary>
    public static uint Mix(uint a, uint b, uint c) => Mix(Mix(a, b), c);
}
