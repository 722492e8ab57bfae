using System.IO.Compression;
using System.Text;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Tests.Formats;

public sealed class PostFormTests : IDisposable
{
    private const string Lines = "{\"id\":\"a\",\"text\":\"one\"}\n{\"id\":\"b\",\"text\":\"two\"}\n";
    private readonly TemporaryFolder folder = new("riveg-posts-");
    private readonly List<string> warnings = [];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("[{\"id\":\"a\",\"text\":\"one\"},{\"id\":\"b\",\"text\":\"two\"}]")]
    [InlineData("\n  [\n  {\n    \"id\": \"a\",\n    \"text\": \"one\"\n  },\n  {\"id\": \"b\", \"text\": \"two\"}\n]\n")]
    [InlineData(Lines)]
    [InlineData("\n\r\n{\"id\":\"a\",\"text\":\"one\"}\r\n\r\n{\"id\":\"b\",\"text\":\"two\"}")]
    public async Task ReadAsync_AnyForm_GivesTheSamePosts(string content)
    {
        var plain = Encoding.UTF8.GetBytes(content);
        byte[][] forms = [
            plain,
            [.. Encoding.UTF8.Preamble, .. plain],
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(content)],
            Gzip(plain),
            Gzip([.. Encoding.UTF8.Preamble, .. plain])
        ];
        foreach (var form in forms)
        {
            Assert.Equal([("a", "one", null), ("b", "two", null)], (await ReadAsync(form)).Select(p => (p.Id, p.Text, p.ReadError)));
        }
    }

    [Fact]
    public async Task ReadAsync_ArrayThatBreaksOff_GivesWhatStandsBeforeAndOneFault()
    {
        var posts = await ReadAsync("[{\"text\":\"one\"},\n{\"text\":5},\n{\"text\":\"two\"");
        Assert.Equal(["1", "2", "3"], posts.Select(p => p.Id));
        Assert.Equal("posts.json: post 2: \"text\" is missing or no string; correct the line or leave it out.", posts[1].ReadError);
        Assert.StartsWith("posts.json:3: not JSON at character ", posts[2].ReadError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_CutGzip_GivesWhatStandsBeforeAndOneFault()
    {
        var packed = Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"text\":\"{i * 7919}\"}}\n"))));
        var posts = await ReadAsync(packed[..(packed.Length / 2)]);
        Assert.True(posts.Count > 100);
        Assert.All(posts.SkipLast(1), p => Assert.Null(p.ReadError));
        Assert.NotNull(posts[^1].ReadError);
    }

    [Fact]
    public async Task ReadAsync_BrokenGzip_GivesOneFault()
    {
        var packed = Gzip(Encoding.UTF8.GetBytes(Lines));
        packed[^6] ^= 1;
        var posts = await ReadAsync(packed);
        Assert.Equal(
            "posts.json: the gzip data are broken; fetch the file again: nothing is read from post 1 on.", posts[^1].ReadError);
        Assert.Equal(posts[^1].ReadError, Assert.Single(await ReadAsync([0x1F, 0x8B, .. "no gzip"u8])).ReadError);
    }

    [Fact]
    public async Task ReadAsync_OneLineOfManyPosts_ReadsLittleAhead()
    {
        const string Post = "{\"text\":\"some words of a post\"},";
        await using var endless = new RepeatingStream("[", Post, 200_000, "{\"text\":\"last\"}]");
        var (count, most) = (0, 0L);
        await foreach (var post in new PostJsonLines().ReadAsync(endless, TestContext.Current.CancellationToken))
        {
            most = Math.Max(most, endless.Given - ((long)Post.Length * ++count));
        }

        Assert.Equal(200_001, count);
        Assert.InRange(most, 0, 200_000);
    }

    [Theory]
    [InlineData("images", "\"x\"", "a picture stands in \"image\":{\"path\":\"...\"}")]
    [InlineData("image_path", "\"x\"", "a picture stands in \"image\":{\"path\":\"...\"}")]
    [InlineData("file_name", "\"x\"", "a picture stands in \"image\":{\"path\":\"...\"}")]
    [InlineData("Image", "{\"path\":\"x\"}", "a picture stands in \"image\":{\"path\":\"...\"}")]
    [InlineData("img", "\"x\"", "a picture stands in \"image\":{\"path\":\"...\"}")]
    [InlineData("picture", "\"x\"", "a picture stands in \"image\":{\"path\":\"...\"}")]
    [InlineData("caption", "\"x\"", "captions stand in \"captions\":[\"...\"]")]
    [InlineData("ID", "\"x\"", "it may be meant for \"id\"")]
    [InlineData("tweet", "\"x\"", "it may be meant for \"text\"")]
    [InlineData("Tokens", "[]", "tokens stand in \"tokens\":[[start,end],...]")]
    public async Task ReadAsync_NearlyRightField_IsToldOnceAndThePostStays(string name, string value, string help)
    {
        var line = $"{{\"text\":\"one\",\"{name}\":{value}}}\n";
        var posts = await ReadAsync(line + line);
        Assert.All(posts, p => Assert.Equal(("one", null), (p.Text, p.ReadError)));
        Assert.Equal([$"posts.json:1: the field \"{name}\" is not read; {help}."], warnings);
    }

    [Fact]
    public async Task ReadAsync_OtherFields_AreToldInOneLineAtTheEnd()
    {
        await ReadAsync(
            "{\"text\":\"one\",\"lang\":\"en\",\"image\":{\"path\":\"x\",\"alt\":\"y\",\"width\":5}}\n{\"text\":\"two\",\"lang\":\"en\","
            + "\"likes\":5,\"a\\u001bb\":0}");
        Assert.Equal(["posts.json: fields that are not read: lang, image.alt, likes, a?b."], warnings);
    }

    [Theory]
    [InlineData("{\"tweet\":\"one\"}", "\"text\" is missing or no string (\"tweet\" is not read)")]
    [InlineData("{\"text\":\"a\",\"captions\":[5]}", "a caption is no string")]
    [InlineData("{\"text\":\"a\",\"captions\":[{\"text\":\"b\"}]}", "a caption is no string")]
    [InlineData("{\"text\":\"a\",\"captions\":[null]}", "a caption is no string")]
    [InlineData("{\"text\":\"a\",\"tokens\":[[\"0\",1]]}", "a token is no pair [start, end]")]
    [InlineData("{\"text\":\"a\",\"tokens\":[[0,1.5]]}", "a token is no pair [start, end]")]
    [InlineData("{\"text\":\"a\",\"tokens\":[[0,2]]}", "the token [0, 2] lies outside the text of 1 UTF-16 units")]
    [InlineData("{\"text\":\"abc\",\"tokens\":[[0,2],[1,3]]}", "the token [1, 3] begins before the one before it ends")]
    [InlineData("{\"text\":\"a\",\"offsets\":\"bytes\",\"tokens\":[]}", "\"offsets\" is neither \"utf-16\" nor \"code-points\"")]
    [InlineData("{\"text\":\"a\",\"image\":{\"path\":5}}", "the image's \"path\" is no string")]
    [InlineData("{\"text\":\"a\",\"image\":[\"x\"]}", "\"image\" has no \"path\"")]
    [InlineData("{\"text\":\"a\",\"text\":\"b\"}", "\"text\" stands there twice")]
    [InlineData("{\"text\":\"a\",\"\\ud800\":1}", "a string holds half a surrogate pair")]
    public async Task ReadAsync_BadLine_SaysTheTrueReason(string line, string reason)
    {
        var posts = await ReadAsync($"{line}\n{{\"text\":\"fine\"}}");
        Assert.Equal([$"posts.json:1: {reason}; correct the line or leave it out.", null], posts.Select(p => p.ReadError));
    }

    [Fact]
    public async Task ReadAsync_BytesThatAreNotUtf8_AreAFaultOfTheirLine()
    {
        var posts = await ReadAsync([.. "{\"text\":\"Beyonc"u8, 0xE9, .. "\"}\n{\"text\":\"Beyonc\u00E9 \uFFFD\"}\n"u8]);
        Assert.Equal("posts.json:1: byte 16 of the line (0xE9) is not UTF-8; correct the line or leave it out.", posts[0].ReadError);
        Assert.Equal(("Beyonc\u00E9 \uFFFD", null), (posts[1].Text, posts[1].ReadError));
    }

    [Theory]
    [InlineData("{\"text\":\"\U0001F600 Ada\",\"tokens\":[[0,1],[2,5]]}", true)]
    [InlineData("{\"text\":\"\U0001F600 Ada\",\"offsets\":\"code-points\",\"tokens\":[[0,1],[2,5]]}", false)]
    [InlineData("{\"text\":\"\U0001F600 Ada\",\"tokens\":[[0,2],[3,6]]}", false)]
    public async Task ReadAsync_TokensBehindAnEmoji_AreCountedInTheirUnit(string line, bool codePoints)
    {
        var post = Assert.Single(await ReadAsync(Encoding.UTF8.GetBytes(line), codePoints ? OffsetUnit.CodePoints : OffsetUnit.Utf16));
        Assert.Equal(["\U0001F600", "Ada"], post.Tokens!.Select(t => t.Of(post.Text)));
    }

    [Theory]
    [InlineData("pictures/one.png", "pictures/one.png")]
    [InlineData("pictures\\\\one.png", "pictures/one.png")]
    [InlineData("pictures/two.jpg", "pictures/two.JPG")]
    [InlineData("pictures\\\\two.Jpg", "pictures/two.JPG")]
    public async Task ReadAsync_PicturePathOfAnotherSystem_FindsTheFile(string path, string file)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "pictures"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, file), "12345", TestContext.Current.CancellationToken);
        var post = Assert.Single(await ReadAsync($"{{\"text\":\"one\",\"image\":{{\"path\":\"{path}\"}}}}"));
        Assert.Equal(5, post.Image!.GetLength());
    }

    [Fact]
    public async Task ReadAsync_NulInAPicturePath_IsAMissingPictureAsAnyOther()
    {
        var post = Assert.Single(await ReadAsync("{\"text\":\"one\",\"image\":{\"path\":\"a\\u0000b.jpg\"}}"));
        Assert.Null(post.ReadError);
        Assert.Equal(
            "There is no picture a\u2400b.jpg; check the path, and the folder of the pictures.",
            Assert.Throws<ImageDecodingException>(() => new ImageDecoder().Decode(post.Image!)).Message);
    }

    [Fact]
    public void Expand_Tilde_IsTheUsersFolderUnlessItExists()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        Assert.Equal(
            [home, Path.Join(home, "/x/y"), "~x", "a/~/b", string.Empty],
            new[] { "~", "~/x/y", "~x", "a/~/b", string.Empty }.Select(HomePath.Expand));
    }

    private Task<List<Post>> ReadAsync(string content) => ReadAsync(Encoding.UTF8.GetBytes(content));

    private async Task<List<Post>> ReadAsync(byte[] content, OffsetUnit unit = OffsetUnit.Utf16)
    {
        var options = new PostReadOptions
        {
            ImageFolders = [folder.Path],
            SourceName = "posts.json",
            TokenOffsets = unit,
            Warn = warnings.Add
        };
        using var stream = new MemoryStream(content);
        var posts = new List<Post>();
        await foreach (var post in new PostJsonLines(options).ReadAsync(stream, TestContext.Current.CancellationToken))
        {
            posts.Add(post);
        }

        Assert.True(stream.CanRead);
        return posts;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private sealed class RepeatingStream(string first, string repeated, int times, string last) : Stream
    {
        private readonly IEnumerator<byte> bytes = Bytes(first, repeated, times, last).GetEnumerator();

        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = 0;
            while (read < count && bytes.MoveNext())
            {
                buffer[offset + read++] = bytes.Current;
            }

            Given += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static IEnumerable<byte> Bytes(string first, string repeated, int times, string last) =>
            Encoding.UTF8.GetBytes(first)
                .Concat(Enumerable.Repeat(Encoding.UTF8.GetBytes(repeated), times).SelectMany(b => b))
                .Concat(Encoding.UTF8.GetBytes(last));
    }
}
