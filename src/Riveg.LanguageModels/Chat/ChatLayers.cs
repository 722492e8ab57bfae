using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using Riveg.LanguageModels.Dialects;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// The layers over a client of one model, and their order. A call goes through them from the first to the last, and its answer back; each
/// knows whole answers alone, so that a streamed call goes the same way (<see cref="ChatLayer"/>).
/// </summary>
internal static class ChatLayers
{
    /// <summary>The source of activities and the meter by the conventions of OpenTelemetry for generative AI.</summary>
    public const string TelemetryName = "Riveg.LanguageModels";

    // A picture's bytes say nothing in a log, and are long.
    private static readonly JsonSerializerOptions LogForm = WithoutBytes(AIJsonUtilities.DefaultOptions);

    /// <summary>Puts the layers over a client.</summary>
    /// <param name="client">Sends requests.</param>
    /// <param name="options">Which model, limits, retries and budgets.</param>
    /// <param name="run">What the run shares.</param>
    /// <param name="key">The key, which is masked wherever a service repeats it; null for none.</param>
    public static IChatClient Over(IChatClient client, ChatEndpointOptions options, LanguageModelRun run, string? key)
    {
        // An address may hold the key too, and is in messages.
        var service = ServiceWords.Mask(options.Endpoint?.ToString() ?? options.Model, key);
        return client.AsBuilder()
            // What was asked and answered, stored or not: contents at trace level alone.
            .UseLogging(run.Loggers, logging => logging.JsonSerializerOptions = LogForm)
            // An answer that is stored costs none of what follows. Only what comes through all of it is kept.
            .Use(inner => new StoringChatClient(
                inner, options.Model, run, run.Loggers.CreateLogger(typeof(StoringChatClient).FullName!)))
            // A second asking with more room is a request of its own, with its own retries.
            .Use(inner => new WholeAnswerChatClient(inner, options.Model))
            .Use(inner => new RetryingChatClient(inner, options, run.Meter, run.Time))
            // Below the retries: a call that waits for its retry holds no place.
            .Use(inner => new ConcurrencyLimitingChatClient(inner, run.PlacesOf(options)))
            // Below the places: calls that waited for one wait for the end of the pause too, leave out what was refused meanwhile, and are
            // not sent after a fault that ends the run.
            .Use(inner => new PausingChatClient(inner, run.PauseOf(options), options.RetryDelay))
            .Use(inner => new RefusedSettingsChatClient(
                inner,
                options.Model,
                [.. ModelDialect.Of(options.Model).Refused(options.ReasoningEffort)],
                run.RefusedBy(service, options.Model),
                run.Loggers.CreateLogger(typeof(RefusedSettingsChatClient).FullName!)))
            .Use(inner => new StoppingChatClient(inner, run.Time))
            // Below everything that sends again: each request counts.
            .Use(inner => new MeteringChatClient(inner, run, options.RequestBudget, options.TokenBudget))
            // One activity for each request that is sent, without contents whatever the environment says.
            .UseOpenTelemetry(sourceName: TelemetryName, configure: telemetry => telemetry.EnableSensitiveData = false)
            // Above it are faults of ours alone, with neither keys nor posts.
            .Use(inner => new FaultTranslatingChatClient(inner, service, options.Model, key, options.Timeout, run.Time))
            .Build();
    }

    private static JsonSerializerOptions WithoutBytes(JsonSerializerOptions given)
    {
        var options = new JsonSerializerOptions(given);
        options.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(type =>
        {
            if (type.Type == typeof(DataContent) && type.Properties.FirstOrDefault(p => p.Name == "uri") is { } address)
            {
                address.Get = content => $"({((DataContent)content).Data.Length} bytes)";
            }
        });
        options.MakeReadOnly();
        return options;
    }
}
