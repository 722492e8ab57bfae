using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Riveg.Networks.Operations;

/// <summary>
/// Where an architecture gets its weights from when it is built: a checkpoint, or chance for a network that is yet to be trained. A name is
/// one weight, however often it is asked for; so tied weights are one wherever they are stored or trained.
/// </summary>
public abstract class WeightSource
{
    private readonly ConcurrentDictionary<string, Weight> given = new(StringComparer.Ordinal);

    /// <summary>Gives a weight that is learnt.</summary>
    /// <param name="name">Its official name.</param>
    /// <param name="initial">What it is before it is trained.</param>
    /// <param name="shape">The lengths that the architecture needs.</param>
    /// <exception cref="ArgumentException">The architecture has asked for the name in another shape or as a buffer.</exception>
    public Weight Get(string name, InitialDistribution initial, params ReadOnlySpan<int> shape) =>
        Give(name, WeightKind.Parameter, initial, [.. shape]);

    /// <summary>Gives a linear map, a convolution or the like, with the distribution <see cref="InitialDistribution.ByInputs"/>.</summary>
    /// <inheritdoc cref="Get(string, InitialDistribution, ReadOnlySpan{int})"/>
    public Weight Get(string name, params ReadOnlySpan<int> shape) => Get(name, InitialDistribution.ByInputs, shape);

    /// <summary>Gives a weight that is not learnt.</summary>
    /// <inheritdoc cref="Get(string, InitialDistribution, ReadOnlySpan{int})"/>
    public Weight GetBuffer(string name, InitialDistribution initial, params ReadOnlySpan<int> shape) =>
        Give(name, WeightKind.Buffer, initial, [.. shape]);

    /// <summary>The weights below a prefix: <c>In("a.").Get("b")</c> is <c>Get("a.b")</c>.</summary>
    public WeightSource In(string prefix) => new PrefixedWeights(this, prefix);

    /// <summary>Finds a weight that was not asked for before.</summary>
    /// <param name="name">Its official name.</param>
    /// <param name="kind">Whether it is learnt.</param>
    /// <param name="initial">What it is before it is trained.</param>
    /// <param name="shape">The lengths that the architecture needs.</param>
    protected abstract Weight Find(string name, WeightKind kind, InitialDistribution initial, ImmutableArray<int> shape);

    private protected virtual Weight Give(string name, WeightKind kind, InitialDistribution initial, ImmutableArray<int> shape)
    {
        var weight = given.GetOrAdd(name, _ => Find(name, kind, initial, shape));
        if (!weight.Shape.AsSpan().SequenceEqual(shape.AsSpan()) || weight.Kind != kind)
        {
            throw new ArgumentException(
                $"The weight '{name}' is asked for as {kind} [{string.Join(", ", shape)}] "
                + $"and was asked for as {weight.Kind} [{string.Join(", ", weight.Shape)}].");
        }

        return weight;
    }

    private sealed class PrefixedWeights(WeightSource inner, string prefix) : WeightSource
    {
        protected override Weight Find(string name, WeightKind kind, InitialDistribution initial, ImmutableArray<int> shape) =>
            inner.Give(prefix + name, kind, initial, shape);

        private protected override Weight Give(string name, WeightKind kind, InitialDistribution initial, ImmutableArray<int> shape) =>
            Find(name, kind, initial, shape);
    }
}
