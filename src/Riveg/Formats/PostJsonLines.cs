using System.Runtime.CompilerServices;
using Riveg.Posts;

namespace Riveg.Formats;

/// <summary>
/// Reads posts from JSON lines: <c>{"id","text","image":{"path"}}</c>, and optionally <c>"tokens":[[start,end],...]</c> (half open),
/// <c>"knowledge":"..."</c> and <c>"captions":["..."]</c>. A stream that begins with <c>[</c> is read as a JSON array; gzip is unpacked.
/// What cannot be read becomes a post with a <see cref="Post.ReadError"/>.
/// </summary>
public sealed class PostJsonLines
{
    private readonly PostReadOptions options;

    /// <summary>Makes a reader; it may read several streams, one after the other.</summary>
    /// <param name="sourceName">Names the source in messages.</param>
    /// <param name="imageFolders">
    /// Where relative picture paths start; the first folder that has the picture wins. The current folder if null.
    /// </param>
    public PostJsonLines(string sourceName = "posts", IReadOnlyList<string>? imageFolders = null)
        : this(new PostReadOptions { SourceName = sourceName, ImageFolders = imageFolders ?? [] })
    {
    }

    internal PostJsonLines(PostReadOptions options) => this.options = options;

    /// <summary>Reads one post after the other; memory stays flat.</summary>
    /// <param name="stream">UTF-8; stays open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The posts in their order; one that cannot be read says why (<see cref="Post.ReadError"/>).</returns>
    public async IAsyncEnumerable<Post> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var fields = new PostFields(options.Warn);
        await foreach (var post in JsonItems.ReadAsync(stream, new PostJsonParser(options, fields), cancellationToken)
            .ConfigureAwait(false))
        {
            yield return post;
        }

        fields.Complete(options.SourceName);
    }
}
