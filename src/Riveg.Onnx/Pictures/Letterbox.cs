using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Pictures;

/// <summary>
/// A picture fitted into a network's input: scaled to fit with its aspect kept, at the left upper corner; knows the way back.
/// </summary>
internal sealed class Letterbox
{
    private readonly ImageSize original;

    private Letterbox(ImageSize original, RgbImage scaled)
    {
        this.original = original;
        Scaled = scaled;
    }

    /// <summary>The scaled picture, not larger than the input.</summary>
    public RgbImage Scaled { get; }

    /// <summary>The longer side of the scaled picture; the whole side of a square input.</summary>
    public int InputSide => Math.Max(Scaled.Width, Scaled.Height);

    /// <summary>Scales so that the picture just fits into <paramref name="input"/>, with Pillow's bilinear kernel.</summary>
    public static Letterbox Fit(RgbImage image, ImageSize input)
    {
        var scale = Math.Min((double)input.Width / image.Width, (double)input.Height / image.Height);
        return Scale(image, new ImageSize(Side(image.Width, scale, input.Width), Side(image.Height, scale, input.Height)));
    }

    /// <summary>Scales each side by itself to <paramref name="input"/>; the aspect is not kept.</summary>
    public static Letterbox Stretch(RgbImage image, ImageSize input) => Scale(image, input);

    /// <summary>Scales so that the longest side becomes <paramref name="side"/>, rounded as SAM's <c>ResizeLongestSide</c> does.</summary>
    public static Letterbox LongestSide(RgbImage image, int side) =>
        Scale(image, LongestSide(new ImageSize(image.Width, image.Height), side));

    /// <summary>The size that <see cref="LongestSide(RgbImage, int)"/> gives.</summary>
    public static ImageSize LongestSide(ImageSize size, int side)
    {
        var scale = (double)side / Math.Max(size.Width, size.Height);
        return new ImageSize(Side(size.Width, scale, side), Side(size.Height, scale, side));
    }

    /// <summary>
    /// From the picture's pixels to the scaled picture's. The two sides' scales differ a little, since sizes are whole numbers.
    /// </summary>
    public Box ToScaled(Box box) => Map(box, (double)Scaled.Width / original.Width, (double)Scaled.Height / original.Height);

    /// <summary>From the scaled picture's pixels to the picture's.</summary>
    public Box ToOriginal(Box box) => Map(box, (double)original.Width / Scaled.Width, (double)original.Height / Scaled.Height);

    private static Letterbox Scale(RgbImage image, ImageSize size) =>
        new(new ImageSize(image.Width, image.Height), PillowResizer.Resize(image, size, ResampleFilter.Bilinear));

    private static int Side(int side, double scale, int limit) => Math.Clamp((int)((side * scale) + 0.5), 1, limit);

    private static Box Map(Box box, double x, double y) => new(box.X0 * x, box.Y0 * y, box.X1 * x, box.Y1 * y);
}
