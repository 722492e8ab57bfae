using System.Runtime.CompilerServices;
using System.Text.Json;
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
    /// <param name="options">How posts are read; the defaults if null.</param>
    public PostJsonLines(PostReadOptions? options = null) => this.options = options ?? new PostReadOptions();

    /// <summary>Reads one post after the other; memory stays flat.</summary>
    /// <param name="stream">UTF-8; stays open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<Post> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var fields = new PostFields(options.Warn);
        var parser = new PostJsonParser(options, fields);
        var posts = ReadAsync(stream, parser, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var end = posts.ConfigureAwait(false);
        Post? broken = null;
        for (var number = 1; broken is null; number++)
        {
            try
            {
                if (!await posts.MoveNextAsync().ConfigureAwait(false))
                {
                    break;
                }
            }
            catch (IOException exception) when (exception.InnerException is InvalidDataException)
            {
                broken = parser.BrokenArchive(number);
            }

            yield return broken ?? posts.Current;
        }

        fields.Complete(options.SourceName);
    }

    private async IAsyncEnumerable<Post> ReadAsync(Stream stream, PostJsonParser parser, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var unpacked = await InputStream.OpenAsync(stream, leaveOpen: true, cancellationToken).ConfigureAwait(false);
        var head = await ReadHeadAsync(unpacked, cancellationToken).ConfigureAwait(false);
        using var content = new HeadedStream(head, unpacked, leaveOpen: true);
        var posts = BeginsArray(head) ? ReadArrayAsync(content, parser, cancellationToken) : ReadLinesAsync(content, parser, cancellationToken);
        await foreach (var post in posts.ConfigureAwait(false))
        {
            yield return post;
        }
    }

    // As much as it takes to see the first line, or a good part of it; what is read here is given back.
    private static async ValueTask<byte[]> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[4096];
        var count = 0;
        while (count < head.Length && !IsEnough(head.AsSpan(0, count).TrimStart(" \t\r\n"u8))
            && await stream.ReadAsync(head.AsMemory(count), cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            count += read;
        }

        return head[..count];
    }

    private static bool IsEnough(ReadOnlySpan<byte> text) =>
        text.IndexOf((byte)'\n') is var end and >= 0 && (text[0] != '[' || !text[end..].Trim(" \t\r\n"u8).IsEmpty);

    // A first line that is an array without objects, with more behind it, is a bad one of JSON lines.
    private static bool BeginsArray(byte[] head)
    {
        var text = head.AsMemory().TrimStart(" \t\r\n"u8);
        var end = text.Span.IndexOf((byte)'\n');
        return text.Length > 0 && text.Span[0] == '[' && (end < 0 || text.Span[end..].Trim(" \t\r\n"u8).IsEmpty || !IsArrayWithoutObjects(text[..end]));
    }

    private static bool IsArrayWithoutObjects(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return !document.RootElement.EnumerateArray().Any(e => e.ValueKind == JsonValueKind.Object);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async IAsyncEnumerable<Post> ReadLinesAsync(Stream content, PostJsonParser parser, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new Utf8LineReader(content);
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                yield return parser.ParseLine(line, lines.Number);
            }
        }
    }

    // Past broken JSON there is nothing to go on with: what a comma or a brace means is lost.
    private async IAsyncEnumerable<Post> ReadArrayAsync(Stream content, PostJsonParser parser, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var values = JsonSerializer.DeserializeAsyncEnumerable(content, PostJsonContext.Default.JsonElement, cancellationToken);
        var next = values.GetAsyncEnumerator(cancellationToken);
        await using var end = next.ConfigureAwait(false);
        for (var number = 1; ; number++)
        {
            Post? broken = null;
            try
            {
                if (!await next.MoveNextAsync().ConfigureAwait(false))
                {
                    yield break;
                }
            }
            catch (JsonException exception)
            {
                broken = parser.Broken(number, exception);
            }

            yield return broken ?? parser.ParseElement(next.Current, number);
            if (broken is not null)
            {
                yield break;
            }
        }
    }
}
