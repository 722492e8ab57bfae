using System.CommandLine;
using Riveg.Cli.Usage;

namespace Riveg.Cli.Tests.Usage;

/// <summary>A command line that cannot be run is refused in words that say what was given and what belongs there.</summary>
public sealed class UseFaultsTests : CommandFolder
{
    private const string Hint = "a text that begins so goes behind --, and a file is written as ./";

    [Theory]
    [InlineData("unknown option --bogus; " + Hint + "--bogus.", "annotate", "--bogus")]
    [InlineData("unknown option --bogus; " + Hint + "--bogus.", "annotate", "a text", "--bogus", "more")]
    [InlineData("unknown option -x; " + Hint + "-x.", "annotate", "a text", "--min-score", "-x")]
    [InlineData("unknown option --imgae (did you mean --image?).", "annotate", "--imgae", "x.png", "a text")]
    [InlineData("unknown option --profil (did you mean --profile?).", "annotate", "a text", "--profil=my profile.json")]
    [InlineData("unknown option --out (did you mean --output?).", "annotate", "a.jsonl", "--out", "b.jsonl")]
    [InlineData("unknown option --verbos (did you mean --verbose?).", "doctor", "--verbos")]
    [InlineData("unknown option --bogus; " + Hint + "--bogus.", "profile", "show", "--bogus")]
    [InlineData("unknown option --dataste (did you mean --dataset?).", "evaluate", "--dataste", "riveg:x", "--predictions", "y")]
    [InlineData("unknown option --bogus; " + Hint + "--bogus.", "report", "--bogus")]
    [InlineData("unknown option --bogus; " + Hint + "--bogus.", "segment", "--image", "--bogus", "--box", "1,1,2,2")]
    [InlineData(
        "there is no command anotate (did you mean annotate?); there are annotate, evaluate, benchmark, dataset, train, report, export, "
        + "segment, read, ground, entail, knowledge, "
        + "expand, models, profile, doctor, serve, mcp.",
        "anotate",
        "a text")]
    [InlineData("which command? There are list, show, use, schema.", "profile")]
    [InlineData("there is no command foo; there are builtin, tagger, temperature.", "train", "foo")]
    [InlineData("\"b\" is one word too many; what has several words goes in quotes.", "annotate", "a", "b")]
    [InlineData("--format is table or json, not xml.", "evaluate", "--dataset", "riveg:x", "--predictions", "y", "--format", "xml")]
    [InlineData(
        "--format is table, json, jsonl, label-studio, cvat, web-annotation, coco or parquet, not xml.", "annotate", "a text", "--format", "xml")]
    [InlineData(
        "--format is jsonl, label-studio, cvat, web-annotation, coco or parquet, not json.", "export", "a.jsonl", "--format", "json")]
    [InlineData("--offsets is utf-16 or code-points, not utf16.", "annotate", "a text", "--offsets", "utf16")]
    [InlineData("--device is cpu, cuda, directml or coreml, not tpu.", "segment", "--image", "a", "--box", "1,1,2,2", "--device", "tpu")]
    [InlineData("--rule is span or riveg, not x.", "evaluate", "--dataset", "riveg:x", "--predictions", "y", "--rule", "x")]
    [InlineData(
        "STAGE is captions, observation, knowledge, recognition, expansion, entailment, grounding or segmentation, not it's.",
        "profile",
        "schema",
        "it's")]
    [InlineData("--min-score is a number, not high.", "annotate", "a text", "--min-score", "high")]
    [InlineData("--profile wants a value: NAME|FILE.", "annotate", "a text", "--profile")]
    [InlineData("--image is given more than once; give it once.", "annotate", "a text", "--image", "a", "--image", "b")]
    [InlineData("--box x0,y0,x1,y1 is missing.", "segment", "--image", "a")]
    [InlineData("NAME is missing.", "models", "path")]
    [InlineData("--image is empty; give a value or leave it out.", "annotate", "a text", "--image", "")]
    public void CommandLine_ThatCannotBeRun_IsRefusedInOurWords(string fault, params string[] arguments) =>
        Assert.Equal([fault], UseFaults.Find(Program.Parse(arguments)));

    [Theory]
    [InlineData("annotate", "--", "--bogus")]
    [InlineData("annotate", "--offsets", "utf-16", "--", "-x")]
    [InlineData("annotate", "-5 degrees in Oslo")]
    [InlineData("annotate", "-5")]
    [InlineData("annotate", "--- breaking: Adele in London")]
    [InlineData("annotate", "-Adele sings")]
    [InlineData("annotate", "—Adele")]
    [InlineData("annotate", "-")]
    [InlineData("annotate", ":-)")]
    [InlineData("segment", "--image", "a.png", "--box", "-5,-5,10,10")]
    [InlineData("annotate", "a text", "--image=./-x.png", "--verbose")]
    public void CommandLine_WithATextLikeAnOption_IsRun(params string[] arguments) =>
        Assert.Equal([], UseFaults.Find(Program.Parse(arguments)));

    [Fact]
    public async Task Annotate_WhatIsNoText_IsRefused()
    {
        Directory.CreateDirectory(At("posts"));
        File.Copy(Concert, At("concert.dat"));
        var several = "give a text of several words in quotes, or a file of posts (--images names folders of pictures).";
        Assert.Equal($". is a folder; {several}", await FaultAsync("annotate", "."));
        Assert.Equal($"{At("posts")} is a folder; {several}", await FaultAsync("annotate", At("posts")));
        Assert.Equal(
            $"{At("concert.dat")} is a picture; give the text of its post, and the picture with --image.",
            await FaultAsync("annotate", At("concert.dat")));
        foreach (var missing in new[] { "nowhere.png", "./nowhere", "nowhere.JPG", At("nowhere") })
        {
            Assert.Equal(
                $"there is no file {missing}; give a file of posts that is there, or a text of several words in quotes.",
                await FaultAsync("annotate", missing));
        }

        Assert.Equal(
            $"{At("posts")} is a folder; name a picture with --image.", await FaultAsync("annotate", "a text", "--image", At("posts")));
        Assert.Equal(
            $"{At("posts")} is a folder; name a picture with --image.",
            await FaultAsync("segment", "--image", At("posts"), "--box", "1,1,2,2"));
        Assert.Equal(
            $"{At("posts")} is a folder, not a checkpoint.",
            await FaultAsync("models", "convert", At("posts"), "--architecture", "sam", "-o", At("out")));
        Assert.StartsWith($"{At("posts")} is a folder, not a profile;", await FaultAsync("annotate", "a text", "--profile", At("posts")));
    }

    private static async Task<string> FaultAsync(params string[] arguments)
    {
        var parsed = Program.Parse(arguments);
        Assert.Equal([], UseFaults.Find(parsed));
        return (await Assert.ThrowsAnyAsync<Exception>(() => parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken))).Message;
    }
}
