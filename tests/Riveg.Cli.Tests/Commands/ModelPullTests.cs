using Riveg.Cli.Tests.Packages;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Commands;

/// <summary>A profile's models: brought, packed, and used at once.</summary>
public sealed class ModelPullTests : CommandFolder
{
    private const string Text = "Adele lights up the O2 Arena in London tonight";

    private const string PicoDet = "picodet-s (4.0 MB, Apache-2.0, by PaddleDetection)";
    private const string AllOfLight =
        "3 models of 10.0 MB: ultraface (1.6 MB, MIT, by Linzaer), " + PicoDet + ", ppocr-en (4.3 MB, Apache-2.0, by PaddleOCR)";

    private static string Models => SharedFolder.Resolve("models");

    [SharedFact]
    public async Task Pull_ProfileFromAFolder_BringsAllThatItNeeds()
    {
        var pulled = await RunAsync("models", "pull", "light", "--from", Models);
        Assert.True(pulled.ExitCode == 0, pulled.Error);
        var paths = pulled.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(paths, p => Path.GetFileName(p) == "version-RFB-640.onnx");
        Assert.All(paths, p => Assert.True(File.Exists(p), p));
        Assert.Equal(
            $"riveg: taking {AllOfLight} from {Models}.\nriveg: {AllOfLight} are in the store; the hashes are the expected ones.\n",
            pulled.Error);

        // A second time nothing is left to do, wherever the files are said to be.
        var again = await RunAsync("models", "pull", "light", "--from", At());
        Assert.Equal((0, string.Empty, pulled.Output), (again.ExitCode, again.Error, again.Output));
        var annotated = await RunAsync("annotate", Text, "--image", Concert, "--profile", "light", "--format", "json");
        Assert.True(annotated.ExitCode == 0, annotated.Error);
    }

    [SharedFact]
    public async Task Annotate_WithPull_FetchesWhatIsMissingSaysSoAndAnswers()
    {
        await using var mirror = await MirrorAsync();
        var outcome = await RunAsync(
            new Dictionary<string, string?> { ["RIVEG_MODEL_MIRROR"] = mirror.Urls.First() },
            "annotate", Text, "--image", Concert, "--profile", "light", "--pull", "--format", "json");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var said = outcome.Error.TrimEnd('\n').Split('\n');
        Assert.Equal(
            [$"riveg: fetching {AllOfLight}.", $"riveg: {AllOfLight} are in the store; the hashes are the expected ones."], said[..2]);
        Assert.StartsWith("{", outcome.Output, StringComparison.Ordinal);

        // What is there is neither fetched nor told again.
        outcome = await RunAsync("annotate", Text, "--image", Concert, "--profile", "light", "--pull", "--format", "json");
        Assert.Equal(0, outcome.ExitCode);
        Assert.DoesNotContain("fetching", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_WithPullOffline_SaysSoInOneLine()
    {
        foreach (var command in new[] { new[] { "annotate", Text, "--profile", "light", "--pull" }, ["models", "pull", "light"] })
        {
            var outcome = await RunAsync(new Dictionary<string, string?> { ["HF_HUB_OFFLINE"] = "1" }, command);
            Assert.Equal((3, string.Empty), (outcome.ExitCode, outcome.Output));
            Assert.Equal(
                "riveg: HF_HUB_OFFLINE forbids fetching ultraface, picodet-s, ppocr-en (10.0 MB); unset it, "
                + "or run 'riveg models pull light --from DIR'.\n",
                outcome.Error);
        }
    }

    // Every host is asked through a proxy that nobody answers at.
    [Fact]
    public async Task Pull_WithoutANetwork_SaysSoInOneShortLine()
    {
        var outcome = await RunAsync(
            new Dictionary<string, string?> { ["HTTPS_PROXY"] = "http://no-such-host.invalid:1" }, "models", "pull", "light");
        Assert.Equal((3, string.Empty), (outcome.ExitCode, outcome.Output));
        Assert.Matches(
            @"^riveg: ultraface, picodet-s, ppocr-en \(10\.0 MB\) cannot be fetched, for raw\.githubusercontent\.com cannot be reached "
            + @"\([^()]+\); check the network or the proxy, or run 'riveg models pull light --from DIR'\.\n$",
            outcome.Error);
    }

    [SharedFact]
    public async Task Pull_OneOrSeveralModels_SaysSizesAndLicencesBeforeAndAfter()
    {
        var one = await RunAsync("models", "pull", "picodet-s", "--from", Models);
        Assert.Equal(
            (0, $"riveg: taking {PicoDet} from {Models}.\nriveg: {PicoDet} is in the store; the hashes are the expected ones.\n"),
            (one.ExitCode, one.Error));
        var several = await RunAsync("models", "pull", "ultraface", "picodet-s", "light", "--from", Models);
        Assert.True(several.ExitCode == 0, several.Error);
        Assert.StartsWith("riveg: taking 3 models of 10.0 MB: ", several.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync("models", "remove", "picodet-s")).ExitCode);
        await using var mirror = await MirrorAsync();
        one = await RunAsync(
            new Dictionary<string, string?> { ["RIVEG_MODEL_MIRROR"] = mirror.Urls.First() }, "models", "pull", "picodet-s");
        Assert.Equal(
            (0, $"riveg: fetching {PicoDet}.\nriveg: {PicoDet} is in the store; the hashes are the expected ones.\n"),
            (one.ExitCode, one.Error));
    }

    [Fact]
    public async Task Annotate_WithoutItsModels_NamesAllOfThemAndTheCommands()
    {
        var light = await RunAsync("annotate", Text, "--image", Concert, "--profile", "light");
        Assert.Equal(
            (3, "riveg: Profile light needs 3 models that are not in the store: ultraface (1.6 MB), picodet-s (4.0 MB), ppocr-en (4.3 MB); "
                + "run 'riveg models pull light', or 'riveg annotate' with --pull.\n"),
            (light.ExitCode, light.Error));

        // Of a profile of one's own the models are named: no command knows it by its name.
        var own = Write(
            "light.json", """{"extends":"builtin","stages":{"observation":[{"use":"objects","model":"yolox-nano"},"words"]}}""");
        var outcome = await RunAsync("annotate", Text, "--image", Concert, "--profile", own);
        Assert.Equal(
            (3, "riveg: Profile light needs 2 models that are not in the store: yolox-nano (3.7 MB), ppocr-en (4.3 MB); "
                + "run 'riveg models pull yolox-nano ppocr-en', or 'riveg annotate' with --pull.\n"),
            (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task Annotate_WithPullOfBuiltin_NeedsNothing()
    {
        var outcome = await RunAsync("annotate", Text, "--profile", "builtin", "--pull");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        outcome = await RunAsync("models", "pull", "builtin");
        Assert.Equal(
            (0, "riveg: the profile builtin needs no model that is to be fetched.\n", string.Empty),
            (outcome.ExitCode, outcome.Error, outcome.Output));
    }

    [Fact]
    public async Task Pull_WhatIsNoModelAndNoProfile_IsRefused()
    {
        var outcome = await RunAsync("models", "pull", "nothing");
        Assert.Equal((2, string.Empty), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith(
            "riveg: 'nothing' is neither a model of 'riveg models list' nor a profile of 'riveg profile list'; known are builtin, ",
            outcome.Error, StringComparison.Ordinal);
        outcome = await RunAsync("models", "pull", "light", "--from", At("none"));
        Assert.Equal((2, $"riveg: There is no folder {At("none")} for --from.\n"), (outcome.ExitCode, outcome.Error));
        outcome = await RunAsync("models", "pull", "light", "--from", At());
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains(
            $"Model 'ultraface': {At()} has no models/onnx/version-RFB-640.onnx; put the files there",
            outcome.Error,
            StringComparison.Ordinal);
    }

    [SharedFact]
    public async Task Pack_Light_IsAPackageThatIsNotReplacedUnasked()
    {
        var missing = await RunAsync("models", "pack", "light", "-o", At("feed"));
        Assert.Equal(3, missing.ExitCode);
        Assert.EndsWith("is not here; run 'riveg models pull light' first.\n", missing.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("feed")));

        await RunAsync("models", "pull", "light", "--from", Models);
        var packed = await RunAsync("models", "pack", "light", "-o", At("feed"));
        var path = At("feed", $"Riveg.Models.Light.{PackedFeed.Version}.nupkg");
        Assert.Equal((0, string.Empty, path + "\n"), (packed.ExitCode, packed.Error, packed.Output));
        var bytes = await File.ReadAllBytesAsync(path);
        var twice = await RunAsync("models", "pack", "light", "-o", At("feed"));
        Assert.Equal(
            (2, $"riveg: {path} is there already; replace it by --force, or name another file.\n"), (twice.ExitCode, twice.Error));
        Assert.Equal(0, (await RunAsync("models", "pack", "light", "-o", At("feed"), "--force")).ExitCode);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
        using var archive = ZipFile.OpenRead(path);
        Assert.NotNull(archive.GetEntry("riveg-models/ultraface/models/onnx/version-RFB-640.onnx"));
        Assert.NotNull(archive.GetEntry("riveg-models/ultraface/LICENSE.txt"));
    }

    [Fact]
    public async Task Pack_WhatIsNoProfileWithModels_IsRefused()
    {
        await RefusedAsync(
            "'ultraface' is a model; a package holds all models of a profile, such as light.",
            "models", "pack", "ultraface", "-o", At("x"));
        await RefusedAsync("The profile builtin needs no model; there is nothing to pack.", "models", "pack", "builtin", "-o", At("x"));
        var own = Write("own.json", """{"extends":"builtin","stages":{"observation":{"use":"faces","model":"mine.onnx"}}}""");
        await RefusedAsync(
            "The profile own needs the model 'mine.onnx', which no command fetches ready to run; "
            + "a package holds models of 'riveg models list' alone.",
            "models", "pack", own, "-o", At("x"));
    }

    private Task<RivegProcess.Outcome> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string?>(), arguments);

    private Task<RivegProcess.Outcome> RunAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        environment.TryAdd("HF_HUB_CACHE", At("hub"));
        environment.TryAdd("RIVEG_HOME", At("home"));
        environment.TryAdd("HF_HUB_OFFLINE", null);
        environment.TryAdd("RIVEG_MODEL_MIRROR", null);
        return RivegProcess.RunInAsync(environment, arguments);
    }

    // Serves the models of ../shared under NAME/PATH, whatever folder they lie in there.
    private static async Task<WebApplication> MirrorAsync()
    {
        var files = Directory.EnumerateFiles(Models, "*", SearchOption.AllDirectories).ToLookup(Path.GetFileName);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var mirror = builder.Build();
        mirror.Run(async context =>
        {
            var file = files[Path.GetFileName(context.Request.Path.Value)].First()!;
            context.Response.ContentLength = new FileInfo(file).Length;
            if (HttpMethods.IsGet(context.Request.Method))
            {
                await context.Response.SendFileAsync(file);
            }
        });
        await mirror.StartAsync(TestContext.Current.CancellationToken);
        return mirror;
    }
}
