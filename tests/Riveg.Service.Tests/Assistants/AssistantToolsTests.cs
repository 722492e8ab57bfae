using System.Collections.Concurrent;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Riveg.Service.Files;
using Riveg.TestKit;

namespace Riveg.Service.Tests.Assistants;

public sealed class AssistantToolsTests
{
    private const string Text = "Adele lights up the O2 Arena in London tonight";

    private static readonly string Samples = Path.Combine(SharedFolder.RepositoryRoot, "samples");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_NoFolderAllowed_OffersNoFiles()
    {
        await using var talk = await AssistantTalk.BeginAsync();

        var tools = await talk.Client.ListToolsAsync(cancellationToken: Token);

        Assert.Equal(["annotate_post", "ground_phrase", "read_image_text"], tools.Select(t => t.Name));
        Assert.All(tools, t => Assert.False(Picture(t.JsonSchema).TryGetProperty("path", out _)));
        Assert.All(tools, t => Assert.False(Picture(t.JsonSchema).TryGetProperty("url", out _)));
    }

    [Fact]
    public async Task List_FolderAllowed_NamesIt()
    {
        await using var talk = await AssistantTalk.BeginAsync(folders: new AllowedFolders([Samples]));

        var tools = await talk.Client.ListToolsAsync(cancellationToken: Token);

        Assert.Equal("evaluate_predictions", tools[^1].Name);
        var path = Picture(tools[0].JsonSchema).GetProperty("path").GetProperty("description").GetString();
        Assert.Contains(Samples, path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnnotatePost_PictureByPath_AnswersTheAnnotation()
    {
        await using var talk = await AssistantTalk.BeginAsync(folders: new AllowedFolders([Samples]));

        var result = await talk.CallAsync(
            "annotate_post", new { text = Text, image = new { path = "concert.png" } }, cancellationToken: Token);

        Assert.NotEqual(true, result.IsError);
        var json = result.StructuredContent!.Value;
        Assert.Equal("concert.png", json.GetProperty("image").GetProperty("path").GetString());
        Assert.Equal(
            json.GetRawText(), JsonDocument.Parse(Assert.IsType<TextContentBlock>(result.Content[0]).Text).RootElement.GetRawText());
    }

    [Fact]
    public async Task Call_QueueIsFull_SaysWhenToComeAgain()
    {
        await using var talk = await AssistantTalk.BeginAsync(new ServiceLimits { MaxConcurrency = 1, MaxQueue = 0 });
        using var other = talk.Service.Queue.TryEnter();

        Assert.Equal("Too many calls wait already; try again in 1 s.", await talk.RefusalAsync("annotate_post", new { text = Text }));
    }

    [Theory]
    [InlineData("annotate_post", """{"text":"Adele"}""")]
    [InlineData("ground_phrase", """{"phrase":"Adele","image":{"path":"concert.png"}}""")]
    [InlineData("evaluate_predictions", """{"dataset":"riveg:posts.jsonl","predictions":"posts.jsonl"}""")]
    public async Task Call_NoPlaceInTime_IsGivenUp(string tool, string arguments)
    {
        await using var talk = await AssistantTalk.BeginAsync(
            new ServiceLimits { MaxConcurrency = 1, TimeLimit = TimeSpan.FromMilliseconds(200) }, new AllowedFolders([Samples]));
        using var turn = await talk.Service.Queue.WaitAsync(Token);

        Assert.Equal("The post took longer than 0.2 s; it was given up.", await talk.RefusalAsync(tool, Read(arguments)));
    }

    [Fact]
    public async Task Call_GivenUpWhileItWaits_LeavesTheQueue()
    {
        await using var talk = await AssistantTalk.BeginAsync(new ServiceLimits { MaxConcurrency = 1, MaxQueue = 1 });
        using var turn = await talk.Service.Queue.WaitAsync(Token);
        using var stop = new CancellationTokenSource();
        var waits = new TaskCompletionSource();
        var call = talk.CallAsync("annotate_post", new { text = Text }, new Told(_ => waits.TrySetResult()), stop.Token);
        await waits.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        for (var i = 0; i < 100 && talk.Service.Queue.Count > 0; i++)
        {
            await Task.Delay(50, Token);
        }

        Assert.Equal(0, talk.Service.Queue.Count);
    }

    [Fact]
    public async Task Call_ProgressIsAskedFor_IsToldStepByStep()
    {
        await using var talk = await AssistantTalk.BeginAsync();
        var steps = new ConcurrentQueue<ProgressNotificationValue>();

        await talk.CallAsync("annotate_post", new { text = Text }, new Told(steps.Enqueue), Token);

        // The client hands notifications on beside each other, and beside the answer.
        for (var i = 0; i < 100 && steps.Count < 2; i++)
        {
            await Task.Delay(50, Token);
        }

        Assert.Equal(
            [(0f, 3f, "waits for its turn"), (1f, 3f, "annotates")],
            steps.OrderBy(s => s.Progress).Select(s => (s.Progress, s.Total ?? 0, s.Message ?? string.Empty)));
    }

    [Theory]
    [InlineData("""{"path":"posts.jsonl"}""")]
    [InlineData("""{"base64":""}""")]
    [InlineData("""{"base64":"iVBORw0KGgoAAAANSUhEUg=="}""")]
    [InlineData("""{"base64":"data:text/html;base64,PGI+"}""")]
    public async Task AnnotatePost_NoPicture_IsRefused(string image)
    {
        await using var talk = await AssistantTalk.BeginAsync(folders: new AllowedFolders([Samples]));

        var line = await talk.RefusalAsync("annotate_post", new { text = Text, image = Read(image) });

        Assert.Contains("picture", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnnotatePost_PictureOverTheLimits_IsRefused()
    {
        var content = Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(Samples, "concert.png"), Token));
        await using var bytes = await AssistantTalk.BeginAsync(new ServiceLimits { MaxBodyBytes = 1000 }, new AllowedFolders([Samples]));
        await using var pixels = await AssistantTalk.BeginAsync(new ServiceLimits { MaxPixels = 1000 }, new AllowedFolders([Samples]));

        Assert.Equal(
            "\"image.base64\": the picture has more than 1000 bytes; send a smaller one.",
            await bytes.RefusalAsync("annotate_post", new { text = Text, image = new { base64 = content } }));
        Assert.Equal(
            "concert.png has more than 1000 bytes.",
            await bytes.RefusalAsync("annotate_post", new { text = Text, image = new { path = "concert.png" } }));
        var phrase = await pixels.RefusalAsync("ground_phrase", new { phrase = "Adele", image = new { path = "concert.png" } });
        Assert.Contains("pixels", phrase, StringComparison.Ordinal);
        var post = await pixels.RefusalAsync("annotate_post", new { text = Text, image = new { path = "concert.png" } });
        Assert.Contains("pixels", post, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_PostsNamePicturesElsewhere_AreNotOpened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a pipe, at which a reader would wait");
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        var pipe = elsewhere["picture.jpg"];
        using (var made = System.Diagnostics.Process.Start("mkfifo", pipe))
        {
            await made.WaitForExitAsync(Token);
        }

        var post = $$"""{"id":"1","text":"Adele sings","image":{"path":"{{pipe}}"},"""
            + """ "entities":[{"start":0,"end":5,"type":"PER","box":[0.1,0.1,0.5,0.5],"unit":"relative"}]}""";
        folder.Write("gold.jsonl", post + "\n");
        await using var talk = await AssistantTalk.BeginAsync(folders: new AllowedFolders([folder.Path]));

        var call = talk.CallAsync(
            "evaluate_predictions", new { dataset = "riveg:gold.jsonl", predictions = "gold.jsonl" }, cancellationToken: Token);

        await call.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Theory]
    [InlineData("annotate_post")]
    [InlineData("ground_phrase")]
    [InlineData("read_image_text")]
    [InlineData("evaluate_predictions")]
    public async Task Call_AnyArguments_AreAnsweredOrRefusedInALine(string tool)
    {
        var log = new Unforeseen();
        await using var talk = await AssistantTalk.BeginAsync(folders: new AllowedFolders([Samples]), loggers: log);
        string[] names =
        [
            "text", "image", "profile", "knowledge", "captions", "observations", "candidates", "masks", "overlay", "phrase", "type",
            "description", "maxWords", "minScore", "dataset", "predictions", "split", "rule", "x",
        ];
        object?[] values =
        [
            null, "Adele", "posts.jsonl", "riveg:posts.jsonl", "gmner:.", "builtin", "span", "PER", Array.Empty<string>(), new[] { "a" },
            new { path = "concert.png" }, new { path = "." }, new { path = 1 }, new { base64 = "AAAA" }, new { url = "http://10.0.0.1/" },
            new { path = "concert.png", url = "x" }, new Dictionary<string, object?>(), true, 0, 0.5, -1, 1e300, "", " ", "\u0001", "é€😀",
        ];
        var arguments = Gen.Select(Gen.Int[0, names.Length - 1], Gen.Int[0, values.Length - 1]).Array[0, 8]
            .Select(pairs => pairs.DistinctBy(p => p.Item1).ToDictionary(p => names[p.Item1], p => values[p.Item2]));

        await arguments.SampleAsync(
            async given =>
            {
                var result = await talk.CallAsync(tool, given, cancellationToken: CancellationToken.None);
                return result.IsError == true
                    ? result.Content is [TextContentBlock line] && !line.Text.Any(char.IsControl) && line.Text.Length > 10
                    : result.StructuredContent is { ValueKind: JsonValueKind.Object };
            },
            iter: 200,
            threads: 2);

        Assert.Empty(log.Lines);
    }

    private static JsonElement Picture(JsonElement schema) =>
        schema.GetProperty("properties").GetProperty("image").GetProperty("properties");

    private static Dictionary<string, object?> Read(string json) =>
        JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value);

    private sealed class Told(Action<ProgressNotificationValue> take) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => take(value);
    }

    private sealed class Unforeseen : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
