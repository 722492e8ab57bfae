using System.ComponentModel.DataAnnotations;
using Riveg.Settings;

namespace Riveg.Onnx.Store;

/// <summary>Where the model store keeps and finds models.</summary>
public sealed record ModelStoreOptions : IValidatableObject
{
    /// <summary>The cache that is shared with Python's hub client.</summary>
    /// <value>The default is <c>HF_HUB_CACHE</c>, else <c>HF_HOME/hub</c>, else <c>~/.cache/huggingface/hub</c>.</value>
    public required string HubCache { get; init; }

    /// <summary>Where files that come from elsewhere lie, in the same layout, and the recorded hashes.</summary>
    /// <value>The default is <c>RIVEG_HOME</c>, else the folder <c>riveg</c> beside the hub cache.</value>
    public required string Home { get; init; }

    /// <summary>
    /// The folder of models that came with the program, as a package of <c>riveg models pack</c> lays them: <c>NAME/PATH</c>. What lies
    /// there whole is taken before what the store has, and never written. Null for none.
    /// </summary>
    /// <value>The default is the folder <c>riveg-models</c> beside the program.</value>
    public string? ProgramModels { get; init; } = Path.Combine(AppContext.BaseDirectory, "riveg-models");

    /// <summary>The hub's address in place of the manifest's; null for the manifest's.</summary>
    /// <value>The default is <c>HF_ENDPOINT</c>.</value>
    public string? HubEndpoint { get; init; }

    /// <summary>
    /// An address that is asked for models before the manifest's places, such as a company's own server: <c>ADDRESS/NAME/PATH</c>, as a
    /// package of <c>riveg models pack</c> lays them. It serves models whose hashes are all known, and is held to them. Null for none.
    /// </summary>
    /// <value>The default is <c>RIVEG_MODEL_MIRROR</c>.</value>
    public string? Mirror { get; init; }

    /// <summary>The token for the hub; it is sent to the hub's own host only, and never printed.</summary>
    /// <value>The default is <c>HF_TOKEN</c>.</value>
    public string? HubToken { get; init; }

    /// <summary>Whether nothing may be fetched.</summary>
    /// <value>The default is whether <c>HF_HUB_OFFLINE</c> is 1, true, yes or on.</value>
    public bool Offline { get; init; }

    /// <summary>How long a connection may stay silent before it counts as cut off.</summary>
    /// <value>The default value is 60 seconds; above 0 seconds.</value>
    [SecondsRange(0, double.MaxValue, MinimumIsExclusive = true)]
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a file is asked for again without a byte of progress in between.</summary>
    /// <value>The default value is 5; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The longest wait that a busy server may ask for.</summary>
    /// <value>The default value is 300 seconds; at least 0 seconds.</value>
    [SecondsRange(0, double.MaxValue)]
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long to wait for a file that another process is fetching.</summary>
    /// <value>The default value is 7200 seconds; at least 0 seconds. Then the other process counts as hung.</value>
    [SecondsRange(0, double.MaxValue)]
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Reads the options from the process's environment.</summary>
    public static ModelStoreOptions FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable);

    internal static ModelStoreOptions FromEnvironment(Func<string, string?> variable)
    {
        string? Get(string name) => variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
        var home = Get("HF_HOME")
            ?? Path.Combine(Get("XDG_CACHE_HOME") ?? Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
                ".cache"), "huggingface");
        var cache = Path.GetFullPath(Expand(Get("HF_HUB_CACHE") ?? Path.Combine(home, "hub")));
        return new ModelStoreOptions
        {
            HubCache = cache,
            Home = Path.GetFullPath(Expand(Get("RIVEG_HOME") ?? Path.Combine(Path.GetDirectoryName(cache) ?? cache, "riveg"))),
            HubEndpoint = Get("HF_ENDPOINT"),
            Mirror = Get("RIVEG_MODEL_MIRROR"),
            HubToken = Get("HF_TOKEN"),
            Offline = Get("HF_HUB_OFFLINE")?.ToUpperInvariant() is "1" or "TRUE" or "YES" or "ON",
        };
    }

    internal void Validate() => SettingsCheck.Validate(this, "The model store's options");

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (HubEndpoint is not null && EndpointFault(HubEndpoint) is { } fault)
        {
            yield return new ValidationResult($"(HF_ENDPOINT) {fault}", [nameof(HubEndpoint)]);
        }

        if (Mirror is not null && EndpointFault(Mirror) is { } wrong)
        {
            yield return new ValidationResult($"(RIVEG_MODEL_MIRROR) {wrong}", [nameof(Mirror)]);
        }

        if (HubToken is not null && HubToken.Any(c => c is <= ' ' or > '~'))
        {
            yield return new ValidationResult(
                "(HF_TOKEN) holds a blank, a line break or another character that no token has; set it to the token alone",
                [nameof(HubToken)]);
        }
    }

    // What is refused for its user or query may hold a secret, and is not repeated.
    private static string? EndpointFault(string endpoint) =>
        !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0)
            ? $"must be an address that begins with http:// or https://, not {SafeNames.Quote(endpoint)}"
        : uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0
            ? "must be a plain address without user, query or fragment; a token belongs into HF_TOKEN"
        : null;

    // As Python's client does for its cache variables.
    private static string Expand(string path) => path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
            path[1..].TrimStart('/'))
        : path;
}
