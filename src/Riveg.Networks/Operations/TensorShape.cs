using System.Collections.Immutable;

namespace Riveg.Networks.Operations;

/// <summary>
/// What is known of a tensor's lengths before it is computed: all, some, how many there are, or nothing. What an operation makes of it is
/// told by <see cref="ShapeRules"/>.
/// </summary>
internal readonly struct TensorShape
{
    /// <summary>A length that is known only when the tensor is there.</summary>
    public const int Open = -1;

    private readonly ImmutableArray<int> lengths;

    public TensorShape(params ReadOnlySpan<int> lengths) => this.lengths = [.. lengths];

    /// <summary>Not even the number of axes is known.</summary>
    public static TensorShape Unknown => default;

    /// <summary>Whether the number of axes is known.</summary>
    public bool HasRank => !lengths.IsDefault;

    public int Rank => lengths.Length;

    /// <summary>The lengths, <see cref="Open"/> where one is not known.</summary>
    public ReadOnlySpan<int> Lengths => lengths.AsSpan();

    /// <summary>A length; negative axes count from the end.</summary>
    public int this[int axis] => lengths[axis < 0 ? axis + Rank : axis];

    /// <summary>How many numbers there are; null where that is not known.</summary>
    public long? Count
    {
        get
        {
            if (!HasRank || lengths.Contains(Open))
            {
                return null;
            }

            var count = 1L;
            foreach (var length in lengths)
            {
                count *= length;
            }

            return count;
        }
    }

    public TensorShape With(int axis, int length) => new(lengths.SetItem(axis < 0 ? axis + Rank : axis, length).AsSpan());

    public override string ToString() =>
        HasRank ? $"[{string.Join(", ", lengths.Select(l => l == Open ? "?" : l.ToString(null, null)))}]" : "of an unknown rank";
}
