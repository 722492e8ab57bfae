using System.Runtime.InteropServices;

namespace Riveg.Builtin.Learning;

/// <summary>
/// Collects the features of one example. A feature is there or is not; one that is added twice counts once. Reused from example to example;
/// not thread-safe.
/// </summary>
internal sealed class FeatureSink
{
    private readonly List<uint> features = new(512);

    /// <summary>Adds a feature of one value, a small number or a word's <see cref="FeatureHash"/>.</summary>
    public void Add(Template template, uint value) => features.Add(FeatureHash.Of(template, value));

    /// <summary>Adds the feature that two values occur together.</summary>
    public void Add(Template template, uint a, uint b) => features.Add(FeatureHash.Of(template, a, b));

    /// <summary>Adds the feature that three values occur together.</summary>
    public void Add(Template template, uint a, uint b, uint c) => features.Add(FeatureHash.Of(template, a, b, c));

    /// <summary>Adds the feature that four values occur together.</summary>
    public void Add(Template template, uint a, uint b, uint c, uint d) => features.Add(FeatureHash.Of(template, a, b, c, d));

    /// <summary>Takes the features in ascending order, each once, and empties the sink.</summary>
    public uint[] Take()
    {
        features.Sort();
        var span = CollectionsMarshal.AsSpan(features);
        var count = 0;
        for (var i = 0; i < span.Length; i++)
        {
            if (i == 0 || span[i] != span[count - 1])
            {
                span[count++] = span[i];
            }
        }

        var taken = span[..count].ToArray();
        features.Clear();
        return taken;
    }
}
