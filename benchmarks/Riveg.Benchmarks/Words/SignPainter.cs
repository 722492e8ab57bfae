using Riveg.Posts;
using Riveg.Regions;
using SkiaSharp;

namespace Riveg.Benchmarks.Words;

/// <summary>
/// Draws names on signs, shirts and screens. All settings are drawn uniformly from their ranges with one seed; a name that does not fit
/// into its picture is drawn anew before anything is read.
/// </summary>
internal sealed class SignPainter(IReadOnlyList<SKTypeface> fonts, IReadOnlyList<string> names, int seed)
{
    private const double LeastCapitals = 12;
    private const double MostCapitals = 60;
    private const float LeastContrast = 70;

    private readonly Random random = new(seed);

    /// <summary>The next picture.</summary>
    public SignPicture Paint()
    {
        for (; ; )
        {
            if (TryPaint() is { } picture)
            {
                return picture;
            }
        }
    }

    private SignPicture? TryPaint()
    {
        var (width, height) = (random.Next(480, 1025), random.Next(360, 769));
        var name = names[random.Next(names.Count)];
        var written = random.Next(2) == 0 ? name.ToUpperInvariant() : name;
        var capitals = Between(LeastCapitals, MostCapitals);
        using var font = new SKFont(fonts[random.Next(fonts.Count)]) { Edging = SKFontEdging.Antialias, Subpixel = true };
        font.Size = 100;
        font.Size = (float)(capitals / CapitalsOf(font) * 100);
        var lines = random.Next(2) == 0 ? [written] : written.Split(' ');
        var spacing = (float)Between(0, 0.15) * font.Size;
        var layout = new SignLayout(font, lines, spacing, (float)Between(0.4, 1.2) * font.Size);
        var kind = random.Next(3);
        var tilt = Between(-15, 15);
        if (layout.Width > width * 0.85 || layout.Height > height * 0.85)
        {
            return null;
        }

        using var bitmap = new SKBitmap(width, height);
        using (var canvas = new SKCanvas(bitmap))
        {
            PaintScene(canvas, width, height);
            var matrix = Perspective(layout, width, height, tilt);
            var boxes = layout.Words.Select(w => (w.Text, Box: Around(matrix, w.Rect))).ToList();
            if (boxes.Exists(b => b.Box.X0 < 2 || b.Box.Y0 < 2 || b.Box.X1 > width - 2 || b.Box.Y1 > height - 2))
            {
                return null;
            }

            canvas.SetMatrix(matrix);
            PaintPanel(canvas, layout, kind);
            canvas.ResetMatrix();
            canvas.Flush();
            var image = Camera(bitmap, kind);
            return new SignPicture(image, name, capitals, [.. boxes.Select(b => new DrawnWord(b.Text, b.Box))]);
        }
    }

    private static double CapitalsOf(SKFont font)
    {
        font.MeasureText("H", out var bounds);
        return bounds.Height;
    }

    private void PaintScene(SKCanvas canvas, int width, int height)
    {
        using var paint = new SKPaint { IsAntialias = true };
        paint.Shader = SKShader.CreateLinearGradient(new(0, 0), new(width, height), [Colour(), Colour()], SKShaderTileMode.Clamp);
        canvas.DrawPaint(paint);
        paint.Shader = null;
        for (var i = random.Next(4, 20); i > 0; i--)
        {
            paint.Color = Colour().WithAlpha((byte)random.Next(80, 256));
            var (x, y) = ((float)Between(0, width), (float)Between(0, height));
            var (w, h) = ((float)Between(5, width / 3.0), (float)Between(5, height / 3.0));
            if (random.Next(2) == 0)
            {
                canvas.DrawRect(x - (w / 2), y - (h / 2), w, h, paint);
            }
            else
            {
                canvas.DrawOval(x, y, w / 2, h / 2, paint);
            }
        }
    }

    // The panel's corners are each moved by up to a tenth of its sides, and the whole is turned.
    private SKMatrix Perspective(SignLayout layout, int width, int height, double tilt)
    {
        var (w, h) = (layout.Width, layout.Height);
        var (cx, cy) = ((float)Between(w / 2, width - (w / 2)), (float)Between(h / 2, height - (h / 2)));
        SKPoint[] corners = [new(0, 0), new(w, 0), new(w, h), new(0, h)];
        var turn = SKMatrix.CreateRotationDegrees((float)tilt);
        var moved = corners
            .Select(c => new SKPoint(
                c.X - (w / 2) + ((float)Between(-0.1, 0.1) * w), c.Y - (h / 2) + ((float)Between(-0.1, 0.1) * h)))
            .Select(p => turn.MapPoint(p) + new SKPoint(cx, cy))
            .ToArray();
        return Homography.FromRectangle(w, h, moved);
    }

    private void PaintPanel(SKCanvas canvas, SignLayout layout, int kind)
    {
        var (ground, ink) = (Colour(), Colour());
        while (Math.Abs(Luma(ground) - Luma(ink)) < LeastContrast)
        {
            (ground, ink) = (Colour(), Colour());
        }

        using var paint = new SKPaint { IsAntialias = true, Color = ground };
        var rect = new SKRect(0, 0, layout.Width, layout.Height);
        switch (kind)
        {
            case 0:
                canvas.DrawRoundRect(rect, layout.Height / 10, layout.Height / 10, paint);
                break;
            case 1:
                rect.Inflate(layout.Width / 4, layout.Height);
                canvas.DrawRoundRect(rect, layout.Width / 5, layout.Height / 2, paint);
                break;
            default:
                paint.Color = SKColors.Black;
                var frame = rect;
                frame.Inflate(layout.Height / 15, layout.Height / 15);
                canvas.DrawRect(frame, paint);
                paint.Color = ground;
                canvas.DrawRect(rect, paint);
                break;
        }

        paint.Color = ink;
        layout.Draw(canvas, paint);
        if (kind == 2)
        {
            // A lamp's reflection.
            paint.Color = SKColors.White.WithAlpha((byte)random.Next(10, 60));
            canvas.DrawOval((float)Between(0, layout.Width), (float)Between(0, layout.Height), layout.Width / 5, layout.Height / 3, paint);
        }
    }

    // What a lens, a sensor and a file do to a picture.
    private RgbImage Camera(SKBitmap bitmap, int kind)
    {
        using var blurred = new SKBitmap(bitmap.Width, bitmap.Height);
        using (var canvas = new SKCanvas(blurred))
        using (var paint = new SKPaint())
        {
            var blur = (float)Between(0, 1.6);
            paint.ImageFilter = SKImageFilter.CreateBlur(blur, blur);
            using var sharp = SKImage.FromBitmap(bitmap);
            canvas.DrawImage(sharp, 0, 0, SKSamplingOptions.Default, paint);
        }

        var folds = kind == 1 ? (Size: Between(0, 2.5), Length: Between(40, 120), Shade: Between(0, 0.25)) : (0, 60, 0);
        var noise = Between(0, 8);
        var colours = blurred.Pixels;
        var pixels = new byte[bitmap.Width * bitmap.Height * 3];
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                var wave = Math.Sin((x + (y / 3.0)) * 2 * Math.PI / folds.Length);
                var from = colours[(Math.Clamp((int)Math.Round(y + (wave * folds.Size)), 0, bitmap.Height - 1) * bitmap.Width) + x];
                var light = 1 + (wave * folds.Shade);
                var at = ((y * bitmap.Width) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (Byte(from.Red), Byte(from.Green), Byte(from.Blue));

                byte Byte(byte value) => (byte)Math.Clamp((value * light) + (Gauss() * noise), 0, 255);
            }
        }

        return Jpeg(new RgbImage(bitmap.Width, bitmap.Height, pixels), random.Next(50, 96));
    }

    private static RgbImage Jpeg(RgbImage image, int quality)
    {
        using var bitmap = new SKBitmap(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var target = bitmap.GetPixelSpan();
        var source = image.Pixels.Span;
        for (int from = 0, to = 0; from < source.Length; from += 3, to += 4)
        {
            source.Slice(from, 3).CopyTo(target[to..]);
            target[to + 3] = byte.MaxValue;
        }

        using var file = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return new ImageDecoder().Decode(ImageSource.FromBytes(file.ToArray()));
    }

    private static Box Around(SKMatrix matrix, SKRect rect)
    {
        SKPoint[] drawn =
            [new(rect.Left, rect.Top), new(rect.Right, rect.Top), new(rect.Right, rect.Bottom), new(rect.Left, rect.Bottom)];
        var corners = matrix.MapPoints(drawn);
        return new Box(corners.Min(c => c.X), corners.Min(c => c.Y), corners.Max(c => c.X), corners.Max(c => c.Y));
    }

    private static double Luma(SKColor colour) => (0.299 * colour.Red) + (0.587 * colour.Green) + (0.114 * colour.Blue);

    private SKColor Colour() => new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));

    private double Between(double least, double most) => least + (random.NextDouble() * (most - least));

    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
