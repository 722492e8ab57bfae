using Riveg.Onnx.Pictures;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>How a picture is laid into a detector's input.</summary>
internal enum PictureFit
{
    /// <summary>Each side scaled by itself; the aspect is not kept.</summary>
    Stretched,

    /// <summary>The aspect kept, at the left upper corner.</summary>
    AtCorner,

    /// <summary>The aspect kept, in the middle.</summary>
    Centred,
}

/// <summary>What a detector takes: size, fit, padding and numbers. Immutable.</summary>
/// <param name="Size">The input's size.</param>
/// <param name="Fit">How a picture is laid into it.</param>
/// <param name="Normalization">Bytes to numbers, and the order of the colours.</param>
internal sealed record DetectorInput(ImageSize Size, PictureFit Fit, PictureNormalization Normalization)
{
    // The grey that YOLO models are trained with around a picture.
    private const byte Padding = 114;

    /// <summary>Fits a picture.</summary>
    public FittedPicture Write(RgbImage image)
    {
        var planes = new float[3 * Size.Width * Size.Height];
        var letterbox = Fit == PictureFit.Stretched ? Letterbox.Stretch(image, Size) : Letterbox.Fit(image, Size);
        var (x, y) = Fit == PictureFit.Centred
            ? ((Size.Width - letterbox.Scaled.Width) / 2, (Size.Height - letterbox.Scaled.Height) / 2)
            : (0, 0);
        Normalization.WritePlanes(Padded(letterbox.Scaled, x, y), planes, Size.Width, Size.Height);
        return new FittedPicture(planes, letterbox, x, y);
    }

    private RgbImage Padded(RgbImage scaled, int x, int y)
    {
        if (scaled.Width == Size.Width && scaled.Height == Size.Height)
        {
            return scaled;
        }

        var pixels = new byte[Size.Width * Size.Height * 3];
        Array.Fill(pixels, Padding);
        for (var row = 0; row < scaled.Height; row++)
        {
            scaled.Row(row).CopyTo(pixels.AsSpan((((row + y) * Size.Width) + x) * 3));
        }

        return new RgbImage(Size.Width, Size.Height, pixels);
    }
}

/// <summary>A picture as a detector's input, and the way back.</summary>
/// <param name="Planes">The numbers of <c>[1, 3, height, width]</c>.</param>
/// <param name="Letterbox">The scaling.</param>
/// <param name="X">Where the picture begins in the input.</param>
/// <param name="Y">Where the picture begins in the input.</param>
internal sealed record FittedPicture(float[] Planes, Letterbox Letterbox, int X, int Y)
{
    /// <summary>From pixels of the input to pixels of the picture.</summary>
    public Box ToOriginal(Box box) => Letterbox.ToOriginal(new Box(box.X0 - X, box.Y0 - Y, box.X1 - X, box.Y1 - Y));
}
