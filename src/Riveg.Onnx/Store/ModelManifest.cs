using System.Text.Json;
using System.Text.Json.Serialization;

namespace Riveg.Onnx.Store;

/// <summary>The models that Riveg knows by name, and where each lives. Addresses stand here and nowhere else. Immutable.</summary>
public sealed class ModelManifest
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter<ModelHostKind>(JsonNamingPolicy.CamelCase) },
    };

    private readonly Dictionary<string, ModelEntry> byName;

    private readonly UnreleasedModels unreleased;

    private ModelManifest(IReadOnlyDictionary<string, ModelHost> hosts, IReadOnlyList<ModelEntry> models, UnreleasedModels unreleased)
    {
        Hosts = hosts;
        this.unreleased = unreleased;
        Models = models;
        byName = models.ToDictionary(m => m.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The manifest inside this package.</summary>
    public static ModelManifest BuiltIn { get; } = ReadBuiltIn();

    /// <summary>The hosts by the name that entries use.</summary>
    public IReadOnlyDictionary<string, ModelHost> Hosts { get; }

    /// <summary>The models in the manifest's order.</summary>
    public IReadOnlyList<ModelEntry> Models { get; }

    /// <summary>Finds a model by name, ignoring case.</summary>
    /// <exception cref="ArgumentException">No model has that name; the message lists those that there are.</exception>
    public ModelEntry Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return byName.TryGetValue(name, out var entry)
            ? entry
            : throw new ArgumentException($"There is no model named '{name}'; known are {string.Join(", ", Models.Select(m => m.Name))}.");
    }

    /// <summary>Whether a model has that name, ignoring case.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>Why nobody can fetch a model of that name, ignoring case; null where nothing is known against it.</summary>
    internal string? UnreleasedReason(string name) =>
        unreleased.Names.Contains(name, StringComparer.OrdinalIgnoreCase) ? unreleased.Reason : null;

    /// <summary>Reads a manifest from its JSON form.</summary>
    /// <exception cref="FormatException">The JSON is broken or contradicts itself; the message lists every fault.</exception>
    public static ModelManifest Parse(string json)
    {
        try
        {
            var document = JsonSerializer.Deserialize<ManifestDocument>(json, Json)
                ?? throw new FormatException("The model manifest is empty.");
            var faults = Faults(document).ToList();
            return faults.Count == 0
                ? new ModelManifest(document.Hosts, document.Models, document.Unreleased)
                : throw new FormatException($"The model manifest is broken: {string.Join("; ", faults)}.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The model manifest is broken: {e.Message}", e);
        }
    }

    internal ModelManifest With(string hostName, ModelHost host) =>
        new(new Dictionary<string, ModelHost>(Hosts) { [hostName] = host }, Models, unreleased);

    private static IEnumerable<string> Faults(ManifestDocument document)
    {
        foreach (var (name, host) in document.Hosts)
        {
            if (!Uri.TryCreate(host.Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                yield return $"host '{name}' has no absolute address";
            }

            if (!SafeNames.IsFileName(name))
            {
                yield return $"the name of host '{name}' cannot be a file name";
            }
        }

        foreach (var group in document.Models.GroupBy(m => m.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            yield return $"the name '{group.Key}' occurs {group.Count()} times";
        }

        foreach (var fault in document.Models.SelectMany(m => MirrorFaults(m, document.Hosts)))
        {
            yield return fault;
        }

        foreach (var model in document.Models)
        {
            if (!document.Hosts.ContainsKey(model.Host))
            {
                yield return $"model '{model.Name}' names the unknown host '{model.Host}'";
            }

            foreach (var name in new[] { model.Name, model.Revision }.Where(n => !SafeNames.IsFileName(n)))
            {
                yield return $"model '{model.Name}': '{name}' cannot be a file name";
            }

            // Two hyphens stand for the slash on disk.
            if (!SafeNames.IsRelativePath(model.Repository) || model.Repository.Contains("--", StringComparison.Ordinal))
            {
                yield return $"model '{model.Name}' has a repository that cannot be a file name: '{model.Repository}'";
            }

            if (model.Files.Count == 0)
            {
                yield return $"model '{model.Name}' has no files";
            }

            if (model.Tokenizer is { } tokenizer && document.Models.All(m => m.Name != tokenizer))
            {
                yield return $"model '{model.Name}' names the unknown tokenizer '{tokenizer}'";
            }

            foreach (var file in model.Files)
            {
                if (!SafeNames.IsRelativePath(file.Path))
                {
                    yield return $"model '{model.Name}' has a file outside its folder: '{file.Path}'";
                }

                if (file.Sha256 is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower)))
                {
                    yield return $"model '{model.Name}', file '{file.Path}': a SHA-256 has 64 lower-case hexadecimal digits";
                }
            }
        }
    }

    private static IEnumerable<string> MirrorFaults(ModelEntry model, IReadOnlyDictionary<string, ModelHost> hosts)
    {
        if (model.Mirrors.Count > 0 && model.Files.Any(f => f.Sha256 is null))
        {
            yield return $"model '{model.Name}' has mirrors, so each of its files needs a SHA-256 that they are held to";
        }

        foreach (var mirror in model.Mirrors)
        {
            if (!hosts.ContainsKey(mirror.Host))
            {
                yield return $"a mirror of model '{model.Name}' names the unknown host '{mirror.Host}'";
            }

            if (!SafeNames.IsRelativePath(mirror.Repository) || !SafeNames.IsFileName(mirror.Revision))
            {
                yield return $"a mirror of model '{model.Name}' has a repository or a revision that cannot be a file name";
            }

            foreach (var (path, other) in mirror.Paths)
            {
                if (model.Files.All(f => f.Path != path) || !SafeNames.IsRelativePath(other))
                {
                    yield return $"a mirror of model '{model.Name}' has '{other}' for '{path}', which is no file of the model or no path";
                }
            }
        }
    }

    private static ModelManifest ReadBuiltIn()
    {
        using var stream = typeof(ModelManifest).Assembly.GetManifestResourceStream("Riveg.Onnx.Store.models.json")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    private sealed record ManifestDocument
    {
        public required IReadOnlyDictionary<string, ModelHost> Hosts { get; init; }

        public required IReadOnlyList<ModelEntry> Models { get; init; }

        public UnreleasedModels Unreleased { get; init; } = new([], string.Empty);
    }

    private sealed record UnreleasedModels(IReadOnlyList<string> Names, string Reason);
}

/// <summary>How a host forms the addresses of its files.</summary>
public enum ModelHostKind
{
    /// <summary>A model hub: <c>address/repository/resolve/revision/path</c>.</summary>
    Hub,

    /// <summary>Files of a git repository: <c>address/repository/revision/path</c>.</summary>
    Git,

    /// <summary>Plain files: <c>address/repository/path</c>.</summary>
    Web,
}

/// <summary>A host of models.</summary>
/// <param name="Kind">How it forms addresses.</param>
/// <param name="Address">Where it is, without a slash at the end.</param>
public sealed record ModelHost(ModelHostKind Kind, string Address)
{
    internal Uri AddressOf(ModelEntry model, ModelFile file, string? commit = null)
    {
        static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var root = $"{Address.TrimEnd('/')}/{Escape(model.Repository)}";
        var path = Escape(file.Path);
        return new Uri(Kind switch
        {
            ModelHostKind.Hub => $"{root}/resolve/{Uri.EscapeDataString(commit ?? model.Revision)}/{path}",
            ModelHostKind.Git => $"{root}/{Uri.EscapeDataString(model.Revision)}/{path}",
            _ => $"{root}/{path}",
        });
    }
}

/// <summary>A model that Riveg knows by name.</summary>
public sealed record ModelEntry
{
    /// <summary>The name in the store, in profiles and on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in a few words.</summary>
    public required string Purpose { get; init; }

    /// <summary>The host's name in <see cref="ModelManifest.Hosts"/>.</summary>
    public required string Host { get; init; }

    /// <summary>The repository or folder on the host.</summary>
    public required string Repository { get; init; }

    /// <summary>A branch, tag or commit; only a label where the host keeps no revisions.</summary>
    public required string Revision { get; init; }

    /// <summary>The licence's SPDX name.</summary>
    public required string License { get; init; }

    /// <summary>Whose it is, where that is not the repository's owner; null where it is.</summary>
    public string? Author { get; init; }

    /// <summary>The line that the licence asks to be kept with every copy; null where none is known.</summary>
    public string? Copyright { get; init; }

    /// <summary>Where the same files lie too; asked in turn where the first place does not give them.</summary>
    public IReadOnlyList<ModelMirror> Mirrors { get; init; } = [];

    /// <summary>The <c>--architecture</c> that converts it where it is a checkpoint; null where it runs as it is.</summary>
    public string? Architecture { get; init; }

    /// <summary>
    /// The model that has the tokenizer which the conversion needs; null where the checkpoint has its own, or needs none.
    /// </summary>
    public string? Tokenizer { get; init; }

    /// <summary>The files that belong to the model.</summary>
    public required IReadOnlyList<ModelFile> Files { get; init; }

    /// <summary>The sum of the files' sizes in bytes; null where one is not known.</summary>
    [JsonIgnore]
    public long? Size => Files.All(f => f.Size is not null) ? Files.Sum(f => f.Size) : null;
}

/// <summary>Another place of a model's files. Whatever comes from it is held to the hashes of the manifest.</summary>
public sealed record ModelMirror
{
    /// <summary>The host's name in <see cref="ModelManifest.Hosts"/>.</summary>
    public required string Host { get; init; }

    /// <summary>The repository or folder on the host.</summary>
    public required string Repository { get; init; }

    /// <summary>A branch, tag or commit; only a label where the host keeps no revisions.</summary>
    public required string Revision { get; init; }

    /// <summary>The paths of files that lie under another one there, by their paths in <see cref="ModelEntry.Files"/>.</summary>
    public IReadOnlyDictionary<string, string> Paths { get; init; } = new Dictionary<string, string>();

    internal ModelEntry Of(ModelEntry model) => model with { Host = Host, Repository = Repository, Revision = Revision };

    internal ModelFile Of(ModelFile file) => Paths.TryGetValue(file.Path, out var path) ? file with { Path = path } : file;
}

/// <summary>A file of a model.</summary>
/// <param name="Path">Within the repository, with forward slashes.</param>
/// <param name="Size">In bytes; null where it is not known.</param>
/// <param name="Sha256">In lower-case hexadecimal; null where it is not known, then the first one seen is recorded.</param>
public sealed record ModelFile(string Path, long? Size = null, string? Sha256 = null);
