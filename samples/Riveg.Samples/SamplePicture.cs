using SkiaSharp;

namespace Riveg.Samples;

/// <summary>A picture that goes with the sample posts, drawn by this program: the same pixels at every run.</summary>
public sealed record SamplePicture(string FileName, Action<SKCanvas> Draw)
{
    public const int Width = 960;
    public const int Height = 640;

    public static IReadOnlyList<SamplePicture> All { get; } = [new("concert.png", ConcertStage.Draw), new("skyline.png", RiverSkyline.Draw)];

    public void WritePng(Stream stream)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            Draw(canvas);
        }

        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        png.SaveTo(stream);
    }
}
