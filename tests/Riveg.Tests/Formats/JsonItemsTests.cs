using System.Text;
using CsCheck;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Tests.Formats;

/// <summary>Arrays and lines of posts: what is right is given, whatever else stands in the file.</summary>
public sealed class JsonItemsTests
{
    [Theory]
    [InlineData("] trailing")]
    [InlineData("][{\"text\":\"again\"}]")]
    [InlineData(",}]")]
    [InlineData("")]
    [InlineData(" {\"text\":\"no comma\"}]")]
    public async Task ReadAsync_ArrayWithAFaultBehind_GivesAllPostsBeforeIt(string rest)
    {
        foreach (var count in new[] { 1, 2, 3000 })
        {
            var posts = await ReadAsync("[" + string.Join(",\n", Enumerable.Range(0, count).Select(i => $"{{\"text\":\"post {i}\"}}")) + rest);

            Assert.Equal(Enumerable.Range(0, count).Select(i => $"post {i}"), posts.Take(count).Select(p => p.Text));
            var fault = Assert.Single(posts.Skip(count));
            Assert.StartsWith("posts.jsonl:", fault.ReadError, StringComparison.Ordinal);
            Assert.EndsWith("correct it: nothing behind it is read.", fault.ReadError, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ReadAsync_AnyArrayInAnyPieces_GivesItsPosts() =>
        Gen.Select(Gen.String[Gen.Char[' ', '~'], 0, 40].Array[0, 20], Gen.Int[1, 50]).Sample(
            (texts, piece) =>
            {
                var json = System.Text.Json.JsonSerializer.Serialize(texts.Select(t => new { text = t, image = (string?)null }));
                using var stream = new PieceStream(Encoding.UTF8.GetBytes(json), piece);
                var posts = new PostJsonLines("posts.jsonl").ReadAsync(stream).ToBlockingEnumerable().ToList();

                Assert.Equal(texts, posts.Select(p => p.Text));
                Assert.All(posts, p => Assert.Null(p.ReadError));
            },
            iter: 200);

    [Fact]
    public async Task ReadAsync_LineOrElementThatIsTooLong_IsAFaultAndTheRestIsRead()
    {
        var text = new string('a', Utf8LineReader.MostBytes + 10);
        var lines = await ReadAsync($"{{\"text\":\"first\"}}\n{{\"text\":\"{text}\"}}\n{{\"text\":\"last\"}}\n");
        var elements = await ReadAsync($"[{{\"text\":\"first\"}},{{\"text\":\"{text}\"}},{{\"text\":\"last\"}}]");

        foreach (var posts in new[] { lines, elements })
        {
            Assert.Equal(["first", "", "last"], posts.Select(p => p.Text));
            Assert.Equal(
                "posts.jsonl:2: the post is longer than 64 MiB; correct the line or leave it out.", posts[1].ReadError);
        }
    }

    private static async Task<List<Post>> ReadAsync(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return await new PostJsonLines("posts.jsonl").ReadAsync(stream, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Gives a few bytes at a time, as a network does.</summary>
    private sealed class PieceStream(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(most, buffer.Length)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span[..Math.Min(most, buffer.Length)]));
    }
}
