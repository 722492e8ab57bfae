using Riveg.Posts;

namespace Riveg.Onnx.Observation.Reading;

/// <summary>Cuts tilted rectangles out of a picture.</summary>
internal static class LineCrop
{
    // A line in letters of the size of a house needs no more samples than this a pixel and side.
    private const int MaxSamples = 8;

    /// <summary>A rectangle as a picture of its own, the letters' height brought to that of the crop.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="box">The rectangle; beyond the picture its edge goes on.</param>
    /// <param name="width">Of the crop.</param>
    /// <param name="height">Of the crop.</param>
    public static RgbImage Cut(RgbImage image, TiltedBox box, int width, int height)
    {
        var pixels = new byte[width * height * 3];
        var source = image.Pixels.Span;
        var (stepX, stepY) = (box.Width / width, box.Height / height);

        // Where the picture is finer than the crop, the mean of several samples stands for a pixel.
        var (samplesX, samplesY) = (Samples(stepX), Samples(stepY));
        Span<double> sum = stackalloc double[3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                sum.Clear();
                for (var j = 0; j < samplesY; j++)
                {
                    var across = ((y + ((j + 0.5) / samplesY)) * stepY) - (box.Height / 2);
                    for (var i = 0; i < samplesX; i++)
                    {
                        var along = ((x + ((i + 0.5) / samplesX)) * stepX) - (box.Width / 2);
                        Add(
                            source,
                            image.Width,
                            image.Height,
                            box.X + (along * box.Ux) - (across * box.Uy) - 0.5,
                            box.Y + (along * box.Uy) + (across * box.Ux) - 0.5,
                            sum);
                    }
                }

                for (var c = 0; c < 3; c++)
                {
                    pixels[(((y * width) + x) * 3) + c] = (byte)((sum[c] / (samplesX * samplesY)) + 0.5);
                }
            }
        }

        return new RgbImage(width, height, pixels);
    }

    private static int Samples(double step) => Math.Clamp((int)Math.Round(step), 1, MaxSamples);

    // Bilinear between the four pixels around.
    private static void Add(ReadOnlySpan<byte> source, int width, int height, double x, double y, Span<double> sum)
    {
        x = Math.Clamp(x, 0, width - 1);
        y = Math.Clamp(y, 0, height - 1);
        var (x0, y0) = ((int)x, (int)y);
        var (x1, y1) = (Math.Min(x0 + 1, width - 1), Math.Min(y0 + 1, height - 1));
        var (fx, fy) = (x - x0, y - y0);
        for (var c = 0; c < 3; c++)
        {
            var top = (source[(((y0 * width) + x0) * 3) + c] * (1 - fx)) + (source[(((y0 * width) + x1) * 3) + c] * fx);
            var bottom = (source[(((y1 * width) + x0) * 3) + c] * (1 - fx)) + (source[(((y1 * width) + x1) * 3) + c] * fx);
            sum[c] += (top * (1 - fy)) + (bottom * fy);
        }
    }
}
