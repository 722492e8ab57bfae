using Riveg.Posts;

namespace Riveg.Onnx.Pictures;

/// <summary>
/// Turns bytes into the numbers that a network expects: <c>(value - mean) / standard deviation</c>, values 0..255, by channel. Immutable.
/// </summary>
public sealed class PictureNormalization
{
    private readonly float[][] tables;
    private readonly ChannelOrder order;

    /// <summary>Makes a normalisation from means and standard deviations on the scale 0..255, in the order red, green, blue.</summary>
    /// <exception cref="ArgumentException">There are not three of each, or a deviation is 0.</exception>
    public PictureNormalization(ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
        : this(mean, deviation, ChannelOrder.RedGreenBlue)
    {
    }

    /// <summary>Makes a normalisation from means and standard deviations on the scale 0..255.</summary>
    /// <param name="mean">In the order of the planes.</param>
    /// <param name="deviation">In the order of the planes.</param>
    /// <param name="order">The order of the planes.</param>
    internal PictureNormalization(ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation, ChannelOrder order)
    {
        this.order = order;
        if (mean.Length != 3 || deviation.Length != 3 || deviation.Contains(0))
        {
            throw new ArgumentException("A normalisation has three means and three deviations that are not 0.");
        }

        tables = new float[3][];
        for (var channel = 0; channel < 3; channel++)
        {
            tables[channel] = new float[256];
            for (var value = 0; value < 256; value++)
            {
                tables[channel][value] = (value - mean[channel]) / deviation[channel];
            }
        }
    }

    /// <summary>SAM's (docs/pictures.md): ImageNet's means and deviations.</summary>
    public static PictureNormalization ImageNet { get; } = new([123.675f, 116.28f, 103.53f], [58.395f, 57.12f, 57.375f]);

    /// <summary>Shares 0..1.</summary>
    internal static PictureNormalization Shares { get; } = new([0, 0, 0], [255, 255, 255]);

    /// <summary>The bytes as they are, blue first, as OpenCV reads pictures.</summary>
    internal static PictureNormalization BlueGreenRed { get; } = new([0, 0, 0], [1, 1, 1], ChannelOrder.BlueGreenRed);

    /// <summary>Shares 0..1, blue first.</summary>
    internal static PictureNormalization BlueGreenRedShares { get; } = new([0, 0, 0], [255, 255, 255], ChannelOrder.BlueGreenRed);

    /// <summary>
    /// Writes a picture channel by channel (<c>[3, height, width]</c>) into the left upper corner of planes of the given size; what is
    /// right and below becomes 0, after normalisation as in SAM.
    /// </summary>
    /// <param name="image">Not larger than the planes.</param>
    /// <param name="planes">Exactly <c>3 * height * width</c> numbers.</param>
    /// <param name="width">Of the planes.</param>
    /// <param name="height">Of the planes.</param>
    /// <exception cref="ArgumentException">The picture is larger than the planes, or the numbers do not fit the size.</exception>
    public void WritePlanes(RgbImage image, Span<float> planes, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Width > width || image.Height > height || planes.Length != 3 * width * height)
        {
            throw new ArgumentException(
                $"A picture of {image.Width} x {image.Height} does not fit planes of {width} x {height} with {planes.Length} numbers.");
        }

        for (var channel = 0; channel < 3; channel++)
        {
            var plane = planes.Slice(channel * width * height, width * height);
            var table = tables[channel].AsSpan();
            var first = order == ChannelOrder.RedGreenBlue ? channel : 2 - channel;
            for (var y = 0; y < image.Height; y++)
            {
                var row = image.Row(y);
                var output = plane.Slice(y * width, width);
                for (int x = 0, i = first; x < image.Width; x++, i += 3)
                {
                    output[x] = table[row[i]];
                }

                output[image.Width..].Clear();
            }

            plane[(image.Height * width)..].Clear();
        }
    }
}

/// <summary>The order of a picture's planes.</summary>
internal enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    RedGreenBlue,

    /// <summary>Blue, green, red.</summary>
    BlueGreenRed,
}
