using System.Collections;
using System.Reflection;
using Riveg.Faults;
using Riveg.Posts;

namespace Riveg.Tests.Pipeline;

/// <summary>Whatever a post is like, it becomes a result in its place, and the posts beside it are annotated.</summary>
public sealed class BadPostTests
{
    private static readonly Post Good = PipelineFixture.Post(1);

    public static TheoryData<string, string> BadPosts => new()
    {
        { "null", "There is null in place of a post." },
        { "null id", "The post has no id (null)." },
        { "null text", "The text is empty; a post needs some text." },
        { "null captions", "The post has no list of captions (null); leave it empty." },
        { "null caption", "The post has a caption that is null." },
        { "captions that throw", "The post cannot be read: no captions today" },
        { "tokens that throw", "The post cannot be read: no tokens today" },
        { "token outside", "The token [0, 99) is empty, overlaps the one before or lies outside the text of 17 characters." },
        { "picture without a name", "The post's picture has no name (null)." },
        { "picture whose name throws", "The post cannot be read: no name today" },
        { "picture whose path throws", "The post cannot be read: no path today" },
        { "read error", "posts.jsonl:5: not JSON" },
    };

    [Theory]
    [MemberData(nameof(BadPosts))]
    public async Task AnnotateAsync_BadPostAmongGoodOnes_IsAResultWithItsError(string kind, string message)
    {
        var results = await RunAsync([Good, PipelineFixture.Post(2), Bad(kind)!, PipelineFixture.Post(3)]);
        Assert.Equal([true, true, false, true], results.Select(r => r.Succeeded));
        var error = results[2].Error!;
        Assert.Equal((FaultKind.WrongInput, "input", message), (error.Kind, error.Stage, error.Message));
        Assert.Empty(results[2].Entities);
        Assert.Equal(kind is "null" or "null id" ? string.Empty : Good.Id, results[2].PostId);
        Assert.NotNull(results[2].Text);
    }

    [Theory]
    [MemberData(nameof(BadPosts))]
    public async Task AnnotateAsync_BadPostAlone_IsAResultWithItsError(string kind, string message)
    {
        if (Bad(kind) is { } bad)
        {
            using var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages());
            Assert.Equal(message, (await pipeline.AnnotateAsync(bad, TestContext.Current.CancellationToken)).Error?.Message);
        }
    }

    [Fact]
    public async Task AnnotateAsync_AnyMemberOfAPostThatIsNull_EndsNoStream()
    {
        var members = typeof(Post).GetProperties().Where(p => p.CanWrite && !p.PropertyType.IsValueType).ToList();
        Assert.NotEmpty(members);
        foreach (var member in members)
        {
            var bad = Good with { Id = "bad" };
            member.SetValue(bad, null);
            var mayBeNull = new NullabilityInfoContext().Create(member).WriteState == NullabilityState.Nullable;
            var results = await RunAsync([PipelineFixture.Post(2), bad, PipelineFixture.Post(3)]);
            Assert.Equal([true, mayBeNull, true], results.Select(r => r.Error is null));
        }
    }

    private static Post? Bad(string kind) => kind switch
    {
        "null" => null,
        "null id" => Good with { Id = null! },
        "null text" => Good with { Text = null! },
        "null captions" => Good with { Captions = null! },
        "null caption" => Good with { Captions = ["a woman sings", null!] },
        "captions that throw" => Good with { Captions = new FailingList<string>("no captions today") },
        "tokens that throw" => Good with { Tokens = new FailingList<TextSpan>("no tokens today") },
        "token outside" => Good with { Tokens = [new TextSpan(0, 99)] },
        "picture without a name" => Good with { Image = new OwnSource(() => null!, () => null) },
        "picture whose name throws" => Good with { Image = new OwnSource(() => throw new IOException("no name\ntoday"), () => null) },
        "picture whose path throws" => Good with { Image = new OwnSource(() => "a", () => throw new IOException("no path today")) },
        _ => Good with { ReadError = "posts.jsonl:5: not JSON" },
    };

    private static async Task<List<AnnotationResult>> RunAsync(IEnumerable<Post> posts)
    {
        using var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages());
        return await pipeline.AnnotateAsync(posts.ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    private sealed class FailingList<T>(string message) : IReadOnlyList<T>
    {
        public int Count => 1;

        public T this[int index] => throw new InvalidOperationException(message);

        public IEnumerator<T> GetEnumerator() => throw new InvalidOperationException(message);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class OwnSource(Func<string> name, Func<string?> path) : ImageSource
    {
        public override string Name => name();

        public override string? FilePath => path();

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken = default) => throw new IOException("closed");
    }
}
