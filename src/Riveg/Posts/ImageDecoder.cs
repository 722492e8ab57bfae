using SkiaSharp;

namespace Riveg.Posts;

/// <summary>scaffold until branch posts lands</summary>
public sealed class ImageDecodingException(string message) : Exception(message);

/// <summary>scaffold until branch posts lands</summary>
public sealed class ImageDecoder(ImageLimits? limits = null)
{
    private readonly ImageLimits limits = limits ?? new();

    /// <summary>decodes</summary>
    public RgbImage Decode(ImageSource source, CancellationToken cancellationToken = default)
    {
        using var stream = source.OpenRead();
        using var bitmap = SKBitmap.Decode(stream) ?? throw new ImageDecodingException($"{source.Name} is no picture.");
        if ((long)bitmap.Width * bitmap.Height > limits.MaxPixels)
        {
            throw new ImageDecodingException("too large");
        }

        var pixels = new byte[bitmap.Width * bitmap.Height * 3];
        for (int y = 0, i = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                var c = bitmap.GetPixel(x, y);
                (pixels[i++], pixels[i++], pixels[i++]) = (c.Red, c.Green, c.Blue);
            }
        }

        return new RgbImage(bitmap.Width, bitmap.Height, pixels);
    }
}
