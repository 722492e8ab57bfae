using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Riveg.Formats;

/// <summary>Makes something of each JSON value of a file; what cannot be read becomes a value that says so.</summary>
internal interface IJsonItemParser<T>
{
    /// <summary>Reads a line.</summary>
    T ParseLine(ReadOnlyMemory<byte> line, int number);

    /// <summary>Reads an element of an array, or a value that goes over several lines.</summary>
    T ParseElement(JsonElement element, int number);

    /// <summary>A line or an element that is longer than <see cref="Utf8LineReader.MostBytes"/>; what is behind it is read.</summary>
    T TooLong(int number);

    /// <summary>The end of a file that is no JSON from here on.</summary>
    T Broken(int number, JsonException exception);

    /// <summary>The end of a packed file that cannot be unpacked from here on.</summary>
    /// <param name="number">The number of the item that would come next.</param>
    /// <param name="what">What is wrong with the data.</param>
    T BrokenArchive(int number, string what);
}

/// <summary>
/// Reads JSON lines one after the other; memory stays flat. A stream that begins with <c>[</c> is read as a JSON array; gzip is unpacked.
/// </summary>
internal static class JsonItems
{
    /// <summary>Reads a stream.</summary>
    /// <param name="stream">In UTF-8, or in UTF-16 with its mark; stays open.</param>
    /// <param name="parser">Makes the items.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Stream stream, IJsonItemParser<T> parser, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var items = ReadSoundAsync(stream, parser, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var end = items.ConfigureAwait(false);
        string? broken = null;
        for (var number = 1; broken is null; number++)
        {
            try
            {
                if (!await items.MoveNextAsync().ConfigureAwait(false))
                {
                    yield break;
                }
            }
            catch (BrokenGzipException exception)
            {
                broken = exception.What;
            }

            yield return broken is null ? items.Current : parser.BrokenArchive(number, broken);
        }
    }

    private static async IAsyncEnumerable<T> ReadSoundAsync<T>(
        Stream stream, IJsonItemParser<T> parser, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var unpacked = await InputStream.OpenAsync(stream, leaveOpen: true, cancellationToken).ConfigureAwait(false);
        var head = await ReadHeadAsync(unpacked, cancellationToken).ConfigureAwait(false);
        using var content = new HeadedStream(head, unpacked, leaveOpen: true);
        var items = BeginsArray(head)
            ? ReadArrayAsync(content, parser, cancellationToken)
            : ReadLinesAsync(content, parser, cancellationToken);
        await foreach (var item in items.ConfigureAwait(false))
        {
            yield return item;
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
        return text.Length > 0
            && text.Span[0] == '['
            && (end < 0 || text.Span[end..].Trim(" \t\r\n"u8).IsEmpty || !IsArrayWithoutObjects(text[..end]));
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

    private static async IAsyncEnumerable<T> ReadLinesAsync<T>(
        Stream content, IJsonItemParser<T> parser, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new Utf8LineReader(content);
        while (true)
        {
            var isTooLong = false;
            ReadOnlyMemory<byte>? next = null;
            try
            {
                next = await lines.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (LongLineException)
            {
                isTooLong = true;
            }

            if (isTooLong)
            {
                await lines.SkipAsync(cancellationToken).ConfigureAwait(false);
                yield return parser.TooLong(lines.Number);
            }
            else if (next is not { } line)
            {
                yield break;
            }
            else if (!line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                yield return parser.ParseLine(line, lines.Number);
            }
        }
    }

    // Past broken JSON there is nothing to go on with: what a comma or a brace means is lost.
    private static async IAsyncEnumerable<T> ReadArrayAsync<T>(
        Stream content, IJsonItemParser<T> parser, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var elements = new JsonArrayReader(content);
        for (var number = 1; ; number++)
        {
            JsonException? broken = null;
            ReadOnlyMemory<byte>? element = null;
            try
            {
                element = await elements.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (JsonException exception)
            {
                broken = exception;
            }

            if (broken is not null)
            {
                yield return parser.Broken(number, broken);
            }
            else if (element is { } bytes)
            {
                yield return bytes.Length > Utf8LineReader.MostBytes ? parser.TooLong(number) : ParseElement(bytes, parser, number);
            }

            if (element is null)
            {
                yield break;
            }
        }
    }

    private static T ParseElement<T>(ReadOnlyMemory<byte> element, IJsonItemParser<T> parser, int number)
    {
        using var document = JsonDocument.Parse(element);
        return parser.ParseElement(document.RootElement, number);
    }
}
