using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Riveg.LanguageModels.Answers;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Asks without the settings that the model is known to refuse, and again without one that it refuses now, which is said once and left out
/// of all later requests. It stands below
/// the limit of requests at once, so that those which waited for their place are sent without it, and below the store: an answer's key is
/// that of what was wanted.
/// </summary>
/// <param name="inner">Is asked.</param>
/// <param name="model">The model's name.</param>
/// <param name="known">The settings that its family is known to refuse.</param>
/// <param name="refused">The settings that it has refused; shared by all clients of the run that ask it.</param>
/// <param name="log">Where it is said.</param>
internal sealed class RefusedSettingsChatClient(
    IChatClient inner, string model, IEnumerable<string> known, ConcurrentDictionary<string, bool> refused, ILogger log)
    : ChatLayer(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> asked = [.. messages];
        while (true)
        {
            // What this request leaves out, not what the run knows by the time of the answer: another may have been refused it meanwhile.
            var leftOut = known.Union(refused.Keys).ToHashSet();
            var left = Without(options, leftOut);
            try
            {
                return await base.GetResponseAsync(asked, left, cancellationToken).ConfigureAwait(false);
            }
            catch (ModelServiceException exception) when (
                exception is { Fault: ModelServiceFault.UnsupportedSetting, Setting: { } setting }
                && !leftOut.Contains(setting) && Holds(left, setting))
            {
                if (refused.TryAdd(setting, true))
                {
                    ChatLog.SettingDropped(log, model, setting);
                }
            }
            catch (ModelServiceException exception) when (ExtraMember(exception, left) is { } member)
            {
                // What somebody wrote into a profile is not left out unasked.
                throw new ModelServiceException(
                    exception.Fault,
                    $"\"{model}\" refuses the member \"{member}\" of the request; take it out of \"chat.extraBody\", or change it.")
                {
                    Said = exception.Said,
                };
            }
        }
    }

    // The member of the extra body that a refusal names; null where it names none.
    private static string? ExtraMember(ModelServiceException exception, ChatOptions? options) =>
        exception.Fault is ModelServiceFault.UnsupportedSetting or ModelServiceFault.Refused
        && options?.AdditionalProperties is { } extra && extra.TryGetValue(AnswerKey.ExtraBodyName, out string? body) && body is not null
            ? ExtraBody.Members(body).Select(m => m.Name).FirstOrDefault(
                name => exception.Setting == name || ExtraBody.IsNamed(name, exception.Said ?? string.Empty))
            : null;

    // Whether leaving the setting out changes the request.
    private static bool Holds(ChatOptions? options, string setting) => options is not null && setting switch
    {
        "temperature" => options.Temperature is not null,
        "seed" => options.Seed is not null,
        "logprobs" or "top_logprobs" => options.AdditionalProperties?.ContainsKey(TokenLogProbability.CountName) == true,
        "max_tokens" or "max_completion_tokens" => options.MaxOutputTokens is not null,
        "response_format" => options.ResponseFormat is not null,
        "reasoning_effort" => options.AdditionalProperties?.ContainsKey(AnswerKey.ReasoningEffortName) == true,
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
                case "response_format":
                    left.ResponseFormat = null;
                    break;
                case "reasoning_effort":
                    left.AdditionalProperties?.Remove(AnswerKey.ReasoningEffortName);
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
