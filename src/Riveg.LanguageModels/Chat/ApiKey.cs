using Riveg.Faults;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Which key goes to which service. A profile may come from a stranger: it names a variable, but a key with a known owner goes to its owner
/// alone.
/// </summary>
internal static class ApiKey
{
    private const string OpenAI = "OPENAI_API_KEY";

    /// <summary>What is wrong with the variable that the options name; null where nothing is.</summary>
    public static string? VariableFault(ChatEndpointOptions options) => options.ApiKeyVariable switch
    {
        OpenAI when options.Endpoint is { } endpoint && !IsOpenAI(endpoint) =>
            $"is {OpenAI}, which goes to https://api.openai.com alone; put the key of {endpoint.Host} into a variable of its own and "
            + "name that",
        "HF_TOKEN" or "HUGGING_FACE_HUB_TOKEN" when options.Endpoint is { } endpoint && !IsHub(endpoint) =>
            $"is {options.ApiKeyVariable}, which goes to huggingface.co alone; "
            + $"put the key of {endpoint.Host} into a variable of its own and name that",
        _ => null,
    };

    /// <summary>The key of a service; null where it is asked without one.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="isNeeded">Whether a variable that is not set is a fault.</param>
    /// <exception cref="StageUnavailableException">The variable is not set.</exception>
    /// <exception cref="ArgumentException">The variable holds no key; the message does not show what it holds.</exception>
    public static string? Read(ChatEndpointOptions options, bool isNeeded)
    {
        var variable = options.ApiKeyVariable ?? (IsOpenAI(options.Endpoint!) ? OpenAI : null);
        if (variable is null)
        {
            return null;
        }

        var key = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(key))
        {
            return isNeeded
                ? throw new StageUnavailableException(
                    $"The environment variable {variable} is not set, and {options.Endpoint!.Host} wants a key; set it, "
                    + "or name another in \"chat.apiKeyVariable\".")
                : null;
        }

        return key.All(c => c is > ' ' and <= '~')
            ? key
            : throw new ArgumentException(
                $"the environment variable {variable} holds a blank, a line break or another character that no key has; "
                + "set it to the key alone.");
    }

    private static bool IsOpenAI(Uri endpoint) =>
        endpoint is { Scheme: "https", IsDefaultPort: true } && endpoint.IdnHost == "api.openai.com";

    private static bool IsHub(Uri endpoint) =>
        endpoint.Scheme == "https"
            && (endpoint.IdnHost == "huggingface.co" || endpoint.IdnHost.EndsWith(".huggingface.co", StringComparison.Ordinal));
}
