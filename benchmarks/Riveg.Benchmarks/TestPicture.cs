using SkiaSharp;

namespace Riveg.Benchmarks;

/// <summary>A drawn picture with some shapes and noise, so that decoding and cutting have something to do.</summary>
internal static class TestPicture
{
    public static byte[] Jpeg(int width, int height)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(new SKColor(180, 200, 220));
            var random = new Random(1);
            using var paint = new SKPaint();
            for (var i = 0; i < 400; i++)
            {
                paint.Color = new SKColor((uint)random.Next() | 0xFF000000);
                canvas.DrawCircle(random.Next(width), random.Next(height), random.Next(1, 1 + (width / 20)), paint);
            }
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 85);
        return data.ToArray();
    }
}
