using System.Collections.Immutable;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Conversion;

/// <summary>
/// What a converted model is, by content: one hash over everything that decides its answers. <c>model.json</c> states labels, CRF and
/// settings, and lists every other file with its SHA-256, so its own hash stands for all of them and no large file is read again.
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
    /// Names a converted model. A file counts as what it was when its length and its time are the listed ones. Any other (a copied folder
    /// may have such) is read and hashed; the times of those that are unchanged are listed in <c>model.json</c> where it can be written, so
    /// that this happens once. A model of an older Riveg lists no files and is hashed as a whole, or no times and is read once.
    /// </summary>
    /// <param name="folder">The model's folder.</param>
    /// <exception cref="CheckpointException">The folder holds no converted model, or a file of it cannot be read.</exception>
    public static ModelProvenance Of(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var description = ModelDescription.Load(folder);
        try
        {
            return description.Files is null
                ? new ModelProvenance(
                    ConvertedFile.Join([description.Hash(), .. Deciding(folder, description).Select(f => ConvertedFile.HashOf(f))]), [])
                : OfListed(folder, description);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{folder}: a file of the model cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Names a model none of whose files can have changed, such as one inside a package.</summary>
    internal static ModelProvenance Of(ModelDescription description) => new(ConvertedFile.Join([description.Hash()]), []);

    private static ModelProvenance OfListed(string folder, ModelDescription description)
    {
        var changed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var unchanged = new Dictionary<ConvertedFile, DateTimeOffset>();
        foreach (var file in description.Files!)
        {
            if (Path.GetFileName(file.Name) != file.Name || file.Name.Length == 0)
            {
                throw new CheckpointException(
                    $"{Path.Combine(folder, ModelDescription.FileName)}: lists '{file.Name}', which is no file of the folder; "
                    + "convert the model again.");
            }

            var found = new FileInfo(Path.Combine(folder, file.Name));
            if (!found.Exists)
            {
                changed[file.Name] = Missing;
                continue;
            }

            found = found.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? found;

            // Before the file is read: whoever changes it meanwhile gives it another time.
            var written = ConvertedFile.TimeOf(found);
            if (found.Length == file.Bytes && written == file.Written)
            {
                continue;
            }

            var hash = ConvertedFile.HashOf(found.FullName);
            if (hash == file.Sha256)
            {
                unchanged[file] = written;
            }
            else
            {
                changed[file.Name] = hash;
            }
        }

        foreach (var added in Deciding(folder, description).Where(f => !description.Files!.Any(l => l.Name == Path.GetFileName(f))))
        {
            changed[Path.GetFileName(added)] = ConvertedFile.HashOf(added);
        }

        if (unchanged.Count > 0)
        {
            Confirm(folder, unchanged);
        }

        return new ModelProvenance(
            ConvertedFile.Join([description.Hash(), .. changed.Select(c => $"{c.Value} {c.Key}")]), [.. changed.Keys]);
    }

    /// <summary>
    /// The files that answers depend on: networks with their weights, the tokenizer's, and the words that a tagger knows.
    /// </summary>
    private static IEnumerable<string> Deciding(string folder, ModelDescription description)
    {
        IReadOnlyList<string> others = description.Tagger is null
            ? description.Text?.TokenizerFiles ?? description.Ofa?.TokenizerFiles ?? []
            : [TaggerDescription.VectorsFile, TaggerDescription.ClustersFile];
        return Directory.GetFiles(folder)
            .Where(f => Path.GetFileName(f) is var name
                && (name.EndsWith(".onnx", StringComparison.Ordinal) || name.EndsWith(".onnx.data", StringComparison.Ordinal)
                    || others.Contains(name)))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>
    /// Lists the times of files that were read. The description is the one of now: another program may have written it meanwhile. A folder
    /// that cannot be written is read again the next time.
    /// </summary>
    private static void Confirm(string folder, Dictionary<ConvertedFile, DateTimeOffset> unchanged)
    {
        try
        {
            var description = ModelDescription.Load(folder);
            var files = description.Files?
                .Select(f => unchanged.TryGetValue(f, out var written) ? f with { Written = written } : f)
                .ToList();
            (description with { Files = files }).Replace(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CheckpointException)
        {
            // Nothing is lost but time.
        }
    }
}
