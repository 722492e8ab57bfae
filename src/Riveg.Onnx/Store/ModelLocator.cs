using Riveg.Faults;

namespace Riveg.Onnx.Store;

/// <summary>
/// Finds the folder or file that a profile means by a model: a path, or a converted model in the store's folder <c>converted</c>, or a
/// model of the manifest that runs as it is.
/// </summary>
public sealed class ModelLocator
{
    private readonly ModelStore store;

    /// <summary>Makes a locator over a store.</summary>
    public ModelLocator(ModelStore store) => this.store = store ?? throw new ArgumentNullException(nameof(store));

    /// <summary>Where a model is, checked against its hashes where it comes from the manifest.</summary>
    /// <param name="model">A path, or a name.</param>
    /// <param name="baseFolder">Where relative paths start.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The model's folder; its file where it is one file alone.</returns>
    /// <exception cref="StageUnavailableException">It is nowhere; the message names the command that brings it.</exception>
    /// <exception cref="ModelStoreException">It is damaged.</exception>
    public async ValueTask<string> LocateAsync(string model, string baseFolder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        if (PackagedModel.Find(model) is { } packaged)
        {
            throw new StageUnavailableException(
                $"Model '{packaged.Name}' lies inside the package and has no files; only recognition \"tagger\" runs it.");
        }

        if (LocateOutsideManifest(model, baseFolder) is { } path)
        {
            return path;
        }

        if (MissingReason(model, baseFolder) is { } reason)
        {
            throw new StageUnavailableException(reason);
        }

        return (await store.ResolveAsync(model, cancellationToken).ConfigureAwait(false)).Location!;
    }

    /// <summary>
    /// Whether a model that <see cref="MissingReason"/> misses is one of the manifest: it is to be fetched, where any other name is a
    /// mistake.
    /// </summary>
    /// <param name="model">A path, or a name.</param>
    internal bool IsKnown(string model) => store.Manifest.Contains(model) || store.Manifest.UnreleasedReason(model) is not null;

    /// <summary>What is to be run before a model can be used; null where it is there. Nothing is read but names.</summary>
    /// <param name="model">A path, or a name.</param>
    /// <param name="baseFolder">Where relative paths start.</param>
    public string? MissingReason(string model, string baseFolder)
    {
        if (PackagedModel.Find(model) is { } packaged)
        {
            return packaged.MissingReason;
        }

        if (LocateOutsideManifest(model, baseFolder) is not null)
        {
            return null;
        }

        if (store.Manifest.UnreleasedReason(model) is { } reason)
        {
            return reason;
        }

        var target = store.ConvertedFolder(model);
        if (!store.Manifest.Contains(model))
        {
            return $"There is no model '{model}': neither a file or folder, nor a name of 'riveg models list', "
                + $"nor a converted model in {target}; convert one with 'riveg models convert CHECKPOINT --architecture ARCHITECTURE -o "
                + $"{target}'.";
        }

        var stored = store.Find(model);
        if (stored.Entry.Architecture is not { } architecture)
        {
            return stored.IsUsable ? null : $"Model '{model}' is not in the store; run 'riveg models pull {model}'.";
        }

        var tokenizer = stored.Entry.Tokenizer;
        string[] pulled =
        [
            .. stored.IsUsable ? [] : new[] { model },
            .. tokenizer is null || store.Find(tokenizer).IsUsable ? [] : new[] { tokenizer },
        ];
        var from = stored.IsUsable ? stored.Location : $"\"$(riveg models path {model})\"";
        var convert = $"riveg models convert {from} --architecture {architecture}"
            + $"{(tokenizer is null ? "" : $" --tokenizer {tokenizer}")} -o {target}";
        return $"Model '{model}' is {(stored.IsUsable ? "a checkpoint" : "not in the store")}; run "
            + $"{(pulled.Length > 0 ? $"'riveg models pull {string.Join(' ', pulled)}', then " : "")}'{convert}'.";
    }

    private string? LocateOutsideManifest(string model, string baseFolder)
    {
        if (model.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var path = Path.GetFullPath(model, Path.GetFullPath(baseFolder));
        var converted = store.ConvertedFolder(model);
        return Directory.Exists(converted) ? converted
            : Directory.Exists(path) || File.Exists(path) ? path
            : null;
    }
}
