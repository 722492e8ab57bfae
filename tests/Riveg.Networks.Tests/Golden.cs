using Riveg.Networks.Architectures;
using Riveg.Networks.Checkpoints;
using Riveg.TestKit;
using SkiaSharp;

namespace Riveg.Networks.Tests;

/// <summary>What the reference implementations computed, and how near to it we must come.</summary>
internal static class Golden
{
    /// <summary>For activations, as golden/README states.</summary>
    public const float Activation = 5e-5f;

    /// <summary>For logits.</summary>
    public const float Logit = 1e-4f;

    public static Checkpoint Open(params string[] parts) => Checkpoint.Open(SharedFolder.Resolve(["golden", .. parts]));

    /// <summary>A configuration that states what is in the JSON.</summary>
    public static ArchitectureSettings Settings(string json)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["config.json"], json);
        return ArchitectureSettings.Load(folder["config.json"]);
    }

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

    /// <summary>The resized truck as SAM's encoders take it [1, 3, side, side]: normalised, then padded right and below.</summary>
    public static float[] PreparedTruck(int side)
    {
        float[] mean = [123.675f, 116.28f, 103.53f];
        float[] deviation = [58.395f, 57.12f, 57.375f];
        using var bitmap = SKBitmap.Decode(SharedFolder.Resolve("golden", "sam", $"truck_resized_{side}.png"));
        var values = new float[3 * side * side];
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                var pixel = bitmap.GetPixel(x, y);
                byte[] channels = [pixel.Red, pixel.Green, pixel.Blue];
                for (var c = 0; c < 3; c++)
                {
                    values[(((c * side) + y) * side) + x] = (channels[c] - mean[c]) / deviation[c];
                }
            }
        }

        return values;
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
