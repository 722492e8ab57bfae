using System.Text.Json;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Ofa;
using Riveg.Onnx.Sessions;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Networks.Benchmarks;

/// <summary>What 8 bits and half precision change: the boxes of a checkpoint for many expressions on one picture.</summary>
internal static class OfaPrecision
{
    public static async Task RunAsync(string checkpoint, string tokenizer, string stringsFile, string pictureFile)
    {
        var picture = new ImageDecoder().Decode(ImageSource.FromFile(pictureFile));
        string[] expressions =
        [
            .. JsonElement.Parse(await File.ReadAllBytesAsync(stringsFile)).GetProperty("strings").EnumerateArray()
                .Select(s => s.GetProperty("text").GetString()!).Where(s => !string.IsNullOrWhiteSpace(s)),
        ];
        var folder = Directory.CreateTempSubdirectory("riveg-benchmark-").FullName;
        try
        {
            var exact = await BoxesAsync(ModelPrecision.Float32);
            foreach (var precision in new[] { ModelPrecision.Float16, ModelPrecision.Int8 })
            {
                var boxes = await BoxesAsync(precision);
                Report.Print($"expressions, {precision}", boxes.Count);
                Report.Print("of their boxes, the share the same", Share(exact, boxes, (a, b) => a == b));
                Report.Print(
                    "of their boxes, the share with an IoU of 0.9 and more",
                    Share(exact, boxes, (a, b) => a.IntersectionOverUnion(b) >= 0.9));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        async Task<IReadOnlyList<Box>> BoxesAsync(ModelPrecision precision)
        {
            var target = Path.Combine(folder, precision.ToString());
            ModelConverter.Convert(checkpoint, "ofa", new ConvertOptions { TokenizerFolder = tokenizer, Precision = precision }, target);
            using var model = OfaModel.Open(target, new OnnxSessionOptions { Threads = 2 });
            var grounding = new OfaGrounding(model, new OfaGroundingOptions());
            var size = new ImageSize(picture.Width, picture.Height);
            var answers = await grounding.AnswerAsync([.. expressions.Select(e => grounding.Ask(picture, e))], CancellationToken.None);
            return [.. answers.Select(a => OfaPlaces.WithArea(a[0].Box!.Value, size))];
        }
    }

    private static double Share(IReadOnlyList<Box> a, IReadOnlyList<Box> b, Func<Box, Box, bool> holds) =>
        a.Zip(b, (x, y) => holds(x, y) ? 1.0 : 0).Average();
}
