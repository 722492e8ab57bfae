using Riveg.Formats;

namespace Riveg.Service.Assistants;

/// <summary>
/// What comes in of a conversation. It ends when its source does or when it is to stop, behind the answers to what came before.
/// </summary>
internal sealed class RequestStream : ReadOnlyStream
{
    private readonly Stream source;
    private readonly OpenRequests open;
    private readonly LineTap tap;
    private readonly TimeSpan patience;
    private readonly CancellationToken stop;

    // Its own: a reading that is given up may still write into it.
    private readonly byte[] content = new byte[1 << 16];
    private bool isAtEnd;

    /// <param name="source">Requests, a line each; stays the caller's.</param>
    /// <param name="open">Takes note of them.</param>
    /// <param name="longest">The longest in bytes.</param>
    /// <param name="patience">How long answers are waited for at the end.</param>
    /// <param name="stop">Ends it.</param>
    public RequestStream(Stream source, OpenRequests open, long longest, TimeSpan patience, CancellationToken stop)
    {
        (this.source, this.open, this.patience, this.stop) = (source, open, patience, stop);
        tap = new LineTap(open.Came, longest);
    }

    /// <summary>Whether it ended at a request that is too long.</summary>
    public bool IsTooLong { get; private set; }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!isAtEnd)
        {
            var count = await ReadSourceAsync(buffer.Length, cancellationToken).ConfigureAwait(false);
            IsTooLong = !tap.Pass(content.AsSpan(0, count));
            if (count > 0 && !IsTooLong)
            {
                content.AsSpan(0, count).CopyTo(buffer.Span);
                return count;
            }

            isAtEnd = true;
            await WaitForAnswersAsync(cancellationToken).ConfigureAwait(false);
        }

        return 0;
    }

    /// <inheritdoc />
    public override int Read(Span<byte> buffer) => throw new NotSupportedException("The conversation is read asynchronously.");

    // The console's input blocks, and heeds no token.
    private async Task<int> ReadSourceAsync(int most, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop);
        try
        {
            var part = content.AsMemory(0, Math.Min(most, content.Length));
            return await Task.Run(() => source.ReadAsync(part, either.Token).AsTask(), either.Token).WaitAsync(either.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }

    private async Task WaitForAnswersAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            await open.WhenAnsweredAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody answers any more.
        }
    }
}
