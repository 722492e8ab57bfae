using System.Text.Json;
using Riveg.Networks.Conversion;
using Riveg.TestKit;
using SkiaSharp;

namespace Riveg.Cli.Tests.Commands;

/// <summary>
/// <c>riveg ground</c>, <c>riveg entail</c>, <c>riveg train temperature</c> and the profile <c>ofa</c>, with the golden OFA.
/// </summary>
public sealed class OfaCommandTests(OfaCommandTests.ConvertedOfa ofa) : CommandFolder, IClassFixture<OfaCommandTests.ConvertedOfa>
{
    private static readonly string Truck = SharedFolder.Resolve("golden", "sam", "truck_rgb.png");
    private static readonly string Checkpoint = SharedFolder.Resolve("golden", "ofa", "ofa_tiny.safetensors");
    private static readonly string Tokenizer = SharedFolder.Resolve("golden", "tokenizers", "ofa_bpe");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [SharedFact]
    public async Task Ground_Json_IsTheReferencesBoxWithItsCornersInOrder()
    {
        var outcome = await RivegProcess.RunAsync(
            "ground", "--model", ofa.Folder, "--image", Truck, "--expression", "The white truck", "--format", "json");

        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
        var answer = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(["box", "bins", "score"], answer.EnumerateObject().Select(p => p.Name));
        Assert.Equal([462, 727, 462, 462], answer.GetProperty("bins").EnumerateArray().Select(b => b.GetInt32()));
        foreach (var (expected, actual) in new[] { 832.432, 554.955, 832.432, 873.273 }.Zip(answer.GetProperty("box").EnumerateArray()))
        {
            Assert.Equal(expected, actual.GetDouble(), 1e-2);
        }

        Assert.InRange(answer.GetProperty("score").GetDouble(), 0.2, 0.25);
    }

    [SharedFact]
    public async Task Ground_Free_MayNameNoPlaceAndSaysSo()
    {
        var outcome = await RivegProcess.RunAsync(
            "ground",
            "--model",
            ofa.Folder,
            "--image",
            Truck,
            "--expression",
            "The white truck",
            "--free",
            "--beam",
            "1",
            "--format",
            "json");

        Assert.Equal(
            (0, $"riveg: the likeliest answer names no place; without --free only places are allowed.{Environment.NewLine}"),
            (outcome.ExitCode, outcome.Error));
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(outcome.Output).RootElement.GetProperty("box").ValueKind);
    }

    [SharedFact]
    public async Task Entail_Json_HasTheReferencesProbabilities()
    {
        var outcome = await RivegProcess.RunAsync(
            "entail", "--model", ofa.Folder, "--image", Truck, "--expression", "Garfield Park Conservatory in Chicago",
            "--caption", "a white truck parked in the street", "--format", "json");

        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
        var answer = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(["answers", "entailment"], answer.EnumerateObject().Select(p => p.Name));
        var answers = answer.GetProperty("answers");
        Assert.Equal(["yes", "no", "maybe"], answers.EnumerateObject().Select(p => p.Name));
        Assert.Equal(Math.Exp(-0.46393921971321106), answers.GetProperty("yes").GetDouble(), 1e-4);
        Assert.Equal(Math.Exp(-2.8466427326202393), answers.GetProperty("no").GetDouble(), 1e-4);
        Assert.Equal(Math.Exp(-1.1610429286956787), answers.GetProperty("maybe").GetDouble(), 1e-4);
        Assert.Equal(1 - Math.Exp(-2.8466427326202393), answer.GetProperty("entailment").GetDouble(), 1e-4);
    }

    [SharedFact]
    public async Task Ground_TenThousandWords_AreCutAndThatIsSaid()
    {
        var outcome = await RivegProcess.RunAsync(
            "ground", "--model", ofa.Folder, "--image", Truck, "--format", "json",
            "--expression", string.Join(' ', Enumerable.Repeat("truck", 10_000)));
        var eighty = await RivegProcess.RunAsync(
            "ground", "--model", ofa.Folder, "--image", Truck, "--format", "json",
            "--expression", string.Join(' ', Enumerable.Repeat("truck", 80)));

        Assert.Equal(
            (0, $"riveg: a text has more than 80 words; those behind the 80th were left out, as published.{Environment.NewLine}"),
            (outcome.ExitCode, outcome.Error));
        Assert.Equal((eighty.Output, string.Empty), (outcome.Output, eighty.Error));
    }

    [SharedTheory]
    [InlineData(1, 1)]
    [InlineData(3000, 2)]
    [InlineData(1, 5000)]
    public async Task Ground_TinyAndPanoramicPictures_AreAnsweredInsideThePicture(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(SKColors.Green);
        using (var file = File.Create(At("picture.png")))
        {
            bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        }

        var outcome = await RivegProcess.RunAsync(
            "ground", "--model", ofa.Folder, "--image", At("picture.png"), "--expression", "grass", "--format", "json");

        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
        double[] box = [.. JsonDocument.Parse(outcome.Output).RootElement.GetProperty("box").EnumerateArray().Select(v => v.GetDouble())];
        Assert.True(0 <= box[0] && box[0] <= box[2] && box[2] <= width, string.Join(' ', box));
        Assert.True(0 <= box[1] && box[1] <= box[3] && box[3] <= height, string.Join(' ', box));
    }

    [SharedFact]
    public async Task Ground_FaultyUse_IsRefusedInOneLineEach()
    {
        await RefusedAsync("--beam is 0, must be 1 to 50.", "ground", "--model", "m", "--image", Truck, "--expression", "x", "--beam", "0");
        var empty = Directory.CreateDirectory(At("empty")).FullName;
        var outcome = await RivegProcess.RunAsync("ground", "--model", empty, "--image", Truck, "--expression", "x");
        Assert.Equal((2, string.Empty), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith($"riveg: {Path.Combine(empty, "model.json")}: cannot be read", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("riveg models convert CHECKPOINT --architecture ofa", outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
    }

    [SharedFact]
    public async Task Entail_OrderWithoutACaption_IsRefused()
    {
        var outcome = await RivegProcess.RunAsync(
            "entail", "--model", ofa.Folder, "--image", Truck, "--expression", "x", "--order", "natural");

        Assert.Equal((2, string.Empty), (outcome.ExitCode, outcome.Output));
        Assert.Contains("--order", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("--caption", outcome.Error, StringComparison.Ordinal);
    }

    [SharedFact]
    public async Task Convert_FaultyUse_IsRefusedInOneLine()
    {
        string[] convert = ["models", "convert", Checkpoint, "-o", At("out"), "--architecture"];
        await RefusedAsync(
            "An OFA needs its tokenizer; give the folder of dict.txt, encoder.json, vocab.bpe with --tokenizer.", [.. convert, "ofa"]);
        await RefusedAsync(
            "--precision int8 is for --architecture ofa, not for sam; give fp32 or fp16.", [.. convert, "sam", "--precision", "int8"]);
        await RefusedAsync(
            "--fp16 and --precision int8 contradict each other; give one.",
            [.. convert, "ofa", "--tokenizer", Tokenizer, "--precision", "int8", "--fp16"]);
        await RefusedAsync(
            $"OFA's tokenizer cannot be loaded: {At()} has no encoder.json; "
                + "take bpe_dir (encoder.json, vocab.bpe) and dict.txt as OFA publishes them.",
            [.. convert, "ofa", "--tokenizer", At()]);
        Assert.False(Directory.Exists(At("out")));
    }

    [SharedFact]
    public async Task Annotate_WithProfileOfa_TakesEntailmentAndBoxesFromIt()
    {
        var profile = Write("own.json", JsonSerializer.Serialize(new
        {
            extends = "ofa",
            stages = new
            {
                entailment = new { use = "ofa", model = ofa.Folder },
                grounding = new { use = "ofa", model = ofa.Folder },
                segmentation = "builtin",
            },
        }));

        var outcome = await RivegProcess.RunAsync(
            "annotate", "Adele lights up the O2 Arena in London tonight", "--image", Concert, "--profile", profile, "--format", "json");

        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
        var post = JsonDocument.Parse(outcome.Output).RootElement;
        foreach (var entity in post.GetProperty("entities").EnumerateArray())
        {
            var isIn = entity.GetProperty("entailment").GetDouble() >= 0.5;
            Assert.Equal(isIn ? 1 : 0, entity.GetProperty("regions").GetArrayLength());
        }

        Assert.Contains(post.GetProperty("entities").EnumerateArray(), e => e.GetProperty("regions").GetArrayLength() == 1);
        Assert.Equal(
            "ofa", post.GetProperty("provenance").GetProperty("stages").GetProperty("grounding").GetProperty("implementation").GetString());
    }

    [SharedFact]
    public async Task TrainTemperature_OnAnnotatedPosts_WritesItAndEntailUsesIt()
    {
        var model = At("model");
        Directory.CreateDirectory(model);
        foreach (var file in Directory.GetFiles(ofa.Folder))
        {
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        }

        string[] command =
        [
            "train", "temperature", "--model", model, "--dataset", $"twitter-smner:{SharedFolder.Resolve("data", "newcomer-posts")}",
            "--split", "test", "--images", SharedFolder.Resolve("data", "newcomer-posts", "images"),
        ];
        var first = await RivegProcess.RunAsync(command);
        var temperature = ModelDescription.Load(model).Ofa!.Temperature;
        var again = await RivegProcess.RunAsync(command);

        Assert.Equal((0, 0), (first.ExitCode, again.ExitCode));
        Assert.NotEqual(1, temperature);
        Assert.Equal(temperature, ModelDescription.Load(model).Ofa!.Temperature);
        var outcome = await RivegProcess.RunAsync(
            "entail", "--model", model, "--image", Truck, "--expression", "a truck", "--format", "json");
        var answer = JsonDocument.Parse(outcome.Output).RootElement;
        var (yes, no, maybe) = (Probability("yes"), Probability("no"), Probability("maybe"));
        var ahead = Math.Log((yes + maybe) / no);
        Assert.Equal(1 / (1 + Math.Exp(-ahead / temperature)), answer.GetProperty("entailment").GetDouble(), 1e-6);

        double Probability(string name) => answer.GetProperty("answers").GetProperty(name).GetDouble();
    }

    /// <summary>The golden OFA, converted once.</summary>
    public sealed class ConvertedOfa : IDisposable
    {
        private readonly TemporaryFolder folder = new("riveg-ofa-");

        public ConvertedOfa()
        {
            if (SharedFolder.Exists)
            {
                ModelConverter.Convert(Checkpoint, "ofa", new ConvertOptions { TokenizerFolder = Tokenizer }, Folder);
            }
        }

        public string Folder => folder["ofa"];

        public void Dispose() => folder.Dispose();
    }
}
