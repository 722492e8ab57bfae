using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Riveg.Onnx.Store;

/// <summary>
/// The hash that names a model in provenance: the file's SHA-256, or for several files that of their hashes, one a line, in the order
/// given.
/// </summary>
internal static class ModelHash
{
    public static string Of(IReadOnlyList<string> paths)
    {
        var hashes = paths.Select(Compute).ToList();
        return hashes.Count == 1
            ? hashes[0]
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', hashes))));
    }

    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Reads, and says how: from start to end.")]
    private static string Compute(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
