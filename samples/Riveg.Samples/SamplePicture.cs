using SkiaSharp;

namespace Riveg.Samples;

/// <summary>A picture of this repository that is drawn by this program: the same pixels at every run.</summary>
/// <param name="FileName">Where it lies, relative to the repository's root.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Draw">Draws it.</param>
public sealed record SamplePicture(string FileName, int Width, int Height, Action<SKCanvas> Draw)
{
    public static IReadOnlyList<SamplePicture> All { get; } =
    [
        new("samples/concert.png", 960, 640, ConcertStage.Draw),
        new("samples/skyline.png", 960, 640, RiverSkyline.Draw),
        new("build/icon.png", PackageIcon.Side, PackageIcon.Side, PackageIcon.Draw),
    ];

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
