using System.Runtime.InteropServices;

namespace Riveg.Posts;

/// <summary>
/// Where a post's picture comes from. Nothing is read before <see cref="OpenRead"/>. Immutable and safe to share between threads.
/// </summary>
public abstract class ImageSource
{
    /// <summary>Names the picture in messages and outputs: the path as it was given, or the name of the bytes.</summary>
    public abstract string Name { get; }

    /// <summary>The file's path, for a picture in a file; null for any other.</summary>
    public virtual string? FilePath => null;

    /// <summary>How many bytes the encoded picture has.</summary>
    /// <exception cref="IOException">The file cannot be reached.</exception>
    public abstract long GetLength();

    /// <summary>Opens the encoded picture; the caller disposes the stream.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public abstract Stream OpenRead();

    /// <summary>A picture in a file.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="name">How messages and outputs name it; the path if null.</param>
    public static ImageSource FromFile(string path, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileSource(path, name ?? path);
    }

    /// <summary>An encoded picture in memory (the content of a JPEG, PNG, ... file).</summary>
    public static ImageSource FromBytes(ReadOnlyMemory<byte> encoded, string name = "memory") => new MemorySource(encoded, name);

    /// <summary>
    /// A picture that exists and cannot be seen, such as those of a data set whose pictures are not at hand: stages guess from the text
    /// where it would show its entities. A post without any picture has none (null), and then no entity is in it.
    /// </summary>
    /// <param name="name">How outputs name it.</param>
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

        public override long GetLength() => throw new FileNotFoundException($"The picture {name} is not at hand.");

        public override Stream OpenRead() => throw new FileNotFoundException($"The picture {name} is not at hand.");
    }

    private sealed class FileSource(string path, string name) : ImageSource
    {
        public override string Name => name;

        public override string? FilePath => path;

        public override long GetLength() => new FileInfo(path).Length;

        public override Stream OpenRead() => File.OpenRead(path);
    }

    private sealed class MemorySource(ReadOnlyMemory<byte> encoded, string name) : ImageSource
    {
        public override string Name => name;

        public override long GetLength() => encoded.Length;

        public override Stream OpenRead() => MemoryMarshal.TryGetArray(encoded, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(encoded.ToArray(), writable: false);
    }
}
