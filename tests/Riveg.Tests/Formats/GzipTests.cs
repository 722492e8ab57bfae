using System.IO.Compression;
using System.Text;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Tests.Formats;

/// <summary>What a packed file holds is read whole, or it is said that it is not.</summary>
public sealed class GzipTests
{
    private const string Early = "posts: the gzip data end too early; fetch the file again: nothing is read from post ";

    private static readonly byte[] TwoPosts = Packed(Line(1), Line(2));

    [Fact]
    public async Task Read_CutAtAFlush_GivesThePostsBeforeItAndAFault()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Line(1)));
            gzip.Flush();
            packed.SetLength(packed.Position);
            var posts = await ReadAsync(packed.ToArray());
            Assert.Equal(["1", "2"], posts.Select(p => p.Id));
            Assert.Equal([null, Early + "2 on."], posts.Select(p => p.ReadError));
        }
    }

    [Fact]
    public async Task Read_CutAnywhere_EndsWithAFault()
    {
        for (var length = 2; length < TwoPosts.Length; length++)
        {
            var posts = await ReadAsync(TwoPosts[..length]);
            Assert.StartsWith(Early, posts[^1].ReadError, StringComparison.Ordinal);
            Assert.All(posts.SkipLast(1), p => Assert.Null(p.ReadError));
        }
    }

    [Fact]
    public async Task Read_SeveralMembersAndZeros_IsWhole()
    {
        foreach (var zeros in new[] { 0, 1, 255, 256, 257, 10_000 })
        {
            byte[] packed = [.. TwoPosts, .. Packed(Line(3)), .. Packed(), .. new byte[zeros]];
            Assert.Equal(["1", "2", "3"], (await ReadAsync(packed)).Select(p => p.ReadError ?? p.Id));
        }
    }

    [Fact]
    public async Task Read_MemberThatIsCut_BehindAWholeOne_EndsWithAFault()
    {
        var second = Packed(Line(3));
        for (var length = 1; length < second.Length; length++)
        {
            var posts = await ReadAsync([.. TwoPosts, .. second[..length]]);
            Assert.StartsWith(Early, posts[^1].ReadError, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Read_SomethingElseBehindTheData_IsAFault()
    {
        foreach (byte[] other in new byte[][] { [1], [0, 0, 7], [.. new byte[5000], 7], [.. new byte[300], .. Packed(Line(3))] })
        {
            var posts = await ReadAsync([.. TwoPosts, .. other]);
            Assert.Equal(
                ["1", "2", "posts: behind the gzip data stands something else; fetch the file again: nothing is read from post 3 on."],
                posts.Select(p => p.ReadError ?? p.Id));
        }
    }

    [Fact]
    public void OpenFile_ThatIsCut_NamesIt()
    {
        using var folder = new TemporaryFolder("riveg-gzip-");
        var path = folder.Write("x.gz", TwoPosts[..^8]);
        using var stream = InputStream.OpenFile(path);
        Assert.Equal(
            $"{path}: the gzip data end too early; fetch the file again.",
            Assert.Throws<BrokenGzipException>(() => stream.CopyTo(Stream.Null)).Message);
    }

    private static async Task<List<Post>> ReadAsync(byte[] packed) => await new PostJsonLines()
        .ReadAsync(new MemoryStream(packed), TestContext.Current.CancellationToken)
        .ToListAsync(TestContext.Current.CancellationToken);

    private static string Line(int id) => $$"""{"id":"{{id}}","text":"Ada Byron met nobody in Rome, {{id}}"}""" + "\n";

    private static byte[] Packed(params string[] lines)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Concat(lines)));
        }

        return packed.ToArray();
    }
}
