using System.Collections.Immutable;
using System.Security.Cryptography;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Conversion;

/// <summary>
/// What a converted model is, by content: one hash over everything that decides its answers. <c>model.json</c> states labels, CRF and settings,
/// and lists every other file with its SHA-256, so its own hash stands for all of them and no large file is read again.
/// </summary>
/// <param name="Sha256">In lower-case hexadecimal digits.</param>
/// <param name="Changed">
/// The files that are no longer what was converted, sorted; their hashes of today are in <paramref name="Sha256"/>. Empty where all are.
/// </param>
public sealed record ModelProvenance(string Sha256, IReadOnlyList<string> Changed)
{
    private const string Missing = "missing";

    /// <summary>What a stage's provenance says beside the hash: <c>changedFiles</c>, the changed files; empty where none is.</summary>
    public IReadOnlyDictionary<string, string> Details => Changed.Count == 0
        ? ImmutableDictionary<string, string>.Empty
        : new Dictionary<string, string> { ["changedFiles"] = string.Join(", ", Changed) };

    /// <summary>
    /// Names a converted model. A file counts as what it was when its length is the listed one and it is not later than <c>model.json</c>,
    /// which is written last. One that is later (a copied folder has such) is read and hashed; if it is unchanged, <c>model.json</c> gets its
    /// time where it can be written, so that this happens once. A model of an older Riveg lists nothing and is hashed as a whole.
    /// </summary>
    /// <param name="folder">The model's folder.</param>
    /// <exception cref="CheckpointException">The folder holds no converted model, or a file of it cannot be read.</exception>
    public static ModelProvenance Of(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var description = ModelDescription.Load(folder);
        var path = Path.Combine(folder, ModelDescription.FileName);
        try
        {
            var own = Convert.ToHexStringLower(SHA256.HashData(SmallFile.ReadAllBytes(path)));
            return description.Files is null
                ? new ModelProvenance(ConvertedFile.Join([own, .. Deciding(folder, description).Select(f => ConvertedFile.HashOf(f))]), [])
                : OfListed(folder, path, own, description);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{folder}: a file of the model cannot be read: {e.Message}", e);
        }
    }

    private static ModelProvenance OfListed(string folder, string path, string own, ModelDescription description)
    {
        var written = File.GetLastWriteTimeUtc(path);
        var latest = written;
        var changed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in description.Files!)
        {
            if (Path.GetFileName(file.Name) != file.Name || file.Name.Length == 0)
            {
                throw new CheckpointException($"{path}: lists '{file.Name}', which is no file of the folder; convert the model again.");
            }

            var found = new FileInfo(Path.Combine(folder, file.Name));
            if (!found.Exists)
            {
                changed[file.Name] = Missing;
                continue;
            }

            found = found.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? found;
            if (found.Length != file.Bytes || found.LastWriteTimeUtc > written)
            {
                latest = found.LastWriteTimeUtc > latest ? found.LastWriteTimeUtc : latest;
                var hash = ConvertedFile.HashOf(found.FullName);
                if (hash != file.Sha256)
                {
                    changed[file.Name] = hash;
                }
            }
        }

        foreach (var added in Deciding(folder, description).Where(f => !description.Files!.Any(l => l.Name == Path.GetFileName(f))))
        {
            changed[Path.GetFileName(added)] = ConvertedFile.HashOf(added);
        }

        if (latest > written && changed.Count == 0)
        {
            Confirm(path, latest);
        }

        return new ModelProvenance(ConvertedFile.Join([own, .. changed.Select(c => $"{c.Value} {c.Key}")]), [.. changed.Keys]);
    }

    /// <summary>The files that answers depend on: networks with their weights, and the tokenizer's.</summary>
    private static IEnumerable<string> Deciding(string folder, ModelDescription description)
    {
        var tokenizer = description.Text?.TokenizerFiles ?? description.Ofa?.TokenizerFiles ?? [];
        return Directory.GetFiles(folder)
            .Where(f => Path.GetFileName(f) is var name
                && (name.EndsWith(".onnx", StringComparison.Ordinal) || name.EndsWith(".onnx.data", StringComparison.Ordinal)
                    || tokenizer.Contains(name)))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>A folder that cannot be written is read again the next time.</summary>
    private static void Confirm(string path, DateTime latest)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, latest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is lost but time.
        }
    }
}
