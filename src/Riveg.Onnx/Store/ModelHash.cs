using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;

namespace Riveg.Onnx.Store;

/// <summary>
/// The hash that names a model in provenance: the file's SHA-256, or for several files that of their hashes, one a line, in the order
/// given. Weights that lie beside a network (<c>model.onnx.data</c>, <c>model.onnx_data</c>) count as files behind it.
/// </summary>
internal static class ModelHash
{
    public static string Of(IReadOnlyList<string> paths)
    {
        var hashes = paths.SelectMany(WithWeights).Select(Compute).ToList();
        return hashes.Count == 1
            ? hashes[0]
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', hashes))));
    }

    private static IEnumerable<string> WithWeights(string path)
    {
        var name = Path.GetFileName(path);
        return name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
            ? [path, .. Directory.GetFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, name + "*")
                .Where(f => Path.GetFileName(f).AsSpan(name.Length) is ['.' or '_', 'd', 'a', 't', 'a', ..])
                .Order(StringComparer.Ordinal)]
            : [path];
    }

    /// <summary>What a model that <c>riveg models convert</c> made is, by content.</summary>
    /// <exception cref="InvalidDataException">The folder holds no such model, or a file of it cannot be read.</exception>
    public static ModelProvenance OfConverted(string folder)
    {
        try
        {
            return ModelProvenance.Of(folder);
        }
        catch (CheckpointException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Reads, and says how: from start to end.")]
    private static string Compute(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
