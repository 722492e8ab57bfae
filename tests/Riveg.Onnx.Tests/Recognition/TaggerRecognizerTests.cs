using CsCheck;
using Riveg.Evidence;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Recognition;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Store;
using Riveg.Posts;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Recognition;

public sealed class TaggerRecognizerTests : IDisposable
{
    private static readonly string[] Lexicon =
    [
        "Anna", "Smith", "ROME", "went", "to", "in", "the", "sings", "tonight", "#CruzCrew", "@bono", "😀", "\n", "https://t.co/a", "!",
        "x1",
    ];

    // Everything is a name where it may be one.
    private static readonly TaggerCalibration Eager = new(OutsideShift: 100);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task AnswerAsync_AnyText_GivesProperSpansThatGoOverNoLineAndNoEmoji()
    {
        using var recognizer = TaggerRecognizer.Open(SmallTagger.Write(folder["tagger"], Eager));
        await Gen.OneOf([.. Lexicon.Select(Gen.Const)]).List[1, 30].Select(words => string.Join(' ', words)).SampleAsync(
            async text =>
            {
                var mentions = await recognizer.OneAsync(new PostContext { Post = Post(text) }, Cancel);
                var last = 0;
                foreach (var mention in mentions)
                {
                    var written = mention.Span.Of(text);
                    Assert.True(mention.Span.Start >= last && written.Length > 0 && written == written.Trim(), text);
                    Assert.DoesNotContain("\n", written, StringComparison.Ordinal);
                    Assert.DoesNotContain("😀", written, StringComparison.Ordinal);
                    Assert.InRange(mention.Score, 0, 1);
                    last = mention.Span.End;
                }

                return true;
            },
            iter: 200);
    }

    [Fact]
    public async Task AnswerAsync_RawText_GivesSpansAsTheyAreWritten()
    {
        using var recognizer = TaggerRecognizer.Open(SmallTagger.Write(folder["tagger"], Eager));
        const string Text = "Ａnn\u00ada\u200b 😀 𝐑𝐨𝐦𝐞\n&amp; x";
        var mentions = await recognizer.OneAsync(new PostContext { Post = Post(Text) }, Cancel);
        Assert.Contains("Ａnn\u00ada", mentions.Select(m => m.Span.Of(Text)));
        Assert.Contains("𝐑𝐨𝐦𝐞", mentions.Select(m => m.Span.Of(Text)));
    }

    [Fact]
    public async Task AnswerAsync_ManyPosts_AreAnsweredAsOneByOneInAnyOrder()
    {
        using var recognizer = TaggerRecognizer.Open(SmallTagger.Write(folder["tagger"], knowledge: new(0.5, 0.7, -0.2)));
        var random = new Random(11);
        var posts = Enumerable.Range(0, 150).Select(i => new PostContext
        {
            Post = Post(Words(random, random.Next(0, i % 10 == 0 ? 400 : 40))),
            Knowledge = i % 3 == 0 ? AuxiliaryKnowledge.Parse(Knowledge) : null,
        }).ToList();

        var together = await recognizer.AnswerAsync(posts, Cancel);
        var turned = await recognizer.AnswerAsync([.. Enumerable.Reverse(posts)], Cancel);

        var count = 0;
        for (var i = 0; i < posts.Count; i++)
        {
            var alone = await recognizer.OneAsync(posts[i], Cancel);
            foreach (var other in new[] { together[i].Value!, turned[posts.Count - 1 - i].Value! })
            {
                Assert.Equal(alone.Select(m => (m.Span, m.Type)), other.Select(m => (m.Span, m.Type)));
                Assert.All(alone.Zip(other), m => Assert.Equal(m.First.Score, m.Second.Score, 1e-5));
            }

            count += alone.Count;
        }

        Assert.True(count > 1000, $"{count} names in all");
    }

    [Fact]
    public async Task AnswerAsync_FromSeveralThreads_AnswersTheSameBytesEachTime()
    {
        using var recognizer = TaggerRecognizer.Open(SmallTagger.Write(folder["tagger"]), new OnnxSessionOptions { Threads = 1 });
        var random = new Random(3);
        List<PostContext> posts = [.. Enumerable.Range(0, 40).Select(_ => new PostContext { Post = Post(Words(random, 25)) })];
        var first = Told(await recognizer.AnswerAsync(posts, Cancel));

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => Told(await recognizer.AnswerAsync(posts, Cancel))));

        Assert.All(all, told => Assert.Equal(first, told));
    }

    [Fact]
    public async Task AnswerAsync_PostOfManyWindows_IsReadToItsEnd()
    {
        using var recognizer = TaggerRecognizer.Open(SmallTagger.Write(folder["tagger"]));
        var text = string.Join(' ', Enumerable.Range(0, 3000).Select(i => i % 5 == 2 ? "Rome" : i % 7 == 1 ? "Anna" : "went"));
        var mentions = await recognizer.OneAsync(new PostContext { Post = Post(text) }, Cancel);
        Assert.All(Enumerable.Range(0, 100), part => Assert.Contains(
            mentions, m => m.Span.Start * 100L / text.Length == part));
    }

    [Fact]
    public async Task AnswerAsync_ManyTokens_AreReadAFewThousandAtATime()
    {
        using var recognizer = TaggerRecognizer.Open(SmallTagger.Write(folder["damaged"], damage: float.NaN));
        var posts = new CountedPosts(Enumerable.Repeat(new PostContext { Post = Post(Words(new Random(1), 500)) }, 60));

        var answers = await recognizer.AnswerAsync(posts, Cancel);

        Assert.All(answers, a => Assert.True(a.HasFailed));
        Assert.InRange(posts.ReadAtFirst, 2, 30);
    }

    [Fact]
    public async Task Open_DescriptionWithoutFormSizes_ComparesNone()
    {
        SmallTagger.Write(folder["old"], change: t => t with { FormSizes = null });
        using var recognizer = TaggerRecognizer.Open(folder["old"]);
        await recognizer.WarmUpAsync(Cancel);
        Assert.DoesNotContain("formSizes", File.ReadAllText(folder["old/model.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerAsync_Score_IsTheCalibratedMarginal()
    {
        var plain = new TaggerCalibration(OutsideShift: 0.4);
        var set = plain with { Slope = 0.6, Intercept = -0.3 };
        using var marginal = TaggerRecognizer.Open(SmallTagger.Write(folder["plain"], plain));
        using var calibrated = TaggerRecognizer.Open(SmallTagger.Write(folder["set"], plain, set));
        var context = new PostContext { Post = Post("Anna Smith went to ROME tonight"), Knowledge = AuxiliaryKnowledge.Parse(Knowledge) };

        var before = await marginal.OneAsync(context, Cancel);
        var after = await calibrated.OneAsync(context, Cancel);

        Assert.NotEmpty(before);
        Assert.Equal(before.Select(m => set.Score(m.Score)), after.Select(m => m.Score));
        var alone = new PostContext { Post = context.Post };
        Assert.Equal(await marginal.OneAsync(alone, Cancel), await calibrated.OneAsync(alone, Cancel));
    }

    [Fact]
    public async Task AnswerAsync_Knowledge_IsReadByItsOwnView()
    {
        using var recognizer = TaggerRecognizer.Open(SmallTagger.Write(folder["tagger"], new(-100), new(100)));
        var post = Post("Anna Smith went to ROME");
        Assert.Empty(await recognizer.OneAsync(new PostContext { Post = post }, Cancel));
        Assert.NotEmpty(await recognizer.OneAsync(
            new PostContext { Post = post, Knowledge = AuxiliaryKnowledge.Parse(Knowledge) }, Cancel));
    }

    [Fact]
    public async Task AnswerAsync_PostsOwnTokens_AreUsed()
    {
        using var recognizer = TaggerRecognizer.Open(SmallTagger.Write(folder["tagger"], Eager));
        var post = new Post { Id = "1", Text = "RomeRome", Tokens = [new TextSpan(0, 4), new TextSpan(4, 8)] };
        var mentions = await recognizer.OneAsync(new PostContext { Post = post }, Cancel);
        Assert.Equal((0, 8), (mentions[0].Span.Start, mentions[^1].Span.End));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    [InlineData("😀")]
    public async Task AnswerAsync_NoWords_GivesNone(string text)
    {
        using var recognizer = TaggerRecognizer.Open(SmallTagger.Write(folder["tagger"], Eager));
        Assert.Empty(await recognizer.OneAsync(new PostContext { Post = Post(text) }, Cancel));
    }

    [Fact]
    public async Task AnswerAsync_ScoresThatAreNoNumbers_SaysWhichModelGaveThem()
    {
        using var recognizer = TaggerRecognizer.Open(SmallTagger.Write(folder["damaged"], damage: float.NaN));

        var answers = await recognizer.AnswerAsync(
            [.. new[] { "to Rome", "", "x" }.Select(t => new PostContext { Post = Post(t) })], Cancel);

        Assert.Equal([true, false, true], answers.Select(a => a.HasFailed));
        Assert.Equal(
            $"{Path.Combine(folder["damaged"], "model.onnx")} gives scores that are no numbers; "
            + "it is damaged: restore it, or train the tagger again.",
            answers[0].Fault!.Cause!.Message);
    }

    [Fact]
    public async Task AnswerAsync_Cancelled_Stops()
    {
        using var recognizer = TaggerRecognizer.Open(SmallTagger.Write(folder["tagger"]));
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await recognizer.AnswerAsync(
            [new PostContext { Post = Post("Rome") }], stopped.Token));
    }

    [Fact]
    public async Task Dispose_Used_NeedsNoFileAndEndsTheModel()
    {
        SmallTagger.Write(folder["tagger"]);
        var recognizer = TaggerRecognizer.Open(folder["tagger"]);
        Directory.Delete(folder["tagger"], recursive: true);
        Assert.False((await recognizer.AnswerAsync([new PostContext { Post = Post("Rome") }], Cancel))[0].HasFailed);
        recognizer.Dispose();
        recognizer.Dispose();
        Assert.IsType<ObjectDisposedException>(
            (await recognizer.AnswerAsync([new PostContext { Post = Post("Rome") }], Cancel))[0].Fault!.Cause);
    }

    [Fact]
    public async Task Info_AnyModel_NamesItByContentAndSaysWhatRunsIt()
    {
        using var recognizer = TaggerRecognizer.Open(SmallTagger.Write(folder["mine"]) + Path.DirectorySeparatorChar);
        await recognizer.WarmUpAsync(Cancel);
        Assert.Equal(("tagger", "mine", "cpu"), (recognizer.Info.Implementation, recognizer.Info.Model, recognizer.Info.Details["device"]));
        Assert.Matches("^[0-9a-f]{64}$", recognizer.Info.ModelSha256);

        using var other = TaggerRecognizer.Open(SmallTagger.Write(folder["other"], Eager));
        Assert.NotEqual(recognizer.Info.ModelSha256, other.Info.ModelSha256);
    }

    [Fact]
    public async Task Open_ModelInsideAPackage_IsThatOfTheFolder()
    {
        SmallTagger.Write(folder["tagger"]);
        var packaged = new PackagedModel("packed", "tests", "MIT", f => File.Exists(folder[$"tagger/{f}"])
            ? new MemoryStream(File.ReadAllBytes(folder[$"tagger/{f}"]))
            : null);
        using var fromFolder = TaggerRecognizer.Open(folder["tagger"]);
        using var fromPackage = TaggerRecognizer.Open(TaggerFiles.In(packaged), new OnnxSessionOptions());
        PostContext[] posts = [.. Enumerable.Range(0, 20).Select(i => new PostContext { Post = Post(Words(new Random(i), 20)) })];

        Assert.Equal(Told(await fromFolder.AnswerAsync(posts, Cancel)), Told(await fromPackage.AnswerAsync(posts, Cancel)));
        Assert.Equal(("packed", fromFolder.Info.ModelSha256), (fromPackage.Info.Model, fromPackage.Info.ModelSha256));
        Assert.Equal(
            ["model.json", "clusters.bin", "model.onnx", "vectors.bin"], packaged.Files().Select(f => f.Name));
        Assert.All(packaged.Files(), f => Assert.Equal(f.Sha256, packaged.Hash(f.Name)));
        Assert.Equal(Directory.GetFiles(folder["tagger"]).Sum(f => new FileInfo(f).Length), packaged.Size);
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "no model.json", "holds no small tagger (" },
        { "model.json cut off", "cannot be read as the description of a converted model: " },
        { "another version", "has the form 2 where 1 is read" },
        { "another kind", "holds no small tagger but a model of the architecture bert; 'riveg train tagger CONFIG.json -o DIR' makes one." },
        { "no model.onnx", "holds no whole tagger: model.onnx is missing or cannot be read; restore it, or train the tagger again." },
        { "no vectors.bin", "holds no whole tagger: vectors.bin is missing or cannot be read; restore it, or train the tagger again." },
        { "no clusters.bin", "holds no whole tagger: clusters.bin is missing or cannot be read; restore it, or train the tagger again." },
        { "empty vectors.bin", "holds no whole tagger: vectors.bin is missing or cannot be read; restore it, or train the tagger again." },
        { "vectors.bin cut off", "The vectors of words cannot be read (" },
        { "clusters.bin cut off", "The clusters of words cannot be read (" },
        { "model.onnx is text", "is not an ONNX model that can be run: " },
        {
            "other network",
            "takes input_ids Int64 [?, ?], attention_mask Int64 [?, ?] and gives emissions Float [?, ?, 9]; wanted are words "
        },
        { "wide vectors", "was trained on vectors of 6 numbers, and vectors.bin has 7; restore the folder, or train the tagger again." },
        {
            "labels in disorder",
            "has the labels O, B-PER, I-PER, E-PER, S-PER, B-LOC, I-LOC, E-LOC, S-LOC, where B, I, E and S of each type "
        },
        { "no labels", "has the labels , where B, I, E and S of each type and then O are read" },
        { "labels of no form", "has the labels X, X, X, X, X, where B, I, E and S of each type and then O are read" },
        { "fewer labels", "has 5 labels, and a CRF of 9 start scores, 9 end scores and 9 rows of transitions; " },
        { "null label", "holds no small tagger (" },
        { "only null labels", "its labels hold null" },
        { "null transitions", "its transitions hold null" },
        { "null file", "its files hold null" },
        { "other clusters", "was trained on forms of " },
        { "ragged crf", "has 9 labels, and a CRF of 9 start scores, 9 end scores and 9 rows of transitions; " },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Open_DamagedFolder_IsToldInOneLine(string damage, string expected)
    {
        var at = folder["mine"];
        SmallTagger.Write(at, change: damage switch
        {
            "labels in disorder" => t => t with { Labels = [t.Labels[^1], .. t.Labels.SkipLast(1)] },
            "no labels" => t => t with { Labels = [] },
            "labels of no form" => t => t with { Labels = [.. Enumerable.Repeat("X", 5)] },
            "fewer labels" => t => t with { Labels = [.. t.Labels.Take(4), "O"] },
            "null label" => t => t with { Labels = [null!, .. t.Labels.Skip(1)] },
            "only null labels" => t => t with { Labels = [null!, null!, null!, null!, null!] },
            "null transitions" => t => t with { Crf = t.Crf with { Transitions = [null!, .. t.Crf.Transitions.Skip(1)] } },
            "ragged crf" => t => t with { Crf = t.Crf with { Transitions = [[], .. t.Crf.Transitions.Skip(1)] } },
            _ => null,
        });
        Damage(at, damage);

        var message = Assert.Throws<InvalidDataException>(() => TaggerRecognizer.Open(at)).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.StartsWith(at, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static void Damage(string at, string damage)
    {
        string In(string file) => Path.Combine(at, file);
        switch (damage.Split(' '))
        {
            case ["no", var file] when file != "labels":
                File.Delete(In(file));
                break;
            case [var file, "cut", "off"]:
                using (var stream = File.OpenWrite(In(file)))
                {
                    stream.SetLength(stream.Length / 2);
                }

                break;
            case ["empty", var file]:
                File.WriteAllBytes(In(file), []);
                break;
            case [var file, "is", "text"]:
                File.WriteAllText(In(file), "no network");
                break;
            case ["another", "version"]:
                var json = File.ReadAllText(In("model.json"));
                File.WriteAllText(In("model.json"), json.Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal));
                break;
            case ["another", "kind"]:
                (ModelDescription.Load(at) with { Architecture = "bert", Tagger = null }).Save(at);
                break;
            case ["null", "file"]:
                (ModelDescription.Load(at) with { Files = [null!] }).Save(at);
                break;
            case ["other", "clusters"]:
                SmallTagger.WriteOtherClusters(at);
                break;
            case ["wide", _]:
                SmallTagger.WriteOtherVectors(at);
                break;
            case ["other", "network"]:
                var description = ModelDescription.Load(at);
                ToyTagger.Write(at);
                description.Save(at);
                break;
        }
    }

    private const string Knowledge = """
        1. Named entities: Anna Smith (person), Rome (place)
        Reasoning: Anna Smith is a person who went to Rome, a place.
        """;

    private static Post Post(string text) => new() { Id = "1", Text = text };

    private static string Words(Random random, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => random.GetItems(Lexicon, 1)[0]));

    private static List<string> Told(IReadOnlyList<Stages.Answer<IReadOnlyList<Mention>>> answers) =>
        [.. answers.Select(a => string.Join('|', a.Value!.Select(m => $"{m.Span} {m.Type} {m.Score:R}")))];

    /// <summary>Posts that know how many of them were taken before the first reader stopped.</summary>
    private sealed class CountedPosts(IEnumerable<PostContext> posts) : IReadOnlyList<PostContext>
    {
        private readonly PostContext[] posts = [.. posts];

        public int ReadAtFirst { get; private set; }

        public int Count => posts.Length;

        public PostContext this[int index] => posts[index];

        public IEnumerator<PostContext> GetEnumerator()
        {
            var count = 0;
            try
            {
                foreach (var post in posts)
                {
                    count++;
                    yield return post;
                }
            }
            finally
            {
                ReadAtFirst = ReadAtFirst == 0 ? count : ReadAtFirst;
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
