using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Benchmarks.Masks;

/// <summary>SINet's mask of the person in a box: what the segmentation of persons could start from.</summary>
/// <param name="folder">Holds the model.</param>
internal sealed class PortraitNetwork(string folder) : IDisposable
{
    private const int Side = 320;

    // Around the box, as a share of its sides, since portraits have some background.
    private const double Margin = 0.15;

    // Blue first; as its makers apply them, deviations are of shares and the mean is not.
    private static readonly float[] Mean = [102.890434f, 111.25247f, 126.91212f];
    private static readonly float[] Deviation = [62.93292f * 255, 62.82138f * 255, 66.355705f * 255];

    private readonly OnnxSession session = OnnxSession.Open(
        Directory.EnumerateFiles(folder, "*.onnx").Single(), new OnnxSessionOptions { Threads = 1 });

    /// <summary>The person, cut at the box.</summary>
    public Mask Segment(RgbImage image, Box box)
    {
        var around = new Box(
            box.X0 - (Margin * box.Width), box.Y0 - (Margin * box.Height), box.X1 + (Margin * box.Width), box.Y1 + (Margin * box.Height))
            .ClampTo(new ImageSize(image.Width, image.Height));
        var (x0, y0) = ((int)around.X0, (int)around.Y0);
        var (width, height) = ((int)Math.Ceiling(around.X1) - x0, (int)Math.Ceiling(around.Y1) - y0);
        var cut = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            image.Row(y0 + y).Slice(x0 * 3, width * 3).CopyTo(cut.AsSpan(y * width * 3));
        }

        var person = Run(PillowResizer.Resize(new RgbImage(width, height, cut), new ImageSize(Side, Side), ResampleFilter.Bilinear));
        var pixels = new byte[image.Width * image.Height];
        for (var y = (int)box.Y0; y < Math.Min(box.Y1, image.Height); y++)
        {
            for (var x = (int)box.X0; x < Math.Min(box.X1, image.Width); x++)
            {
                var (px, py) = ((x - x0) * Side / width, (y - y0) * Side / height);
                pixels[(y * image.Width) + x] = person[(py * Side) + px] > 0.5 ? (byte)1 : (byte)0;
            }
        }

        return Mask.FromPixels(image.Width, image.Height, pixels);
    }

    public void Dispose() => session.Dispose();

    private float[] Run(RgbImage picture)
    {
        var planes = new float[3 * Side * Side];
        for (var y = 0; y < Side; y++)
        {
            var row = picture.Row(y);
            for (var x = 0; x < Side * 3; x++)
            {
                var plane = 2 - (x % 3);
                planes[(plane * Side * Side) + (y * Side) + (x / 3)] = (row[x] - Mean[plane]) / Deviation[plane];
            }
        }

        var output = session.Run(
            [new(session.Inputs[0].Name, OnnxTensor.Of(planes, 1, 3, Side, Side))], [session.Outputs[0].Name])[0];
        return output.Floats[(Side * Side)..];
    }
}
