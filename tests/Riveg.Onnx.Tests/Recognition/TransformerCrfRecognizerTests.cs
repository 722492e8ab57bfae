using Riveg.Evidence;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Recognition;
using Riveg.Posts;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Recognition;

public sealed class TransformerCrfRecognizerTests : IDisposable
{
    private static readonly string[] Lexicon = ["Anna", "Smith", "Rome", "went", "to"];

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task RecognizeAsync_Post_GivesExactSpansTypesAndScores()
    {
        const string Text = "\U0001F600\u200D Anna Smith went to  ROME!";
        var mentions = await Recognize(Text);

        Assert.Equal(["Anna Smith PER", "ROME LOC"], mentions.Select(m => $"{m.Span.Of(Text)} {m.Type}"));
        Assert.All(mentions, m => Assert.InRange(m.Score, 0.9, 1));
    }

    [Fact]
    public async Task RecognizeAsync_RawText_IsJudgedAsAReaderSeesIt()
    {
        const string Text = "Ａnn\u00ada Smith\u200b went to 𝐑𝐨𝐦𝐞https://t.co/abc";
        Assert.Equal(["Ａnn\u00ada Smith PER", "𝐑𝐨𝐦𝐞 LOC"], (await Recognize(Text)).Select(m => $"{m.Span.Of(Text)} {m.Type}"));
    }

    [Theory]
    [InlineData("Anna\nSmith went")]
    [InlineData("Anna \u2028 Smith went")]
    public async Task RecognizeAsync_LineBreak_EndsAnEntity(string text) =>
        Assert.DoesNotContain(await Recognize(text), m => m.Span.Of(text).AsSpan().IndexOfAny("\n\u2028") >= 0);

    [Fact]
    public async Task RecognizeAsync_Knowledge_IsReadAndNotDecoded()
    {
        const string Text = "Anna Smith went";

        var mentions = await Recognize(Text, "Rome Rome Anna Smith");

        Assert.Equal("Anna Smith", Assert.Single(mentions).Span.Of(Text));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public async Task RecognizeAsync_LongPost_LosesNothing(int knowledgeWords)
    {
        var words = Enumerable.Range(0, 1000)
            .Select(i => (i % 37) switch { 11 => "Anna", 12 => "Smith", 30 => "Rome", _ => "went" })
            .ToList();
        var text = string.Join(' ', words);

        var mentions = await Recognize(text, string.Join(' ', Enumerable.Repeat("went", knowledgeWords)));

        Assert.Equal(words.Count(w => w == "Anna"), mentions.Count(m => m.Span.Of(text) == "Anna Smith"));
        Assert.Equal(words.Count(w => w == "Rome"), mentions.Count(m => m.Span.Of(text) == "Rome"));
    }

    [Fact]
    public async Task RecognizeAsync_WordOfManyPieces_IsTaken()
    {
        var text = $"Rome{new string('x', 60)} went to Rome";

        Assert.Equal(["Rome" + new string('x', 60), "Rome"], (await Recognize(text)).Select(m => m.Span.Of(text)));
    }

    [Fact]
    public async Task RecognizeAsync_PostsOwnTokens_AreUsed()
    {
        using var recognizer = TransformerCrfRecognizer.Open(ToyTagger.Write(folder["tagger"]));
        var post = new Post { Id = "1", Text = "RomeRome", Tokens = [new TextSpan(0, 4), new TextSpan(4, 8)] };

        var mentions = await recognizer.OneAsync(new PostContext { Post = post }, Cancel);

        Assert.Equal([new TextSpan(0, 4), new TextSpan(4, 8)], mentions.Select(m => m.Span));
    }

    [Fact]
    public async Task AnswerAsync_ManyPosts_AreAnsweredAsOneByOne()
    {
        using var recognizer = TransformerCrfRecognizer.Open(ToyTagger.Write(folder["tagger"], looksAbout: true));
        var random = new Random(11);
        var posts = Enumerable.Range(0, 90).Select(i => new PostContext
        {
            Post = new Post { Id = $"{i}", Text = Words(random.Next(0, i % 10 == 0 ? 120 : 12)) },
            Knowledge = i % 3 == 0 ? AuxiliaryKnowledge.Parse(Words(random.Next(1, 40))) : null,
        }).ToList();

        var together = await recognizer.AnswerAsync(posts, Cancel);

        Assert.Equal(posts.Count, together.Count);
        for (var i = 0; i < posts.Count; i++)
        {
            var alone = await recognizer.OneAsync(posts[i], Cancel);
            Assert.Equal(alone.Select(m => (m.Span, m.Type)), together[i].Value!.Select(m => (m.Span, m.Type)));
            Assert.All(alone.Zip(together[i].Value!), m => Assert.Equal(m.First.Score, m.Second.Score, 1e-5));
        }

        Assert.Contains(together, a => a.Value!.Count > 0);

        string Words(int count) => string.Join(
            ' ', Enumerable.Range(0, count).Select(_ => random.GetItems(Lexicon, 1)[0]));
    }

    [Fact]
    public async Task AnswerAsync_FewerLabelsThanScores_FailsEachPostByItself()
    {
        using var recognizer = TransformerCrfRecognizer.Open(ToyTagger.Write(folder["few"], labels: ToyTagger.Labels[..5]));
        string[] texts = ["went", "", "to Rome"];

        var answers = await recognizer.AnswerAsync(
            [.. texts.Select(t => new PostContext { Post = new Post { Id = t, Text = t } })], Cancel);

        Assert.Equal([true, false, true], answers.Select(a => a.Fault is not null));
    }

    [Fact]
    public async Task AnswerAsync_ScoresThatAreNoNumbers_SaysWhichModelGaveThem()
    {
        using var recognizer = TransformerCrfRecognizer.Open(ToyTagger.Write(folder["damaged"], certain: float.NaN));

        var answers = await recognizer.AnswerAsync([new PostContext { Post = new Post { Id = "1", Text = "to Rome" } }], Cancel);

        Assert.Equal(
            $"{Path.Combine(folder["damaged"], "model.onnx")} gives scores that are no numbers; "
            + "its checkpoint is damaged: get and convert it again.",
            Assert.Single(answers).Fault!.Cause!.Message);
    }

    [Fact]
    public async Task AnswerAsync_Cancelled_Stops()
    {
        using var recognizer = TransformerCrfRecognizer.Open(ToyTagger.Write(folder["tagger"]));
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await recognizer.AnswerAsync(
            [new PostContext { Post = new Post { Id = "1", Text = "Rome" } }], stopped.Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    public async Task RecognizeAsync_NoWords_GivesNone(string text) => Assert.Empty(await Recognize(text));

    [Fact]
    public async Task RecognizeAsync_CrfThatForbidsAPlace_FollowsTheCrf()
    {
        var crf = ToyTagger.Crf((_, to) => to == "S-LOC" ? -100 : 0);

        Assert.Empty(await Recognize("went to Rome", crf: crf));
    }

    [Fact]
    public async Task RecognizeAsync_WithoutCrf_FollowsTheScheme()
    {
        const string Text = "Anna went to Rome";

        // "Anna" alone begins a name that never ends; no path of the scheme holds that.
        Assert.Equal("Rome", (await Recognize(Text))[^1].Span.Of(Text));
    }

    [Fact]
    public void Open_FolderWithoutTagger_SaysWhatToDo()
    {
        Directory.CreateDirectory(folder["empty"]);
        ToyTagger.Write(folder["labels"], labels: []);
        ToyTagger.Write(folder["crf"], crf: new CrfDescription([0], [0], [[0]]));
        ToyTagger.Write(folder["encoder"], output: "last_hidden_state");
        ToyTagger.Write(folder["odd"], labels: [.. ToyTagger.Labels[1..], "X_PER"]);

        Assert.Contains("holds no converted tagger", Fault("empty"));
        Assert.Contains("has no labels", Fault("labels"));
        Assert.Contains("has 9 labels and a CRF over 1", Fault("crf"));
        Assert.Contains(
            "is no tagger: it takes input_ids Int64 [?, ?], attention_mask Int64 [?, ?] and gives last_hidden_state", Fault("encoder"));
        Assert.Contains("label \"X_PER\" is neither", Fault("odd"));
    }

    [Fact]
    public async Task RecognizeAsync_FewerLabelsThanScores_SaysSo()
    {
        using var recognizer = TransformerCrfRecognizer.Open(ToyTagger.Write(folder["few"], labels: ToyTagger.Labels[..5]));

        var error = await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await recognizer.OneAsync(new PostContext { Post = new Post { Id = "1", Text = "went" } }, Cancel));

        Assert.Contains("scores 9 labels, and its model.json names 5", error.Message);
    }

    private string Fault(string name) => Assert.Throws<InvalidDataException>(() => TransformerCrfRecognizer.Open(folder[name])).Message;

    private async Task<IReadOnlyList<Mention>> Recognize(string text, string? knowledge = null, CrfDescription? crf = null)
    {
        using var recognizer = TransformerCrfRecognizer.Open(ToyTagger.Write(folder["tagger"], crf));
        return await recognizer.OneAsync(
            new PostContext
            {
                Post = new Post { Id = "1", Text = text },
                Knowledge = knowledge is null ? null : AuxiliaryKnowledge.Parse(knowledge)
            }, Cancel);
    }
}
