using System.Runtime.InteropServices;

namespace Riveg.Builtin.Learning;

/// <summary>
/// Collects the features of one example: names hashed to 32 bits (FNV-1a over UTF-16), so that a model holds numbers and no words. A feature is there or is not;
/// one that is added twice counts once. Reused from example to example; not thread-safe.
/// </summary>
internal sealed class FeatureSink
{
    private const uint OffsetBasis = 2166136261;
    private const uint Prime = 16777619;
    private readonly List<uint> hashes = new(512);

    /// <summary>Adds the feature <paramref name="group"/>=<paramref name="value"/>.</summary>
    public void Add(string group, ReadOnlySpan<char> value) => hashes.Add(Mix(Mix(OffsetBasis, group), value));

    /// <summary>Adds the feature that two values occur together.</summary>
    public void Add(string group, ReadOnlySpan<char> first, ReadOnlySpan<char> second) => hashes.Add(Mix(Mix(Mix(OffsetBasis, group), first), second));

    /// <summary>Adds the feature that three values occur together.</summary>
    public void Add(string group, ReadOnlySpan<char> first, ReadOnlySpan<char> second, ReadOnlySpan<char> third) =>
        hashes.Add(Mix(Mix(Mix(Mix(OffsetBasis, group), first), second), third));

    /// <summary>Adds a feature with small numbers as its value.</summary>
    public void Add(string group, ReadOnlySpan<char> value, int first, int second = 0) => hashes.Add(Mix(Mix(Mix(Mix(OffsetBasis, group), value), first), second));

    /// <summary>Takes the features in ascending order, each once, and empties the sink.</summary>
    public uint[] Take()
    {
        hashes.Sort();
        var span = CollectionsMarshal.AsSpan(hashes);
        var count = 0;
        for (var i = 0; i < span.Length; i++)
        {
            if (i == 0 || span[i] != span[count - 1])
            {
                span[count++] = span[i];
            }
        }

        var features = span[..count].ToArray();
        hashes.Clear();
        return features;
    }

    // The separator keeps ("ab", "c") apart from ("a", "bc").
    private static uint Mix(uint hash, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            hash = (hash ^ c) * Prime;
        }

        return (hash ^ 0x1f) * Prime;
    }

    private static uint Mix(uint hash, int number) => ((hash ^ (uint)number) * Prime ^ 0x1e) * Prime;
}
