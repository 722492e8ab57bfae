using System.Globalization;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Faults;
using Riveg.Onnx.Diagnosis;
using Riveg.Onnx.Store;
using Riveg.Profiles;

namespace Riveg.Cli.Commands;

/// <summary>Brings models into the store, and says on standard error what is fetched: before and after.</summary>
/// <param name="store">The store; it stays the caller's.</param>
/// <param name="asked">What was asked for: models and profiles, as they are typed.</param>
internal sealed class ModelPull(ModelStore store, IReadOnlyList<string> asked)
{
    private string FromFolder => $"'riveg models pull {string.Join(' ', asked)} --from DIR'";

    /// <summary>The models of the manifest that a name means: itself, or those that a profile of that name needs.</summary>
    /// <param name="name">The name.</param>
    /// <param name="catalog">Knows the profiles.</param>
    /// <param name="store">Knows the models.</param>
    /// <exception cref="UsageException">There is neither a model nor a profile of that name.</exception>
    /// <exception cref="StageUnavailableException">It belongs inside the program, and this build does not have it.</exception>
    public static IReadOnlyList<string> ModelsOf(string name, StageCatalog catalog, ModelStore store)
    {
        if (PackagedModel.Find(name) is { } packaged)
        {
            packaged.RequirePresent();
            return [];
        }

        if (store.Manifest.Contains(name))
        {
            return [store.Manifest.Get(name).Name];
        }

        return catalog.ProfileNames.Contains(name) || Path.Exists(name)
            ? ModelsOf(catalog.LoadProfile(name), catalog, store)
            : throw new UsageException(
                $"'{name}' is neither a model of 'riveg models list' nor a profile of 'riveg profile list'; known are "
                + $"{string.Join(", ", catalog.ProfileNames.Concat(store.Manifest.Models.Select(m => m.Name)))}.");
    }

    /// <summary>The models of the manifest that a profile needs, each once, and what their conversion needs.</summary>
    public static IReadOnlyList<string> ModelsOf(Profile profile, StageCatalog catalog, ModelStore store) =>
    [
        .. OnnxDiagnosis.Models(profile, catalog, store).Select(n => n.Model).Where(store.Manifest.Contains)
            .Select(store.Manifest.Get).SelectMany(m => m.Tokenizer is { } tokenizer ? new[] { m.Name, tokenizer } : [m.Name]).Distinct(),
    ];

    /// <summary>Fetches what is missing.</summary>
    /// <param name="names">The models.</param>
    /// <param name="cancellationToken">Ends the download; the next call goes on from there.</param>
    /// <returns>All of the models.</returns>
    /// <exception cref="ModelStoreException">A model cannot be fetched; the message says how to do without a network.</exception>
    public async Task<IReadOnlyList<StoredModel>> FetchAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var missing = await MissingAsync(names, cancellationToken);
        if (missing.Count > 0 && store.IsOffline)
        {
            throw new ModelStoreException(
                $"HF_HUB_OFFLINE forbids fetching {Names(missing)}{InParentheses(TotalSize(missing))}; unset it, or run {FromFolder}.");
        }

        // Said when the first bytes are on their way: of what cannot be reached there is one line, why.
        var line = new DownloadLine($"fetching {Words(missing)}.");
        var models = new List<StoredModel>();
        foreach (var name in names)
        {
            models.Add(await PullAsync(name, missing, line, cancellationToken));
        }

        Tell(missing);
        return models;
    }

    /// <summary>Takes what is missing from a folder, or all below it.</summary>
    /// <param name="names">The models.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>All of the models.</returns>
    /// <exception cref="ModelStoreException">The folder lacks files; what it has of whole models is in the store all the same.</exception>
    public async Task<IReadOnlyList<StoredModel>> ImportAsync(
        IReadOnlyList<string> names, string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"There is no folder {folder} for --from.");
        }

        // A model that is asked for by its own name is taken anew.
        var named = asked.Where(store.Manifest.Contains).Select(n => store.Manifest.Get(n).Name).ToHashSet();
        var missing = named.Select(store.Find)
            .Concat(await MissingAsync([.. names.Where(n => !named.Contains(n))], cancellationToken)).ToList();
        if (missing.Count > 0)
        {
            StandardStreams.Say($"taking {Words(missing)} from {folder}.");
        }

        var faults = new List<string>();
        foreach (var model in missing)
        {
            try
            {
                await store.ImportAsync(model.Entry.Name, folder, cancellationToken);
            }
            catch (ModelStoreException e)
            {
                faults.Add(e.Message);
            }
        }

        if (faults.Count > 0)
        {
            throw new ModelStoreException(string.Join(" ", faults));
        }

        Tell(missing);
        var models = new List<StoredModel>();
        foreach (var name in names)
        {
            models.Add(await store.ResolveAsync(name, cancellationToken));
        }

        return models;
    }

    private async Task<StoredModel> PullAsync(
        string name, IReadOnlyList<StoredModel> missing, DownloadLine line, CancellationToken cancellationToken)
    {
        try
        {
            return await store.PullAsync(name, line, cancellationToken);
        }
        catch (ModelStoreException e) when (e.Unreachable is { } unreachable)
        {
            var left = missing.SkipWhile(m => m.Entry.Name != name).ToList();
            throw new ModelStoreException(
                $"{Names(left)}{InParentheses(TotalSize(left))} cannot be fetched, for {unreachable}; "
                + $"check the network or the proxy, or run {FromFolder}.",
                e);
        }
    }

    private async Task<IReadOnlyList<StoredModel>> MissingAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var missing = new List<StoredModel>();
        foreach (var name in names)
        {
            var model = await store.CheckAsync(name, cancellationToken);
            if (!model.IsUsable)
            {
                missing.Add(model);
            }
        }

        return missing;
    }

    private static void Tell(IReadOnlyList<StoredModel> fetched)
    {
        if (fetched.Count > 0)
        {
            var hashes = fetched.All(m => m.Entry.Files.All(f => f.Sha256 is not null))
                ? "the hashes are the expected ones"
                : "hashes that were not known are recorded";
            StandardStreams.Say($"{Words(fetched)} {(fetched.Count > 1 ? "are" : "is")} in the store; {hashes}.");
        }
    }

    private static string Names(IReadOnlyList<StoredModel> models) => string.Join(", ", models.Select(m => m.Entry.Name));

    private static string Words(IReadOnlyList<StoredModel> models)
    {
        var list = string.Join(", ", models.Select(Words));
        return models.Count == 1 ? list : $"{models.Count} models{(TotalSize(models) is { } size ? $" of {size}" : string.Empty)}: {list}";
    }

    private static string Words(StoredModel model)
    {
        var author = model.Entry.Author is { } name ? $", by {name}" : string.Empty;
        return $"{model.Entry.Name} ({(model.Entry.Size is { } size ? Size(size) : "unknown size")}, {model.Entry.License}{author})";
    }

    private static string? TotalSize(IReadOnlyList<StoredModel> models) =>
        models.All(m => m.Entry.Size is not null) ? Size(models.Sum(m => m.Entry.Size!.Value)) : null;

    private static string InParentheses(string? text) => text is null ? string.Empty : $" ({text})";

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB");
}
