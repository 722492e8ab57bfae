using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Riveg.Settings;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Which model is asked, where, and how: the <c>chat</c> section of a profile. Holds no key, only the name of the variable that does.
/// </summary>
[Description("Which model is asked, where, and how; holds for all stages that ask a chat model.")]
public sealed record ChatEndpointOptions : IValidatableObject
{
    private const string What = "The chat settings";

    /// <summary>The base address of an OpenAI-compatible server, mostly ending in <c>/v1</c>.</summary>
    /// <value>The default value is null: it must be given.</value>
    [Description("The base address of an OpenAI-compatible server, mostly ending in /v1.")]
    [Required(ErrorMessage = "give it, or set RIVEG_CHAT_ENDPOINT")]
    [FromVariable("RIVEG_CHAT_ENDPOINT")]
    public Uri? Endpoint { get; init; }

    /// <summary>The model's name at that server.</summary>
    /// <value>The default value is empty: it must be given.</value>
    [Description("The model's name at that server.")]
    [Required(ErrorMessage = "give it, or set RIVEG_CHAT_MODEL")]
    [FromVariable("RIVEG_CHAT_MODEL")]
    public string Model { get; init; } = string.Empty;

    /// <summary>
    /// The environment variable that holds the key. <c>OPENAI_API_KEY</c> goes to <c>https://api.openai.com</c> alone, the hub's
    /// <c>HF_TOKEN</c> to the hub's hosts alone; any other service has a variable of its own. A server on this machine is asked without a
    /// key where the variable is not set.
    /// </summary>
    /// <value>The default value is null: <c>OPENAI_API_KEY</c> at <c>https://api.openai.com</c>, no key elsewhere.</value>
    [Description("The environment variable that holds the key. OPENAI_API_KEY goes to https://api.openai.com alone, the hub's "
        + "HF_TOKEN to the hub's hosts alone; any other service has a variable of its own. A server on this machine is "
        + "asked without a key where the variable is not set.")]
    [DefaultValue("OPENAI_API_KEY at https://api.openai.com, no key elsewhere")]
    // The fault does not repeat the value: it may be the key itself.
    [RegularExpression(
        "^[A-Za-z_][A-Za-z0-9_]{0,99}$",
        ErrorMessage = "is no name of an environment variable (letters, digits and _); it names the variable, it is not the key")]
    public string? ApiKeyVariable { get; init; }

    /// <summary>
    /// Whether posts, pictures and the key may go to another machine over plain http, where anyone on the way reads them. This machine
    /// needs no leave.
    /// </summary>
    /// <value>The default value is false.</value>
    [Description("Whether posts, pictures and the key may go to another machine over plain http, where anyone on the way reads "
        + "them. This machine needs no leave.")]
    public bool AllowHttp { get; init; }

    /// <summary>How many requests are under way at once.</summary>
    /// <value>The default value is 8; 1 to 1024.</value>
    [Description("How many requests are under way at once.")]
    [Range(1, 1024)]
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>How long one attempt may take.</summary>
    /// <value>The default value is 120 seconds; 0.001 to 3600 seconds.</value>
    [Description("How long one attempt may take.")]
    [SecondsRange(0.001, 3600)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a request is sent again after a passing fault.</summary>
    /// <value>The default value is 8; 0 to 100.</value>
    [Description("How often a request is sent again after a passing fault.")]
    [Range(0, 100)]
    public int MaxRetries { get; init; } = 8;

    /// <summary>
    /// The wait before the first retry; it doubles each time, up to 30 seconds, with jitter. A server's Retry-After goes before it.
    /// </summary>
    /// <value>The default value is 0.25 seconds; 0 to 60 seconds.</value>
    [Description("The wait before the first retry; it doubles each time, up to 30 seconds, with jitter. A server's Retry-After "
        + "goes before it.")]
    [SecondsRange(0, 60)]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>The sampling temperature; null leaves it to the server.</summary>
    /// <value>The default value is 0; 0 to 2.</value>
    [Description("The sampling temperature; null leaves it to the server.")]
    [Range(0.0, 2.0)]
    public double? Temperature { get; init; } = 0;

    /// <summary>
    /// How long a model that can think is to think: none, minimal, low, medium, high, or another word that the server knows; null leaves it
    /// to the server.
    /// </summary>
    /// <value>The default value is null.</value>
    [Description("How long a model that can think is to think: none, minimal, low, medium, high, or another word that the server knows; "
        + "null leaves it to the server.")]
    [RegularExpression("^[a-z]{1,20}$", ErrorMessage = "is no effort: none, minimal, low, medium, high, or another word in small letters")]
    public string? ReasoningEffort { get; init; }

    /// <summary>
    /// Whether answers are held to a JSON schema where a stage gains by it (expansion, grounding, entailment without log-probabilities):
    /// auto is with the families that are known to have it, on with every model.
    /// </summary>
    /// <value>The default value is auto.</value>
    [Description("Whether answers are held to a JSON schema where a stage gains by it (expansion, grounding, entailment without "
        + "log-probabilities): auto is with the families that are known to have it, on with every model.")]
    public StructuredOutput StructuredOutput { get; init; }

    /// <summary>
    /// Members that are put into the body of each request, such as <c>top_p</c> or <c>chat_template_kwargs</c>; null for none. What another
    /// setting says, and a key, may not stand here.
    /// </summary>
    /// <value>The default value is null: none.</value>
    [Description("Members that are put into the body of each request, such as top_p or chat_template_kwargs; null for none. What "
        + "another setting says, and a key, may not stand here.")]
    [DefaultValue("none")]
    public JsonObject? ExtraBody { get; init; }

    /// <summary>The sampling seed; null leaves it to the server.</summary>
    /// <value>The default value is 42.</value>
    [Description("The sampling seed; null leaves it to the server.")]
    public long? Seed { get; init; } = 42;

    /// <summary>How many tokens an answer may have.</summary>
    /// <value>The default value is 512; 1 to 1,000,000.</value>
    [Description("How many tokens an answer may have.")]
    [Range(1, 1_000_000)]
    public int MaxOutputTokens { get; init; } = 512;

    /// <summary>Under which name the server knows <c>maxOutputTokens</c>; null for the endpoint's own.</summary>
    /// <value>
    /// The default value is null: the endpoint's own, <c>max_completion_tokens</c> at OpenAI and Azure, and for models that know nothing
    /// else; <c>max_tokens</c> elsewhere.
    /// </value>
    [Description("Under which name the server knows maxOutputTokens; null for the endpoint's own.")]
    [DefaultValue("the endpoint's own")]
    [AllowedValues(null, "max_tokens", "max_completion_tokens")]
    public string? MaxTokensField { get; init; }

    /// <summary>How many alternatives of a token's log-probability are asked for entailment; 0 asks for none.</summary>
    /// <value>The default value is 5; 0 to 20.</value>
    [Description("How many alternatives of a token's log-probability are asked for entailment; 0 asks for none.")]
    [Range(0, 20)]
    public int LogProbabilities { get; init; } = 5;

    /// <summary>The longest side of a picture that is sent, in pixels.</summary>
    /// <value>The default value is 1008; 56 to 8192.</value>
    [Description("The longest side of a picture that is sent, in pixels.")]
    [Range(56, 8192)]
    public int MaxPictureSide { get; init; } = 1008;

    /// <summary>The JPEG quality of a picture that is sent.</summary>
    /// <value>The default value is 90; 1 to 100.</value>
    [Description("The JPEG quality of a picture that is sent.")]
    [Range(1, 100)]
    public int JpegQuality { get; init; } = 90;

    /// <summary>The form of the model's boxes; null finds it by the model's name.</summary>
    /// <value>The default value is null: found by the model's name. Names of <see cref="Boxes.BoxConvention.All"/>.</value>
    [Description("The form of the model's boxes; null finds it by the model's name.")]
    [DefaultValue("found by the model's name")]
    [BoxConventionName]
    public string? BoxConvention { get; init; }

    /// <summary>How many mentions of a post are expanded in one call; 1 for models that cannot keep a list.</summary>
    /// <value>The default value is 8; 1 to 100.</value>
    [Description("How many mentions of a post are expanded in one call; 1 for models that cannot keep a list.")]
    [Range(1, 100)]
    public int MentionsPerCall { get; init; } = 8;

    /// <summary>
    /// The most requests that the whole run may send, over all its stages and models, repeated ones too; null for no limit.
    /// </summary>
    /// <value>The default value is null: no limit; at least 0.</value>
    [Description("The most requests that the whole run may send, over all its stages and models, repeated ones too; null for no limit.")]
    [DefaultValue("no limit")]
    [Range(0, double.MaxValue)]
    public long? RequestBudget { get; init; }

    /// <summary>
    /// The most tokens of the whole run, of prompts and answers together, after which nothing more is sent; null for no limit. What is
    /// under way still ends.
    /// </summary>
    /// <value>The default value is null: no limit; at least 0.</value>
    [Description("The most tokens of the whole run, of prompts and answers together, after which nothing more is sent; null for no limit. "
        + "What is under way still ends.")]
    [DefaultValue("no limit")]
    [Range(0, double.MaxValue)]
    public long? TokenBudget { get; init; }

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">Names every value that is wrong.</exception>
    public void Validate() => SettingsCheck.Validate(this, What);

    /// <summary>Checks all values but those of the service and its key, which matter not where another client reaches it.</summary>
    /// <exception cref="ArgumentException">Names every value that is wrong.</exception>
    internal void ValidateWithoutService() =>
        SettingsCheck.Validate(this with { Endpoint = new Uri("http://localhost"), ApiKeyVariable = null }, What);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        // The address is not repeated where it may hold a key.
        if (Endpoint is not null && EndpointFault(Endpoint) is { } fault)
        {
            yield return new ValidationResult(fault, [nameof(Endpoint)]);
        }

        if (ExtraBody is not null && Chat.ExtraBody.FindFault(ExtraBody) is { } extra)
        {
            yield return new ValidationResult(extra, [nameof(ExtraBody)]);
        }

        if (Endpoint is not { IsAbsoluteUri: false } && ApiKey.VariableFault(this) is { } variable)
        {
            yield return new ValidationResult(variable, [nameof(ApiKeyVariable)]);
        }
    }

    private string? EndpointFault(Uri endpoint) =>
        endpoint is not { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? "is no http(s) address"
        : endpoint.UserInfo.Length > 0 || endpoint.Query.Length > 0
            ? "holds a user or a query; a key belongs into the variable that apiKeyVariable names"
        : endpoint is { Scheme: "http", IsLoopback: false } && !AllowHttp
            ? $"http://{endpoint.Authority} is not encrypted; give an https address, "
                + "or set allowHttp to true where everybody on the way may read "
                + "the posts and the key"
        : null;
}
