using Riveg.Builtin.Learning;

namespace Riveg.Builtin.Recognition;

/// <summary>The features of the tokens of a post, token by token; used again from post to post.</summary>
internal sealed class FeatureBuffer
{
    private readonly List<int> ends = [];
    private uint[] features = new uint[4096];
    private int count;

    public int Tokens => ends.Count;

    public void Clear()
    {
        ends.Clear();
        count = 0;
    }

    public void Add(uint feature)
    {
        if (count == features.Length)
        {
            Array.Resize(ref features, count * 2);
        }

        features[count++] = feature;
    }

    public void Add(Template template, uint value) => Add(FeatureHash.Of(template, value));

    public void Add(Template template, uint a, uint b) => Add(FeatureHash.Of(template, a, b));

    public void Add(Template template, uint a, uint b, uint c) => Add(FeatureHash.Of(template, a, b, c));

    public void EndToken() => ends.Add(count);

    /// <summary>All features, one token after the other, and where each token's end.</summary>
    public (uint[] Features, int[] Ends) Copy() => (features.AsSpan(0, count).ToArray(), [.. ends]);

    public ReadOnlySpan<uint> Of(int token)
    {
        var start = token == 0 ? 0 : ends[token - 1];
        return features.AsSpan(start, ends[token] - start);
    }
}
