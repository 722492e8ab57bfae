using Riveg.Networks.Operations;

namespace Riveg.TestKit.Networks;

/// <summary>A case of an operation that only training needs.</summary>
/// <param name="Name">What is tried; the same for every tensor type.</param>
/// <param name="Inputs">What goes in.</param>
/// <param name="Compute">The operation.</param>
public sealed record TrainingOpsCase<T>(string Name, Numbers[] Inputs, Func<ITrainingOps<T>, T[], T> Compute)
    where T : class
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What every execution of <see cref="ITrainingOps{T}"/> must answer alike beside <see cref="TensorOpsCases{T}"/>.</summary>
public static class TrainingOpsCases<T>
    where T : class
{
    private static readonly RandomWeights Weights = new(12);

    /// <summary>What must be computed.</summary>
    public static IReadOnlyList<TrainingOpsCase<T>> All { get; } =
    [
        Loss("ChainLoss", [F(3, 4, 3), I([0, 2, 1, 1, 2, 2, 0, 0, 1, 0, 2, 0], 3, 4), I([4, 2, 3], 3)]),
        Loss("ChainLoss, one label", [F(2, 3, 1), I([0, 0, 0, 0, 0, 0], 2, 3), I([3, 1], 2)]),
        Loss("ChainLoss, one place", [F(3, 1, 4), I([0, 3, 2], 3, 1), I([1, 1, 1], 3)]),
        Loss("ChainLoss, one sequence", [F(1, 5, 3), I([0, 1, 2, 1, 0], 1, 5), I([5], 1)]),
        Loss("ChainLoss, none as long as there are places", [F(2, 5, 3), I([0, 1, 2, 1, 0, 1, 1, 2, 0, 2], 2, 5), I([3, 2], 2)]),
        Loss("ChainLoss, no labels behind the ends", [F(2, 3, 3), I([1, -100, -100, 2, 0, -1], 2, 3), I([1, 2], 2)]),
        Loss("ChainLoss, large scores", [Large(F(2, 4, 3)), I([0, 2, 1, 1, 2, 2, 0, 0], 2, 4), I([4, 3], 2)]),
        Loss("ChainLoss, forbidden steps", [F(2, 4, 3), I([0, 2, 0, 0, 0, 0, 2, 1], 2, 4), I([4, 3], 2)], Forbidding()),
    ];

    /// <summary>What must be refused with an <see cref="ArgumentException"/>.</summary>
    public static IReadOnlyList<TrainingOpsCase<T>> Faults { get; } =
    [
        Loss("ChainLoss, two axes", [F(4, 3), I([0, 1, 2, 0], 4), I([4], 1)]),
        Loss("ChainLoss, labels of one axis", [F(2, 3, 3), I([0, 1, 2], 3), I([3, 3], 2)]),
        Loss("ChainLoss, labels of other places", [F(2, 3, 3), I([0, 1, 2, 0], 2, 2), I([2, 2], 2)]),
        Loss("ChainLoss, lengths of other sequences", [F(2, 3, 3), I([0, 1, 2, 0, 1, 2], 2, 3), I([3], 1)]),
        Loss("ChainLoss, a length of nothing", [F(2, 3, 3), I([0, 1, 2, 0, 1, 2], 2, 3), I([3, 0], 2)]),
        Loss("ChainLoss, a length past the end", [F(2, 3, 3), I([0, 1, 2, 0, 1, 2], 2, 3), I([3, 4], 2)]),
        Loss("ChainLoss, lengths that are floats", [F(2, 3, 3), I([0, 1, 2, 0, 1, 2], 2, 3), F(2)]),
        Loss("ChainLoss, labels that are floats", [F(2, 3, 3), F(2, 3), I([3, 3], 2)]),
        Loss("ChainLoss, a label that there is not", [F(2, 3, 3), I([0, 1, 3, 0, 1, 2], 2, 3), I([3, 3], 2)]),
        Loss("ChainLoss, a label below the first", [F(2, 3, 3), I([0, -1, 2, 0, 1, 2], 2, 3), I([3, 3], 2)]),
        Loss("ChainLoss, nothing", [F(0, 3, 3), I([], 0, 3), I([], 0)]),
        Loss("ChainLoss, other labels than the chain's", [F(2, 3, 3), I([0, 1, 2, 0, 1, 2], 2, 3), I([3, 3], 2)], Chain(4)),
        new("Lstm, a length of nothing", [F(2, 3, 4), I([3, 0], 2)], (ops, x) => ops.Lstm(x[0], x[1], Memory())),
        new("Lstm, a length past the end", [F(2, 3, 4), I([4, 1], 2)], (ops, x) => ops.Lstm(x[0], x[1], Memory())),
    ];

    private static TrainingOpsCase<T> Loss(string name, Numbers[] inputs, ChainWeights? chain = null) =>
        new(name, inputs, (ops, x) => ops.ChainLoss(x[0], x[1], x[2], chain ?? Chain(inputs[0].Shape[^1])));

    private static LstmWeights Memory() => LstmWeights.From(Weights, "memory", 4, 3);

    private static ChainWeights Chain(int labels) => ChainWeights.From(Weights, $"chain{labels}", labels);

    /// <summary>Steps that are as good as forbidden, as a tagger's are between tags that cannot follow each other.</summary>
    private static ChainWeights Forbidding() => Chain(3) with
    {
        Transitions = new Weight("forbidding", [3, 3], () => [0, -10_000, 1, 2, 0, -10_000, -1, 1, 0]),
    };

    private static Numbers Large(Numbers numbers) => numbers with { Values = [.. numbers.Values.Select(v => v * 500)] };

    private static Numbers F(params int[] shape) => Numbers.Floats(shape);

    private static Numbers I(int[] values, params int[] shape) => Numbers.Integers(values, shape);
}
