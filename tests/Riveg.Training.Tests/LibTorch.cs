using System.Runtime.InteropServices;
using Riveg.TestKit.Networks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Riveg.Training.Tests;

/// <summary>Plain numbers to libtorch and back.</summary>
internal static class LibTorch
{
    /// <summary>Skips the test where there is no libtorch for the machine.</summary>
    public static void Require() => Assert.SkipUnless(
        RuntimeInformation.ProcessArchitecture == (OperatingSystem.IsMacOS() ? Architecture.Arm64 : Architecture.X64),
        $"There is no package of libtorch for {RuntimeInformation.RuntimeIdentifier}.");

    public static Tensor FromNumbers(Numbers numbers)
    {
        long[] shape = [.. numbers.Shape.Select(length => (long)length)];
        return numbers.AreIntegers
            ? torch.tensor([.. numbers.Values.Select(v => (long)v)], shape)
            : torch.tensor([.. numbers.Values.Select(v => (float)v)], shape);
    }

    public static Numbers ToNumbers(Tensor tensor)
    {
        var isInteger = tensor.dtype == torch.ScalarType.Int64;
        using var detached = tensor.detach();
        using var flat = detached.contiguous();
        double[] values = tensor.numel() == 0 ? [] : isInteger
            ? [.. flat.data<long>().ToArray().Select(v => (double)v)]
            : [.. flat.data<float>().ToArray().Select(v => (double)v)];
        return new(values, [.. tensor.shape.Select(length => (int)length)], isInteger);
    }
}
