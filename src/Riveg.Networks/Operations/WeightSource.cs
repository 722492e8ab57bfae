namespace Riveg.Networks.Operations;

/// <summary>
/// Where an architecture gets its weights from when it is built: a checkpoint, or chance for a network that is yet to be trained.
/// </summary>
public abstract class WeightSource
{
    /// <summary>Gives a weight.</summary>
    /// <param name="name">Its official name.</param>
    /// <param name="shape">The lengths that the architecture needs.</param>
    public abstract Weight Get(string name, params ReadOnlySpan<int> shape);

    /// <summary>The weights below a prefix: <c>In("a.").Get("b")</c> is <c>Get("a.b")</c>.</summary>
    public WeightSource In(string prefix) => new PrefixedWeights(this, prefix);

    private sealed class PrefixedWeights(WeightSource inner, string prefix) : WeightSource
    {
        public override Weight Get(string name, params ReadOnlySpan<int> shape) => inner.Get(prefix + name, shape);
    }
}
