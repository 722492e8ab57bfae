using Riveg.Onnx.Sessions;

namespace Riveg.Onnx.Ofa;

/// <summary>What the encoder made of some questions: all that the decoder needs of them. Owns native memory.</summary>
/// <param name="values">The decoder's inputs, by name.</param>
/// <param name="count">How many questions there are.</param>
internal sealed class OfaMemory(IReadOnlyList<KeyValuePair<string, OnnxValue>> values, int count) : IDisposable
{
    /// <summary>The decoder's inputs, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, OnnxValue>> Values { get; } = values;

    /// <summary>How many questions there are.</summary>
    public int Count { get; } = count;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var (_, value) in Values)
        {
            value.Dispose();
        }
    }
}
