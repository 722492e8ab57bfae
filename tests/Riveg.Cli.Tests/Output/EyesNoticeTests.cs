namespace Riveg.Cli.Tests.Output;

/// <summary>A profile that does not look at pictures says so, once a run and only where there are pictures.</summary>
public sealed class EyesNoticeTests : CommandFolder
{
    internal const string Notice =
        "riveg: profile builtin does not look at what the picture shows: its boxes are guesses from words, colours and edges; "
        + "'--profile light --pull' gets eyes (10 MB, once).\n";

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task Annotate_OnePicture_SaysItOnStandardErrorAlone(string format)
    {
        var outcome = await RivegProcess.RunAsync("annotate", "Adele in London", "--image", Concert, "--format", format);

        Assert.Equal((0, Notice), (outcome.ExitCode, outcome.Error.ReplaceLineEndings("\n")));
        Assert.DoesNotContain("does not look", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_ManyPictures_SaysItOnce()
    {
        File.Copy(Concert, At("concert.png"));
        var posts = Write("posts.jsonl", string.Concat(Enumerable.Range(0, 3).Select(
            i => $$$"""{"id":"{{{i}}}","text":"Adele in London","image":{"path":"concert.png"}}""" + "\n")));

        var outcome = await RivegProcess.RunAsync("annotate", posts);

        Assert.Equal(2, outcome.Error.Split("does not look").Length);
        Assert.Equal(3, outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Annotate_NoPicture_SaysNothingOfIt()
    {
        var outcome = await RivegProcess.RunAsync("annotate", "Adele in London");

        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
    }
}
