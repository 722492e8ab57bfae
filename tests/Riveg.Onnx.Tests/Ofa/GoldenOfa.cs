using System.Text.Json;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Ofa;
using Riveg.Posts;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Ofa;

/// <summary>The small OFA of the golden data, converted once for all tests of a class; and what the reference computed with it.</summary>
public sealed class GoldenOfa : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public GoldenOfa()
    {
        if (!SharedFolder.Exists)
        {
            return;
        }

        Folder = Convert(folder["ofa"], ConvertOptions());
        Recorded = JsonElement.Parse(File.ReadAllBytes(SharedFolder.Resolve("golden", "ofa", "ofa.json")));
        Truck = new ImageDecoder().Decode(ImageSource.FromFile(SharedFolder.Resolve("golden", "sam", "truck_rgb.png")));
        Model = OfaModel.Open(Folder, null);
    }

    public string Folder { get; } = "";

    public JsonElement Recorded { get; }

    public RgbImage Truck { get; } = null!;

    internal OfaModel Model { get; } = null!;

    public static ConvertOptions ConvertOptions() => new() { TokenizerFolder = SharedFolder.Resolve("golden", "tokenizers", "ofa_bpe") };

    public static string Convert(string target, ConvertOptions options)
    {
        ModelConverter.Convert(SharedFolder.Resolve("golden", "ofa", "ofa_tiny.safetensors"), "ofa", options, target);
        return target;
    }

    public void Dispose()
    {
        Model?.Dispose();
        folder.Dispose();
    }
}
