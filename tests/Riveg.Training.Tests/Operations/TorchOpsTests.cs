using Riveg.Networks.Operations;
using Riveg.TestKit.Networks;
using Riveg.Training.Operations;
using TorchSharp;

namespace Riveg.Training.Tests.Operations;

/// <summary>What the operations do beyond serving: gradients, chance, running statistics, and who owns what.</summary>
public sealed class TorchOpsTests : IDisposable
{
    private readonly RandomWeights weights = new(1);
    private readonly TorchOps ops;
    private readonly DisposeScope scope;

    public TorchOpsTests()
    {
        LibTorch.Require();
        ops = new TorchOps();
        scope = torch.NewDisposeScope();
    }

    public void Dispose()
    {
        scope.Dispose();
        ops.Dispose();
    }

    /// <summary>A table of words that scores them too gets the gradients of both uses.</summary>
    [Fact]
    public void Parameter_OfATiedWeight_IsOneTensorWithTheGradientOfAllUses()
    {
        var ids = ops.Constant([1L, 3L], 2);
        var loss = ops.Linear(ops.Embedding(ids, weights.Get("words", 5, 4)), weights.Get("words", 5, 4), null).sum();
        loss.backward();

        var words = Assert.Single(ops.Parameters).Value;
        var table = LibTorch.ToNumbers(words).Values;
        var gradient = LibTorch.ToNumbers(words.grad!).Values;
        for (var i = 0; i < table.Length; i++)
        {
            // d/dw of Σ_i Σ_v e_i·w_v: every row gets the looked-up rows' sum, a looked-up row the sum of all rows too.
            var column = i % 4;
            var scored = table[4 + column] + table[12 + column];
            var lookedUp = i / 4 is 1 or 3 ? Enumerable.Range(0, 5).Sum(row => table[(4 * row) + column]) : 0;
            Assert.Equal(scored + lookedUp, gradient[i], 1e-5);
        }
    }

    [Fact]
    public void Parameter_OfTwoSources_IsRefused()
    {
        ops.Parameter(weights.Get("w", 1));
        var fault = Assert.Throws<ArgumentException>(() => ops.Parameter(new RandomWeights(2).Get("w", 1)));
        Assert.Equal("Two weights are named 'w'; tied ones come from one source as one weight.", fault.Message);
    }

    [Fact]
    public void BatchNorm_InTraining_TakesTheBatchsStatisticsAndMovesTheRunningOnes()
    {
        var norm = BatchNormWeights.From(weights, "bn", 1);
        var x = torch.tensor(new float[] { 1, 3, 5, 7 }, [4, 1, 1, 1]);

        Assert.Equal(1 / Math.Sqrt(1 + 1e-5), LibTorch.ToNumbers(ops.BatchNorm(x, norm, 1e-5f)).Values[0], 1e-6);
        Assert.Equal(0, LibTorch.ToNumbers(ops.Buffers["bn.running_mean"]).Values[0]);
        ops.IsTraining = true;
        var trained = LibTorch.ToNumbers(ops.BatchNorm(x, norm, 1e-5f));

        Assert.Equal(-3 / Math.Sqrt(5), trained.Values[0], 1e-5);
        Assert.Equal(["bn.bias", "bn.weight"], ops.Parameters.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["bn.running_mean", "bn.running_var"], ops.Buffers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(0.4, LibTorch.ToNumbers(ops.Buffers["bn.running_mean"]).Values[0], 1e-6);
        Assert.Equal(0.9 + (0.1 * 20 / 3), LibTorch.ToNumbers(ops.Buffers["bn.running_var"]).Values[0], 1e-5);
        Assert.All(ops.Buffers.Values, buffer => Assert.False(buffer.requires_grad));
        Assert.All(ops.Parameters.Values, parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void Dropout_InTraining_DropsNumbersAndKeepsTheMean()
    {
        ops.IsTraining = true;
        var dropped = LibTorch.ToNumbers(ops.Dropout(torch.ones(100, 100), 0.25)).Values;

        Assert.InRange(dropped.Count(v => v == 0), 2000, 3000);
        Assert.All(dropped.Where(v => v != 0), v => Assert.Equal(1 / 0.75, v, 1e-6));
    }

    [Fact]
    public void DropPath_InTraining_DropsWholeSamplesAndKeepsTheMean()
    {
        ops.IsTraining = true;
        var dropped = LibTorch.ToNumbers(ops.DropPath(torch.ones(1000, 2, 3), 0.25)).Values.Chunk(6).ToList();

        Assert.All(dropped, sample => Assert.Single(sample.Distinct()));
        Assert.InRange(dropped.Count(sample => sample[0] == 0), 190, 310);
        Assert.All(dropped.Where(sample => sample[0] != 0), sample => Assert.Equal(1 / 0.75, sample[0], 1e-6));
        Assert.All(LibTorch.ToNumbers(ops.DropPath(torch.ones(10, 2), 1)).Values, v => Assert.Equal(0, v));
    }

    [Fact]
    public void Attention_InTraining_DropsAndHasGradients()
    {
        var x = torch.randn([2, 3, 8], requires_grad: true);
        Assert.Equal(Values(), Values());
        ops.IsTraining = true;
        Assert.NotEqual(Values(), Values());

        ops.Attention(x, x, x, null, 0.5, 0.5).sum().backward();
        Assert.Equal(x.shape, x.grad!.shape);

        double[] Values() => LibTorch.ToNumbers(ops.Attention(x, x, x, null, 0.5, 0.5)).Values;
    }

    /// <summary>An optimizer and a checkpoint find the memory's weights as they find any others, and two calls are one module.</summary>
    [Fact]
    public void Lstm_CalledTwice_HasItsEightWeightsOnceAndTheGradientOfBothCalls()
    {
        var memory = LstmWeights.From(weights, "lstm", 2, 3);
        var (x, lengths) = (torch.randn([2, 4, 2]), ops.Constant([4L, 2], 2));
        ops.Lstm(x, lengths, memory).sum().backward();
        var parameters = ops.Parameters;
        var once = parameters.ToDictionary(p => p.Key, p => LibTorch.ToNumbers(p.Value.grad!));
        ops.Lstm(x, lengths, LstmWeights.From(weights, "lstm", 2, 3)).sum().backward();

        Assert.Equal(
            [
                "lstm.bias_hh_l0", "lstm.bias_hh_l0_reverse", "lstm.bias_ih_l0", "lstm.bias_ih_l0_reverse",
                "lstm.weight_hh_l0", "lstm.weight_hh_l0_reverse", "lstm.weight_ih_l0", "lstm.weight_ih_l0_reverse",
            ],
            parameters.Keys.Order(StringComparer.Ordinal));
        Assert.All(parameters, p => Assert.Same(p.Value, ops.Parameters[p.Key]));
        Assert.Same(parameters["lstm.weight_hh_l0"], ops.Parameter(memory.Forward.Hidden));
        Assert.Empty(ops.Buffers);
        Assert.All(parameters, p => Assert.True(p.Value.requires_grad));
        Assert.All(parameters, p => Assert.Null(LibTorch.ToNumbers(p.Value.grad!).DifferenceTo(
            once[p.Key] with { Values = [.. once[p.Key].Values.Select(v => 2 * v)] }, 1e-5)));
        Assert.Equal(memory.Backward.Hidden.Read(), parameters["lstm.weight_hh_l0_reverse"].data<float>().ToArray());
    }

    /// <summary>What is written into a parameter, as by an optimizer or a checkpoint, is what the memory reads by from then on.</summary>
    [Fact]
    public void Lstm_OfChangedParameters_ReadsByThem()
    {
        var (memory, other) = (LstmWeights.From(weights, "lstm", 2, 3), LstmWeights.From(new RandomWeights(2), "lstm", 2, 3));
        var (x, lengths) = (torch.randn([2, 4, 2]), ops.Constant([4L, 2], 2));
        using var others = new TorchOps();
        var expected = LibTorch.ToNumbers(others.Lstm(x, lengths, other));
        ops.Lstm(x, lengths, memory);
        using (torch.no_grad())
        {
            foreach (var (name, parameter) in ops.Parameters)
            {
                parameter.copy_(others.Parameters[name]);
            }
        }

        Assert.Null(LibTorch.ToNumbers(ops.Lstm(x, lengths, memory)).DifferenceTo(expected, 0));
    }

    [Fact]
    public void Lstm_OfAWeightThatIsATensorAlready_IsRefusedAndLeavesNothing()
    {
        var memory = LstmWeights.From(weights, "lstm", 2, 3);
        ops.Parameter(memory.Backward.HiddenBias);

        var fault = Assert.Throws<ArgumentException>(() => ops.Lstm(torch.randn([1, 1, 2]), ops.Constant([1L], 1), memory));

        Assert.Equal(
            "Lstm: 'lstm.bias_hh_l0_reverse' was asked for before, and not with these eight weights; libtorch's module makes them itself.",
            fault.Message);
        Assert.Equal("lstm.bias_hh_l0_reverse", Assert.Single(ops.Parameters).Key);
    }

    /// <summary>A run that goes on from a checkpoint makes its modules later than the run that wrote it did.</summary>
    [Fact]
    public void Lstm_AtItsFirstCall_DrawsNothing()
    {
        var before = torch.random.get_rng_state().data<byte>().ToArray();
        ops.Lstm(torch.ones([1, 1, 2]), ops.Constant([1L], 1), LstmWeights.From(weights, "lstm", 2, 3));
        Assert.Equal(before, torch.random.get_rng_state().data<byte>().ToArray());
    }

    [Fact]
    public void Dispose_OfAMemory_FreesItsWeights()
    {
        var own = new TorchOps();
        using (torch.NewDisposeScope())
        {
            own.Lstm(torch.randn([1, 1, 2]), own.Constant([1L], 1), LstmWeights.From(weights, "freed", 2, 3));
        }

        var parameters = own.Parameters.Values.ToList();
        Assert.All(parameters, parameter => Assert.False(parameter.IsInvalid));
        own.Dispose();
        Assert.All(parameters, parameter => Assert.True(parameter.IsInvalid));
        own.Dispose();
    }

    /// <summary>A linear map learns what another one is: the operations, gradients and parameters go together.</summary>
    [Fact]
    public void Parameters_WithAnOptimizer_Learn()
    {
        ops.IsTraining = true;
        var map = weights.Get("map", 2, 3);
        var (x, target) = (LibTorch.FromNumbers(Numbers.Floats(64, 3)), LibTorch.FromNumbers(Numbers.Floats(2, 3)));
        var expected = torch.nn.functional.linear(x, target);
        ops.Parameter(map);
        using var optimizer = torch.optim.SGD(ops.Parameters.Values, 0.3);
        var losses = Enumerable.Range(0, 100).Select(_ => Step()).ToList();

        Assert.True(losses[^1] < losses[0] / 1000, $"{losses[0]} to {losses[^1]}");

        float Step()
        {
            using var step = torch.NewDisposeScope();
            optimizer.zero_grad();
            var loss = torch.nn.functional.mse_loss(ops.Linear(x, map, null), expected);
            loss.backward();
            optimizer.step();
            return loss.item<float>();
        }
    }

    [Fact]
    public void Dispose_Operations_FreesTheWeights()
    {
        var own = new TorchOps();
        var parameter = own.Parameter(weights.Get("freed", 2));
        using (torch.NewDisposeScope())
        {
            _ = own.Multiply(parameter, 2);
        }

        Assert.False(parameter.IsInvalid);
        own.Dispose();
        Assert.True(parameter.IsInvalid);
    }
}
