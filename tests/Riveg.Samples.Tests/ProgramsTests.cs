using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Riveg.Samples.Programs;
using Riveg.TestKit;

namespace Riveg.Samples.Tests;

/// <summary>The programs do what they show.</summary>
public sealed class ProgramsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnnotateOnePost_BesideItsPicture_PrintsAdeleFirst()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(OwnStage).Assembly.Location])
        {
            WorkingDirectory = Path.Combine(SharedFolder.RepositoryRoot, "samples"),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(Token);
        Assert.Equal(string.Empty, await process.StandardError.ReadToEndAsync(Token));
        await process.WaitForExitAsync(Token);
        Assert.Matches(@"\AAdele PER \d\r?\nO2 Arena LOC \d\r?\nLondon LOC \d\r?\n\z", await output);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task ReadResult_Post_SaysOfEachEntityWhatIsKnown()
    {
        var lines = await WrittenAsync(ReadResult.RunAsync);
        Assert.Contains(lines, l => l.StartsWith("[0, 5) Adele (PER, ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnnotateStream_PostsAndABadOne_GivesALineForEach() => Assert.Equal(
        ["28: Adele, O2 Arena", "40: Barack Obama, Angela Merkel, Berlin", "1 failed: The text is empty; a post needs some text."],
        await WrittenAsync(StreamedPosts.RunAsync));

    [Fact]
    public async Task AnnotateAddress_PictureOnAServer_IsFetchedOrSaysWhyNot()
    {
        var sample = Path.Combine(SharedFolder.RepositoryRoot, "samples", "concert.png");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.MapGet("/concert.png", () => Results.File(sample, "image/png"));
        await server.StartAsync(Token);
        var address = new Uri(server.Urls.First());
        Assert.Equal(["looked at 960 x 640"], await WrittenAsync(o => AddressedPicture.RunAsync(new Uri(address, "concert.png"), o)));
        Assert.StartsWith(
            $"The picture {address}lost.png cannot be read: Response status code does not indicate success: 404",
            Assert.Single(await WrittenAsync(o => AddressedPicture.RunAsync(new Uri(address, "lost.png"), o))),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task OwnStage_Post_FindsHashtagsAlone() =>
        Assert.Equal(["#London OTHER", "#Adele OTHER"], (await WrittenAsync(OwnStage.RunAsync)).Select(l => l[..l.LastIndexOf(' ')]));

    [Fact]
    public async Task DependencyInjection_TwoPipelines_DifferInTheirNames() =>
        Assert.Equal(["2", "1"], await WrittenAsync(DependencyInjection.RunAsync));

    [Fact]
    public async Task OtherModels_PostWithACaption_FindsItsNames() =>
        Assert.Contains("Adele PER", await WrittenAsync(OtherModels.RunAsync));

    [Fact]
    public void OtherModels_ChatAndNetworks_AreBuiltOrSayWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        using var chat = OtherModels.AskChat(folder.Path);
        Assert.Equal("vlm", chat.Provenance.Profile);
        using var networks = OtherModels.RunNetworks(folder.Path);
        Assert.Contains(
            "riveg models pull", Assert.Throws<Riveg.Faults.StageUnavailableException>(networks.EnsureReadyForPictures).Message);
    }

    [Fact]
    public Task HashtagRecognizer_KeepsTheContract() => OwnStage.TestAsync();

    [Fact]
    public async Task OtherStages_KeepTheContract()
    {
        await StageConformance.Of(new TypeExpander()).VerifyAsync(Token);
        await StageConformance.Of(new CaptionEntailment()).VerifyAsync(Token);
        await StageConformance.Of(new MiddleGrounder()).VerifyAsync(Token);
        await StageConformance.Of(new BoxSegmenter()).VerifyAsync(Token);
        await StageConformance.Of(new DarknessObserver()).VerifyAsync(Token);
    }

    [Fact]
    public void HashtagRecognizer_IsATwentyLineStage() =>
        Assert.InRange(Sample.Read("HashtagRecognizer.cs#stage").Count(c => c == '\n'), 5, 20);

    private static async Task<IReadOnlyList<string>> WrittenAsync(Func<TextWriter, Task> run)
    {
        using var writer = new StringWriter();
        await run(writer);
        return writer.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
