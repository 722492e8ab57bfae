using System.IO.Compression;

namespace Riveg.Formats;

/// <summary>
/// Unpacks gzip, several members one after the other too. Broken data are a fault of the file as any other, where .NET has an exception
/// that no reader expects; and so is an end before the last member's, which .NET takes for the end of the content.
/// </summary>
/// <param name="packed">The data; disposed of with this.</param>
/// <param name="path">Names the file in messages; null where it has no name.</param>
internal sealed class SoundGzip(PackedInput packed, string? path) : ReadOnlyStream
{
    private readonly GZipStream gzip = new(packed, CompressionMode.Decompress);

    public override int Read(Span<byte> buffer)
    {
        // Nothing is asked for, so that nothing can be concluded.
        if (buffer.IsEmpty)
        {
            return 0;
        }

        try
        {
            var count = Sound(gzip.Read(buffer));
            return count == 0 && packed.GoesOn() ? throw GoesOn() : count;
        }
        catch (InvalidDataException exception)
        {
            throw Broken(exception);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        try
        {
            var count = Sound(await gzip.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
            return count == 0 && await packed.GoesOnAsync(cancellationToken).ConfigureAwait(false) ? throw GoesOn() : count;
        }
        catch (InvalidDataException exception)
        {
            throw Broken(exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    // What is unpacked behind the end of the data is made of the mark there.
    private int Sound(int count) => packed.IsTooShort || (packed.IsAtEnd && count > 0) ? throw TooShort(null) : count;

    private BrokenGzipException Broken(InvalidDataException exception) =>
        packed.IsAtEnd ? TooShort(exception) : new BrokenGzipException("the gzip data are broken", path, exception);

    private BrokenGzipException TooShort(Exception? exception) => new("the gzip data end too early", path, exception);

    private BrokenGzipException GoesOn() => new("behind the gzip data stands something else", path, null);
}

/// <summary>Packed data cannot be unpacked, or not to their end.</summary>
/// <param name="what">What is wrong, without a place.</param>
/// <param name="path">The file; null where it has no name.</param>
/// <param name="innerException">What the unpacker says; null for nothing.</param>
internal sealed class BrokenGzipException(string what, string? path, Exception? innerException)
    : IOException($"{(path is null ? string.Empty : $"{path}: ")}{what}; fetch the file again.", innerException)
{
    /// <summary>What is wrong, without a place.</summary>
    public string What { get; } = what;
}
