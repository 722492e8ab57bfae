using System.Text.Json;
using Riveg.TestKit;
using SkiaSharp;

namespace Riveg.Cli.Tests.Commands;

/// <summary><c>riveg read</c>.</summary>
public sealed class ReadCommandTests : CommandFolder
{
    private static readonly string Sign = SharedFolder.Resolve("data", "newcomer-posts", "images", "000000000081.jpg");
    private static readonly string Models = SharedFolder.Resolve("models", "ppocr");

    [SharedFact]
    public async Task Read_Json_GivesTextBoxAndScoreOfEachWord()
    {
        var outcome = await RivegProcess.RunAsync("read", "--image", Sign, "--model", Models, "--format", "json");

        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
        var word = Assert.Single(JsonDocument.Parse(outcome.Output).RootElement.GetProperty("words").EnumerateArray());
        Assert.Equal(["text", "box", "score"], word.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("AIRFRANCE", 4), (word.GetProperty("text").GetString(), word.GetProperty("box").GetArrayLength()));
        Assert.InRange(word.GetProperty("score").GetDouble(), 0.5, 1);
    }

    [SharedFact]
    public async Task Read_Table_HasARowForEachWord()
    {
        var outcome = await RivegProcess.RunAsync("read", "--image", Sign, "--model", Models);

        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
        Assert.Contains("AIRFRANCE", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ModelsThatAreNotThere_NamesTheCommandThatBringsThem()
    {
        var outcome = await RivegProcess.RunInAsync(
            new Dictionary<string, string?> { ["HF_HUB_CACHE"] = At("hub"), ["RIVEG_HOME"] = At("home") }, "read", "--image", Concert);

        Assert.Equal(
            (3, $"riveg: Model 'ppocr-en' is not in the store; run 'riveg models pull ppocr-en'.{Environment.NewLine}", string.Empty),
            (outcome.ExitCode, outcome.Error, outcome.Output));
    }

    [Fact]
    public async Task Read_FolderWithoutModels_IsBadInput()
    {
        Directory.CreateDirectory(At("empty"));

        await RefusedAsync(
            $"The folder {At("empty")} has no *det*.onnx; a reader of words needs *det*.onnx, *rec*.onnx and *dict*.txt.",
            "read", "--image", Concert, "--model", At("empty"));
    }

    [Fact]
    public async Task Read_Folder_AsksForAPicture()
    {
        Directory.CreateDirectory(At("pictures"));

        await RefusedAsync($"{At("pictures")} is a folder; name a picture with --image.", "read", "--image", At("pictures"));
    }

    [Fact]
    public async Task Read_NumbersOutOfRange_AreNamedTogether() => await RefusedAsync(
        "--side is 10, must be 64 to 4096; --max-words is 0, must be 1 to 100,000; --min-score is 1.5, must be 0 to 1.",
        "read", "--image", Concert, "--side", "10", "--max-words", "0", "--min-score", "1.5");

    [SharedFact]
    public async Task Read_SmallTypeAndManyWords_AreReadOrSaidToBeLeftOut()
    {
        var picture = At("page.png");
        await File.WriteAllBytesAsync(picture, Page(), TestContext.Current.CancellationToken);

        var all = await RivegProcess.RunAsync("read", "--image", picture, "--model", Models, "--format", "json");
        Assert.Equal((0, string.Empty), (all.ExitCode, all.Error));
        Assert.True(CountOf(all.Output) >= 30, all.Output);

        var few = await RivegProcess.RunAsync("read", "--image", picture, "--model", Models, "--max-words", "5", "--format", "json");
        Assert.Equal((0, 5), (few.ExitCode, CountOf(few.Output)));
        Assert.Matches(
            @"^riveg: there are \d+ more words at least, in smaller letters, than --max-words 5 lets through; "
            + @"give a larger number for them\.\r?\n$",
            few.Error);

        var coarse = await RivegProcess.RunAsync("read", "--image", picture, "--model", Models, "--side", "300", "--format", "json");
        Assert.True(CountOf(coarse.Output) < 30, coarse.Output);
        Assert.Contains(
            "riveg: the picture of 1800 x 1400 was looked at in a smaller size; for its smallest type give --side 1588.",
            coarse.Error,
            StringComparison.Ordinal);
    }

    [SharedFact]
    public async Task Read_OtherLettersThanLatin_AreLeftOutAndSaidSo()
    {
        var picture = At("sign.png");
        await File.WriteAllBytesAsync(picture, Picture(640, 480, ("العربية", 320, 240, 40)), TestContext.Current.CancellationToken);

        var outcome = await RivegProcess.RunAsync("read", "--image", picture, "--model", Models, "--format", "json");
        Assert.Equal((0, 0), (outcome.ExitCode, CountOf(outcome.Output)));
        Assert.Contains("of other letters than Latin, which this model does not know; --min-score 0 tells them.", outcome.Error);
        outcome = await RivegProcess.RunAsync("read", "--image", picture, "--model", Models, "--min-score", "0", "--format", "json");
        Assert.NotEqual(0, CountOf(outcome.Output));
    }

    [Fact]
    public async Task Read_NoPicture_IsBadInput()
    {
        Write("x.png", "no picture");

        var outcome = await RivegProcess.RunAsync("read", "--image", At("x.png"));

        var lines = outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((2, string.Empty, 1), (outcome.ExitCode, outcome.Output, lines.Length));
    }

    private static int CountOf(string json) => JsonDocument.Parse(json).RootElement.GetProperty("words").GetArrayLength();

    // Six lines of six words, 18 px high, in 1800 x 1400.
    private static byte[] Page() => Picture(
        1800,
        1400,
        [.. Enumerable.Range(0, 6).Select(
            i => ("River Market Station Garden Hotel Street", 500 + (i % 2 * 700), 200 + (i * 180), 24))]);

    private static byte[] Picture(int width, int height, params (string Text, int X, int Y, int Size)[] words)
    {
        using var bitmap = new SKBitmap(width, height);
        using var typeface = SKTypeface.FromFile(
            Path.Combine(SharedFolder.RepositoryRoot, "src", "Riveg", "Rendering", "Fonts", "DejaVuSans.ttf"));
        using (var canvas = new SKCanvas(bitmap))
        using (var paint = new SKPaint { IsAntialias = true, Color = SKColors.Black })
        {
            canvas.Clear(SKColors.White);
            foreach (var (text, x, y, size) in words)
            {
                using var font = new SKFont(typeface, size);
                canvas.DrawText(text, x, y, SKTextAlign.Center, font, paint);
            }
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return encoded.ToArray();
    }
}
