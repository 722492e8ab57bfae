using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Riveg.Training.Operations;

/// <summary>
/// Numbers of ours as tensors in libtorch's own memory. What <c>torch.tensor</c> gives lies where the runtime put the array, and the last
/// bit of what is computed of it depends on that place: MKL's kernels begin otherwise at an address that is not
/// aligned, so that two runs of one program differ.
/// </summary>
internal static class AlignedTensor
{
    /// <summary>Copies numbers.</summary>
    public static Tensor Of(float[] values, ReadOnlySpan<long> shape)
    {
        using var made = torch.tensor(values, shape);
        return made.clone();
    }
}
