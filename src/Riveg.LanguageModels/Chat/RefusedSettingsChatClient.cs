using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Riveg.LanguageModels.Answers;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Asks again without a setting that the model refuses, says so once, and leaves it out of all later requests. It stands below
/// the limit of requests at once, so that those which waited for their place are sent without it, and below the store: an answer's key is
/// that of what was wanted.
/// </summary>
internal sealed class RefusedSettingsChatClient(IChatClient inner, string model, ILogger log) : ChatLayer(inner)
{
    private readonly ConcurrentDictionary<string, bool> refused = [];

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> asked = [.. messages];
        while (true)
        {
            var left = Without(options, [.. refused.Keys]);
            try
            {
                return await base.GetResponseAsync(asked, left, cancellationToken).ConfigureAwait(false);
            }
            catch (ModelServiceException exception) when (
                exception is { Fault: ModelServiceFault.UnsupportedSetting, Setting: { } setting } && Holds(left, setting))
            {
                if (refused.TryAdd(setting, true))
                {
                    ChatLog.SettingDropped(log, model, setting);
                }
            }
        }
    }

    // Whether leaving the setting out changes the request: else asking again would go on for ever.
    private static bool Holds(ChatOptions? options, string setting) => options is not null && setting switch
    {
        "temperature" => options.Temperature is not null,
        "seed" => options.Seed is not null,
        "logprobs" or "top_logprobs" => options.AdditionalProperties?.ContainsKey(TokenLogProbability.CountName) == true,
        "max_tokens" or "max_completion_tokens" => options.MaxOutputTokens is not null,
        _ => false,
    };

    private static ChatOptions? Without(ChatOptions? options, IReadOnlyCollection<string> settings)
    {
        if (options is null || settings.Count == 0)
        {
            return options;
        }

        var left = options.Clone();
        foreach (var setting in settings)
        {
            switch (setting)
            {
                case "temperature":
                    left.Temperature = null;
                    break;
                case "seed":
                    left.Seed = null;
                    break;
                case "logprobs" or "top_logprobs":
                    left.AdditionalProperties?.Remove(TokenLogProbability.CountName);
                    break;
            }
        }

        // The limit has two names; a model that refuses one mostly wants the other.
        var names = settings.Count(s => s is "max_tokens" or "max_completion_tokens");
        if (names == 1)
        {
            (left.AdditionalProperties ??= [])[OpenAIDialect.OtherTokensField] = true;
        }
        else if (names == 2)
        {
            left.MaxOutputTokens = null;
        }

        return left;
    }
}
