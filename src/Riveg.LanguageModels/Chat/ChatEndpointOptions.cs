using System.Globalization;

namespace Riveg.LanguageModels.Chat;

/// <summary>Which model is asked, where, and how: the <c>chat</c> section of a profile. Holds no key, only the name of the variable that does.</summary>
public sealed record ChatEndpointOptions
{
    /// <summary>The base address of an OpenAI-compatible server, mostly ending in <c>/v1</c>.</summary>
    /// <value>The default value is null: it must be given.</value>
    public Uri? Endpoint { get; init; }

    /// <summary>The model's name at that server.</summary>
    /// <value>The default value is empty: it must be given.</value>
    public string Model { get; init; } = string.Empty;

    /// <summary>
    /// The environment variable that holds the key. <c>OPENAI_API_KEY</c> goes to <c>https://api.openai.com</c> alone, the hub's <c>HF_TOKEN</c> to the hub's hosts
    /// alone; any other service has a variable of its own. A server on this machine is asked without a key where the variable is not set.
    /// </summary>
    /// <value>The default value is null: <c>OPENAI_API_KEY</c> at <c>https://api.openai.com</c>, no key elsewhere.</value>
    public string? ApiKeyVariable { get; init; }

    /// <summary>Whether posts, pictures and the key may go to another machine over plain http, where anyone on the way reads them. This machine needs no leave.</summary>
    /// <value>The default value is false.</value>
    public bool AllowHttp { get; init; }

    /// <summary>How many requests are under way at once.</summary>
    /// <value>The default value is 8; 1 to 1024.</value>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>How long one attempt may take.</summary>
    /// <value>The default value is 2 minutes; over 0 and at most 1 hour.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a request is sent again after a passing fault.</summary>
    /// <value>The default value is 8; 0 to 100.</value>
    public int MaxRetries { get; init; } = 8;

    /// <summary>The wait before the first retry; it doubles each time, up to 30 seconds, with jitter. A server's Retry-After goes before it.</summary>
    /// <value>The default value is 0.25 seconds; 0 to 60 seconds.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>The sampling temperature; null leaves it to the server.</summary>
    /// <value>The default value is 0; 0 to 2.</value>
    public double? Temperature { get; init; } = 0;

    /// <summary>The sampling seed; null leaves it to the server.</summary>
    /// <value>The default value is 42.</value>
    public long? Seed { get; init; } = 42;

    /// <summary>How many tokens an answer may have.</summary>
    /// <value>The default value is 512; 1 to 1,000,000.</value>
    public int MaxOutputTokens { get; init; } = 512;

    /// <summary>Under which name the server knows <see cref="MaxOutputTokens"/>: <c>max_tokens</c> or <c>max_completion_tokens</c>; null for the endpoint's own.</summary>
    /// <value>The default value is null: <c>max_completion_tokens</c> at OpenAI and Azure, <c>max_tokens</c> elsewhere.</value>
    public string? MaxTokensField { get; init; }

    /// <summary>How many alternatives of a token's log-probability are asked for entailment; 0 asks for none.</summary>
    /// <value>The default value is 5; 0 to 20.</value>
    public int LogProbabilities { get; init; } = 5;

    /// <summary>The longest side of a picture that is sent, in pixels.</summary>
    /// <value>The default value is 1008; 56 to 8192.</value>
    public int MaxPictureSide { get; init; } = 1008;

    /// <summary>The JPEG quality of a picture that is sent.</summary>
    /// <value>The default value is 90; 1 to 100.</value>
    public int JpegQuality { get; init; } = 90;

    /// <summary>The form of the model's boxes, a name of <see cref="Boxes.BoxConvention.All"/>; null finds it by the model's name.</summary>
    /// <value>The default value is null.</value>
    public string? BoxConvention { get; init; }

    /// <summary>How many mentions of a post are expanded in one call; 1 for models that cannot keep a list.</summary>
    /// <value>The default value is 8; 1 to 100.</value>
    public int MentionsPerCall { get; init; } = 8;

    /// <summary>The most requests that may be sent; null for no limit.</summary>
    /// <value>The default value is null.</value>
    public long? RequestBudget { get; init; }

    /// <summary>The most tokens, of prompts and answers together, after which nothing more is sent; null for no limit. What is under way still ends.</summary>
    /// <value>The default value is null.</value>
    public long? TokenBudget { get; init; }

    /// <summary>The options with endpoint and model from <c>RIVEG_CHAT_ENDPOINT</c> and <c>RIVEG_CHAT_MODEL</c> where they are not given.</summary>
    public ChatEndpointOptions WithEnvironment() => this with
    {
        Endpoint = Endpoint ?? (Uri.TryCreate(Environment.GetEnvironmentVariable("RIVEG_CHAT_ENDPOINT"), UriKind.Absolute, out var endpoint) ? endpoint : null),
        Model = string.IsNullOrEmpty(Model) ? Environment.GetEnvironmentVariable("RIVEG_CHAT_MODEL") ?? string.Empty : Model,
    };

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">Names every value that is wrong.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Endpoint is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            faults.Add("endpoint is missing or no http(s) address (give it, or set RIVEG_CHAT_ENDPOINT)");
        }
        else if (Endpoint.UserInfo.Length > 0 || Endpoint.Query.Length > 0)
        {
            faults.Add("endpoint holds a user or a query; a key belongs into the variable that apiKeyVariable names");
        }
        else if (Endpoint is { Scheme: "http", IsLoopback: false } && !AllowHttp)
        {
            faults.Add($"endpoint http://{Endpoint.Authority} is not encrypted; give an https address, or set allowHttp to true where everybody on the way may read the posts and the key");
        }

        if (ApiKey.VariableFault(this) is { } fault)
        {
            faults.Add(fault);
        }

        if (string.IsNullOrWhiteSpace(Model))
        {
            faults.Add("model is missing (give it, or set RIVEG_CHAT_MODEL)");
        }

        Check(faults, "maxConcurrency", MaxConcurrency, 1, 1024);
        Check(faults, "timeoutSeconds", Timeout.TotalSeconds, 0.001, 3600);
        Check(faults, "maxRetries", MaxRetries, 0, 100);
        Check(faults, "retryDelaySeconds", RetryDelay.TotalSeconds, 0, 60);
        Check(faults, "temperature", Temperature ?? 0, 0, 2);
        Check(faults, "maxOutputTokens", MaxOutputTokens, 1, 1_000_000);
        Check(faults, "logProbabilities", LogProbabilities, 0, 20);
        Check(faults, "maxPictureSide", MaxPictureSide, 56, 8192);
        Check(faults, "jpegQuality", JpegQuality, 1, 100);
        Check(faults, "mentionsPerCall", MentionsPerCall, 1, 100);
        Check(faults, "requestBudget", RequestBudget ?? 0, 0, long.MaxValue);
        Check(faults, "tokenBudget", TokenBudget ?? 0, 0, long.MaxValue);
        if (MaxTokensField is not (null or "max_tokens" or "max_completion_tokens"))
        {
            faults.Add($"maxTokensField is \"{MaxTokensField}\", must be max_tokens or max_completion_tokens");
        }

        if (BoxConvention is not null && Boxes.BoxConvention.Find(BoxConvention) is null)
        {
            faults.Add($"boxConvention is \"{BoxConvention}\", must be one of {string.Join(", ", Boxes.BoxConvention.All.Select(c => c.Name))}");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"The chat settings are wrong: {string.Join("; ", faults)}.");
        }
    }

    private static void Check(List<string> faults, string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}, must be {least} to {most}"));
        }
    }
}
