using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace Riveg.Server.Api;

/// <summary>A line of a stream.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Content">Without its end; its own memory.</param>
/// <param name="Fault">Why it was not kept; null where it was.</param>
internal sealed record BoundedLine(int Number, ReadOnlyMemory<byte> Content, string? Fault = null);

/// <summary>Splits what a stranger sends into lines that are not longer than a limit, and does not wait for one who says nothing.</summary>
/// <param name="body">What is sent.</param>
/// <param name="longest">How many bytes a line may have; what is behind them is skipped.</param>
/// <param name="idle">How long a line may take to come.</param>
internal sealed class BoundedLines(Stream body, int longest, TimeSpan idle)
{
    private const int BufferSize = 1 << 16;

    /// <summary>Reads one line after the other; empty ones are none, and count for nothing.</summary>
    /// <exception cref="BadHttpRequestException">A line took too long.</exception>
    public async IAsyncEnumerable<BoundedLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        try
        {
            await foreach (var line in ReadAsync(reader, cancellationToken).ConfigureAwait(false))
            {
                yield return line;
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<BoundedLine> ReadAsync(PipeReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0;
        var isTooLong = false;

        // How much of what is left was looked through already: a line of megabytes comes in thousands of pieces.
        var known = 0L;
        var late = new CancellationTokenSource(idle);
        try
        {
            while (true)
            {
                var read = await NextAsync(reader, late, cancellationToken).ConfigureAwait(false);
                var rest = read.Buffer;
                while (rest.Slice(known).PositionOf((byte)'\n') is { } end)
                {
                    number++;
                    var line = isTooLong ? TooLong(number) : Take(number, rest.Slice(0, end));
                    (isTooLong, known) = (false, 0);
                    rest = rest.Slice(rest.GetPosition(1, end));
                    if (!line.Content.IsEmpty)
                    {
                        yield return line;

                        // The time in which the line was answered is not the sender's.
                        late.Dispose();
                        late = new CancellationTokenSource(idle);
                    }
                }

                if (rest.Length > longest)
                {
                    isTooLong = true;
                    rest = rest.Slice(rest.End);
                }

                if (read.IsCompleted)
                {
                    if (isTooLong || rest.Length > 0)
                    {
                        yield return isTooLong ? TooLong(number + 1) : Take(number + 1, rest);
                    }

                    yield break;
                }

                known = rest.Length;
                reader.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            late.Dispose();
        }
    }

    private BoundedLine Take(int number, ReadOnlySequence<byte> line)
    {
        if (line.Length > longest)
        {
            return TooLong(number);
        }

        var content = line.ToArray().AsMemory();
        return new BoundedLine(number, content.Span.EndsWith("\r"u8) ? content[..^1] : content);
    }

    // Something stands in it: an empty line is none.
    private BoundedLine TooLong(int number) =>
        new(number, "?"u8.ToArray(), $"it has more than {longest} bytes; send a smaller picture.");

    private static async ValueTask<ReadResult> NextAsync(
        PipeReader reader, CancellationTokenSource late, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await reader.ReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException("A line took too long to come.", StatusCodes.Status408RequestTimeout, exception);
        }
    }
}
