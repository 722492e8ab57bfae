namespace Riveg.Formats;

/// <summary>
/// Gives packed data to an unpacker that does not say whether it is satisfied: behind the last byte comes one more that no gzip member
/// begins with. An unpacker that is in the middle of a member takes it and asks again; one that is done leaves it alone, as it does zeros
/// behind the last member.
/// </summary>
internal sealed class PackedInput(Stream packed) : ReadOnlyStream
{
    // What an unpacker leaves alone lies within its last piece, so that pieces are small; a member's last byte is no such one.
    private const int MostBytes = 256;
    private const byte EndMark = 0xFE;

    private byte last;

    /// <summary>Whether all data were given.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Whether more was asked for behind the end.</summary>
    public bool IsTooShort { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var piece = buffer[..Math.Min(buffer.Length, MostBytes)];
        return Pass(IsAtEnd ? 0 : packed.Read(piece), piece);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var piece = buffer[..Math.Min(buffer.Length, MostBytes)];
        return Pass(IsAtEnd ? 0 : await packed.ReadAsync(piece, cancellationToken).ConfigureAwait(false), piece.Span);
    }

    /// <summary>Whether something other than zeros, with which tapes are filled up, stands behind the last member.</summary>
    public bool GoesOn()
    {
        Span<byte> rest = stackalloc byte[MostBytes];
        while (!IsAtEnd && last == 0)
        {
            var count = packed.Read(rest);
            IsAtEnd = count == 0;
            last = rest[..count].ContainsAnyExcept((byte)0) ? (byte)1 : (byte)0;
        }

        return !IsAtEnd;
    }

    /// <inheritdoc cref="GoesOn" />
    public async ValueTask<bool> GoesOnAsync(CancellationToken cancellationToken)
    {
        var rest = new byte[MostBytes];
        while (!IsAtEnd && last == 0)
        {
            var count = await packed.ReadAsync(rest, cancellationToken).ConfigureAwait(false);
            IsAtEnd = count == 0;
            last = rest.AsSpan(0, count).ContainsAnyExcept((byte)0) ? (byte)1 : (byte)0;
        }

        return !IsAtEnd;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            packed.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Pass(int count, Span<byte> piece)
    {
        if (count > 0)
        {
            last = piece[count - 1];
            return count;
        }

        if (piece.IsEmpty)
        {
            return 0;
        }

        IsTooShort = IsAtEnd;
        IsAtEnd = true;
        piece[0] = EndMark;
        return IsTooShort ? 0 : 1;
    }
}
