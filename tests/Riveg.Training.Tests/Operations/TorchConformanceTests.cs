using Riveg.TestKit.Networks;
using Riveg.Training.Operations;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Riveg.Training.Tests.Operations;

/// <summary>The conformance suite of the operations on TorchSharp.</summary>
public sealed class TorchConformanceTests
{
    private const double Tolerance = 2e-5;

    public static TheoryData<string> Cases => [.. TensorOpsCases<Tensor>.All.Select(c => c.Name)];

    public static TheoryData<string> Faults => [.. TensorOpsCases<Tensor>.Faults.Select(c => c.Name)];

    public static TheoryData<string> TrainingCases => [.. TrainingOpsCases<Tensor>.All.Select(c => c.Name)];

    public static TheoryData<string> TrainingFaults => [.. TrainingOpsCases<Tensor>.Faults.Select(c => c.Name)];

    /// <summary>Equal to the reference, and nothing is left when the scope is left: no tensor waits for the collector.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Computed_Case_EqualsTheReferenceAndLeavesNothing(string name)
    {
        LibTorch.Require();
        var tried = TensorOpsCases<Tensor>.All.Single(c => c.Name == name);
        var reference = TensorOpsCases<Numbers>.All.Single(c => c.Name == name);
        EqualsTheReferenceAndLeavesNothing(reference.Compute(new ManagedOps(), reference.Inputs), tried.Inputs, tried.Compute);
    }

    [Theory]
    [MemberData(nameof(TrainingCases))]
    public void Computed_TrainingCase_EqualsTheReferenceAndLeavesNothing(string name)
    {
        LibTorch.Require();
        var tried = TrainingOpsCases<Tensor>.All.Single(c => c.Name == name);
        var reference = TrainingOpsCases<Numbers>.All.Single(c => c.Name == name);
        EqualsTheReferenceAndLeavesNothing(reference.Compute(new ManagedOps(), reference.Inputs), tried.Inputs, tried.Compute);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Computed_WrongTensor_IsRefused(string name)
    {
        var tried = TensorOpsCases<Tensor>.Faults.Single(c => c.Name == name);
        IsRefused(name, tried.Inputs, tried.Compute);
    }

    [Theory]
    [MemberData(nameof(TrainingFaults))]
    public void Computed_WrongTensorOrNumberInTraining_IsRefused(string name)
    {
        var tried = TrainingOpsCases<Tensor>.Faults.Single(c => c.Name == name);
        var reference = TrainingOpsCases<Numbers>.Faults.Single(c => c.Name == name);
        Assert.Throws<ArgumentException>(() => reference.Compute(new ManagedOps(), reference.Inputs));
        IsRefused(name, tried.Inputs, tried.Compute);
    }

    private static void EqualsTheReferenceAndLeavesNothing(Numbers expected, Numbers[] inputs, Func<TorchOps, Tensor[], Tensor> compute)
    {
        var statistics = DisposeScopeManager.Statistics;
        var before = statistics.ThreadTotalLiveCount;
        using (var ops = new TorchOps())
        {
            using var scope = torch.NewDisposeScope();
            var answer = LibTorch.ToNumbers(compute(ops, [.. inputs.Select(LibTorch.FromNumbers)]));
            Assert.Null(answer.DifferenceTo(expected, Tolerance));
        }

        Assert.Equal(before, statistics.ThreadTotalLiveCount);
    }

    private static void IsRefused(string name, Numbers[] inputs, Func<TorchOps, Tensor[], Tensor> compute)
    {
        LibTorch.Require();
        using var ops = new TorchOps();
        using var scope = torch.NewDisposeScope();

        var fault = Assert.Throws<ArgumentException>(() => compute(ops, [.. inputs.Select(LibTorch.FromNumbers)]));
        Assert.Equal(name.Split(',')[0], fault.Message.Split(' ', ':')[0]);
    }
}
