using System.Security.Cryptography;
using System.Text;

namespace Riveg.Networks.Conversion;

/// <summary>A file of a converted model as it was when it was written.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal digits.</param>
public sealed record ConvertedFile(string Name, long Bytes, string Sha256)
{
    /// <summary>
    /// When it was last written, as the file system says; null in models that an older Riveg converted. A file of this time and length
    /// counts as the one whose hash is known.
    /// </summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>Every file of a folder, sorted by name.</summary>
    internal static IReadOnlyList<ConvertedFile> In(string folder, CancellationToken cancellationToken) => [.. Directory.GetFiles(folder)
        .Order(StringComparer.Ordinal)
        .Select(f => new FileInfo(f))
        .Select(f => new ConvertedFile(f.Name, f.Length, HashOf(f.FullName, cancellationToken)) { Written = TimeOf(f) })];

    /// <summary>When a file was last written.</summary>
    internal static DateTimeOffset TimeOf(FileInfo file) => new(file.LastWriteTimeUtc);

    /// <summary>A file's SHA-256 in lower-case hexadecimal digits.</summary>
    internal static string HashOf(string path, CancellationToken cancellationToken = default)
    {
        using var stream = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (var count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>One hash for several: that of one, or of all of them, one a line, in the order given.</summary>
    internal static string Join(IReadOnlyList<string> hashes) => hashes.Count == 1
        ? hashes[0]
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', hashes))));
}
