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
    private readonly Dictionary<ModelPrecision, OfaModel> models = [];

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
        models.Add(ModelPrecision.Float32, Model);
    }

    public string Folder { get; } = "";

    public JsonElement Recorded { get; }

    public RgbImage Truck { get; } = null!;

    internal OfaModel Model { get; } = null!;

    /// <summary>The same checkpoint, converted to another precision when it is first asked for.</summary>
    internal OfaModel At(ModelPrecision precision)
    {
        if (!models.TryGetValue(precision, out var model))
        {
            model = OfaModel.Open(Convert(folder[$"{precision}"], ConvertOptions() with { Precision = precision }), null);
            models.Add(precision, model);
        }

        return model;
    }

    public static ConvertOptions ConvertOptions() => new() { TokenizerFolder = SharedFolder.Resolve("golden", "tokenizers", "ofa_bpe") };

    public static string Convert(string target, ConvertOptions options)
    {
        ModelConverter.Convert(SharedFolder.Resolve("golden", "ofa", "ofa_tiny.safetensors"), "ofa", options, target);
        return target;
    }

    public void Dispose()
    {
        foreach (var model in models.Values)
        {
            model.Dispose();
        }

        folder.Dispose();
    }
}
