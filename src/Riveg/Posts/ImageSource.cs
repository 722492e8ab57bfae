using System.Runtime.InteropServices;

namespace Riveg.Posts;

/// <summary>
/// Where a post's picture comes from. Nothing is read before <see cref="OpenReadAsync"/>. Immutable and safe to share between threads.
/// </summary>
/// <example><code source="../../../samples/Riveg.Samples.Programs/AnnotateAddress.cs" region="source"><![CDATA[
/// using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
/// var picture = ImageSource.From(address.AbsoluteUri, async token => await http.GetStreamAsync(address, token));
/// var result = await riveg.AnnotateAsync("Adele lights up the O2 Arena in London tonight", picture);
/// output.WriteLine(result.Image?.Fault?.Message ?? $"looked at {result.Image?.Size}");
/// ]]></code></example>
public abstract class ImageSource
{
    /// <summary>Names the picture in messages and outputs: the path as it was given, or the name of the bytes.</summary>
    public abstract string Name { get; }

    /// <summary>The file's path, for a picture in a file; null for any other.</summary>
    public virtual string? FilePath => null;

    /// <summary>How many bytes the encoded picture has; null where only its end tells, as for most answers over a network.</summary>
    /// <returns>Null where it is not known before the end.</returns>
    /// <exception cref="IOException">The file cannot be reached.</exception>
    public virtual long? GetLength() => null;

    /// <summary>Opens the encoded picture, once for each post that has it.</summary>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The caller disposes of it; it is read to its end, or to the limit of <see cref="ImageLimits.MaxBytes"/>.</returns>
    /// <exception cref="IOException">The file cannot be opened. Whatever else is thrown is a picture that cannot be read, too.</exception>
    public abstract ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken = default);

    /// <summary>A picture from anywhere: an address, a blob, a stream.</summary>
    /// <param name="name">Names the picture in messages and outputs.</param>
    /// <param name="open">
    /// Opens the encoded picture when its post's turn has come; called once for each post that has the source, by several threads at once.
    /// </param>
    /// <returns>The source; nothing is opened yet.</returns>
    public static ImageSource From(string name, Func<CancellationToken, ValueTask<Stream>> open)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(open);
        return new OpenedSource(name, open);
    }

    /// <summary>A picture in a file.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="name">How messages and outputs name it; the path if null.</param>
    /// <returns>The source; the file need not be there yet.</returns>
    public static ImageSource FromFile(string path, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileSource(path, name ?? path);
    }

    /// <summary>An encoded picture in memory (the content of a JPEG, PNG, ... file).</summary>
    /// <param name="encoded">The file's content; not copied, so leave it unchanged.</param>
    /// <param name="name">Names the picture in messages and outputs.</param>
    /// <returns>The source.</returns>
    public static ImageSource FromBytes(ReadOnlyMemory<byte> encoded, string name = "memory") => new MemorySource(encoded, name);

    /// <summary>
    /// A picture that exists and cannot be seen, such as those of a data set whose pictures are not at hand: stages guess from the text
    /// where it would show its entities. A post without any picture has none (null), and then no entity is in it.
    /// </summary>
    /// <param name="name">How outputs name it.</param>
    /// <returns>A source that nothing can be read from.</returns>
    public static ImageSource Unseen(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new UnseenSource(name);
    }

    /// <summary>Whether this is a picture of <see cref="Unseen"/>.</summary>
    public bool IsUnseen => this is UnseenSource;

    private sealed class UnseenSource(string name) : ImageSource
    {
        public override string Name => name;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken = default) =>
            throw new FileNotFoundException($"The picture {name} is not at hand.");
    }

    private sealed class OpenedSource(string name, Func<CancellationToken, ValueTask<Stream>> open) : ImageSource
    {
        public override string Name => name;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken = default) => open(cancellationToken);
    }

    private sealed class FileSource(string path, string name) : ImageSource
    {
        public override string Name => name;

        public override string? FilePath => path;

        public override long? GetLength() => new FileInfo(path).Length;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken = default) => new(File.OpenRead(path));
    }

    private sealed class MemorySource(ReadOnlyMemory<byte> encoded, string name) : ImageSource
    {
        public override string Name => name;

        public override long? GetLength() => encoded.Length;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken = default) =>
            new(MemoryMarshal.TryGetArray(encoded, out var array)
                ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
                : new MemoryStream(encoded.ToArray(), writable: false));
    }
}
