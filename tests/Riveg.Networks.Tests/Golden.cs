using Riveg.Networks.Checkpoints;
using Riveg.Testing;

namespace Riveg.Networks.Tests;

/// <summary>What the reference implementations computed, and how near to it we must come.</summary>
internal static class Golden
{
    /// <summary>For activations, as golden/README states.</summary>
    public const float Activation = 5e-5f;

    /// <summary>For logits.</summary>
    public const float Logit = 1e-4f;

    public static Checkpoint Open(params string[] parts) => Checkpoint.Open(SharedFolder.Resolve(["golden", .. parts]));

    public static CheckpointTensor Tensor(this Checkpoint checkpoint, string name) =>
        checkpoint.TryGet(name, out var tensor) ? tensor : throw new InvalidOperationException($"{checkpoint.Path} has no '{name}'.");

    /// <summary>Asserts that both hold the same numbers within a tolerance.</summary>
    public static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var worst = 0f;
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = Math.Abs(expected[i] - actual[i]);
            worst = difference > worst || float.IsNaN(difference) ? difference : worst;
        }

        Assert.True(worst <= tolerance, $"The largest difference is {worst}, allowed is {tolerance}.");
    }

    /// <summary>Takes every n-th place along each axis.</summary>
    public static float[] Strided(float[] values, int[] shape, params int[] strides)
    {
        var axis = 0;
        IEnumerable<int> places = [0];
        foreach (var length in shape)
        {
            var stride = strides[axis++];
            var total = length;
            places = places.SelectMany(p => Enumerable.Range(0, (total + stride - 1) / stride).Select(i => (p * total) + (i * stride)));
        }

        return [.. places.Select(p => values[p])];
    }
}
