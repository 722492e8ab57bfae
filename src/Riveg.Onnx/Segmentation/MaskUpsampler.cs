using System.Numerics.Tensors;
using Riveg.Regions;

namespace Riveg.Onnx.Segmentation;

/// <summary>
/// Brings a decoder's mask to the picture's size as SAM does: bilinearly to the encoder's square, cropped to the scaled picture, bilinearly
/// to the picture (<c>align_corners</c> false both times), then positive is inside. Both enlargements are linear along each axis, so that
/// they are done as one.
/// </summary>
internal static class MaskUpsampler
{
    /// <summary>Enlarges a mask.</summary>
    /// <param name="mask">The decoder's.</param>
    /// <param name="inputSide">The side of the encoder's square.</param>
    /// <param name="scaled">The size of the picture within that square.</param>
    /// <param name="original">The picture's size.</param>
    /// <param name="clip">Outside of this box of the picture nothing is inside; null for no such box.</param>
    public static Mask Upsample(LowResolutionMask mask, int inputSide, ImageSize scaled, ImageSize original, Box? clip)
    {
        var rows = new AxisWeights(mask.Side, inputSide, scaled.Height, original.Height);
        var columns = new AxisWeights(mask.Side, inputSide, scaled.Width, original.Width);
        var stretched = StretchColumns(mask, rows, original.Height);
        var runs = new List<uint>();
        var inside = false;
        uint run = 0;
        var logits = new float[original.Height];
        for (var x = 0; x < original.Width; x++)
        {
            columns.Combine(x, stretched, logits);
            Cut(logits, x, clip);
            foreach (var logit in logits)
            {
                if (logit > 0 != inside)
                {
                    runs.Add(run);
                    run = 0;
                    inside = !inside;
                }

                run++;
            }
        }

        runs.Add(run);
        return Mask.FromCounts(original.Width, original.Height, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(runs));
    }

    // Each of the mask's columns at the picture's height; columns, since masks are coded column by column.
    private static float[][] StretchColumns(LowResolutionMask mask, AxisWeights rows, int height)
    {
        var logits = mask.Logits.Span;
        var columns = new float[mask.Side][];
        for (var x = 0; x < mask.Side; x++)
        {
            columns[x] = new float[height];
            for (var y = 0; y < height; y++)
            {
                columns[x][y] = rows.Combine(y, logits, x, mask.Side);
            }
        }

        return columns;
    }

    private static void Cut(Span<float> logits, int x, Box? clip)
    {
        if (clip is not { } box)
        {
            return;
        }

        if (x + 1 <= box.X0 || x >= box.X1)
        {
            logits.Clear();
            return;
        }

        logits[..(int)Math.Floor(box.Y0)].Clear();
        logits[Math.Min(logits.Length, (int)Math.Ceiling(box.Y1))..].Clear();
    }

    /// <summary>For each pixel of the picture along one axis the few mask values that it is made of.</summary>
    private sealed class AxisWeights
    {
        // Two neighbours of two neighbours.
        private const int Terms = 4;

        private readonly int[] indices;
        private readonly float[] weights;

        public AxisWeights(int maskSide, int inputSide, int scaled, int original)
        {
            indices = new int[original * Terms];
            weights = new float[original * Terms];
            for (var i = 0; i < original; i++)
            {
                var (near, far, share) = Neighbours(i, scaled, original);
                Set(i * Terms, Neighbours(near, maskSide, inputSide), 1 - share);
                Set((i * Terms) + 2, Neighbours(far, maskSide, inputSide), share);
            }
        }

        public float Combine(int output, ReadOnlySpan<float> values, int offset, int stride)
        {
            float sum = 0;
            for (var t = output * Terms; t < (output + 1) * Terms; t++)
            {
                sum += weights[t] * values[offset + (indices[t] * stride)];
            }

            return sum;
        }

        public void Combine(int output, float[][] columns, Span<float> result)
        {
            result.Clear();
            for (var t = output * Terms; t < (output + 1) * Terms; t++)
            {
                if (weights[t] != 0)
                {
                    TensorPrimitives.MultiplyAdd(columns[indices[t]], weights[t], result, result);
                }
            }
        }

        private static (int Near, int Far, double Share) Neighbours(int output, int inputs, int outputs)
        {
            var position = Math.Max(0, ((output + 0.5) * inputs / outputs) - 0.5);
            var near = Math.Min((int)position, inputs - 1);
            return (near, Math.Min(near + 1, inputs - 1), position - near);
        }

        private void Set(int term, (int Near, int Far, double Share) neighbours, double weight)
        {
            indices[term] = neighbours.Near;
            weights[term] = (float)(weight * (1 - neighbours.Share));
            indices[term + 1] = neighbours.Far;
            weights[term + 1] = (float)(weight * neighbours.Share);
        }
    }
}
