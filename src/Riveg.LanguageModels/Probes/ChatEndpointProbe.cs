using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Riveg.Faults;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Servers;
using Riveg.LanguageModels.Stages;
using Riveg.Pipeline;

namespace Riveg.LanguageModels.Probes;

/// <summary>
/// Asks a chat endpoint about one drawn picture whose square is known, through the stages and the layers of a real run, and says what
/// works: address, key, model, pictures, the form of its boxes, log-probabilities, structured output, speed. A probe is a handful of
/// requests; nothing is stored. Thread-safe.
/// </summary>
public sealed class ChatEndpointProbe
{
    /// <summary>The most requests that a probe sends, repeated ones among them.</summary>
    public const int MostRequests = 16;

    private const int MostRetries = 2;

    private const int UsualLogProbabilities = 5;

    private static readonly JsonElement Schema = JsonDocument.Parse(
        """
        {"type":"object","properties":{"colour":{"type":"string"},"sides":{"type":"integer"}},"required":["colour","sides"],
         "additionalProperties":false}
        """).RootElement;

    private readonly IHttpClientFactory? http;
    private readonly TimeProvider time;

    /// <summary>Makes a probe.</summary>
    /// <param name="http">Gives each request its client, as in <see cref="LanguageModelRun.Http"/>; null for one of its own.</param>
    /// <param name="time">Where time limits and waits get their time; the system's clock if null.</param>
    public ChatEndpointProbe(IHttpClientFactory? http = null, TimeProvider? time = null)
    {
        this.http = http;
        this.time = time ?? TimeProvider.System;
    }

    /// <summary>How long a probe may take; what was not found out then is <see cref="ProbeVerdict.NotAsked"/>.</summary>
    /// <value>The default value is 5 minutes: a server may load its model first.</value>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Asks.</summary>
    /// <param name="options">The endpoint and the model, as a profile names them. Its budgets do not count here.</param>
    /// <param name="stages">The stages that the model serves: what they need not is no fault where it is missing. All that a chat model can
    /// serve if empty.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>What was found out; faults of the service are findings.</returns>
    /// <exception cref="ArgumentException">Names every wrong option.</exception>
    public async Task<ChatProbeResult> AskAsync(
        ChatEndpointOptions options, IReadOnlyCollection<StageSlot> stages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(stages);
        options.Validate();
        var warnings = new CollectedWarnings();
        using var run = new LanguageModelRun { Loggers = warnings, Time = time, Http = http };
        var report = new ProbeReport(options, stages.Count > 0 ? stages : ServedEndpoint.Slots);
        using var limit = new CancellationTokenSource(TimeLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await AskAsync(report, run, warnings, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            report.SayTimedOut(TimeLimit);
        }

        return report.ToResult(warnings, run.Meter);
    }

    private static async Task AskAsync(
        ProbeReport report, LanguageModelRun run, CollectedWarnings warnings, CancellationToken cancellationToken)
    {
        var options = report.Options with
        {
            MaxRetries = Math.Min(report.Options.MaxRetries, MostRetries),
            RequestBudget = MostRequests,
            TokenBudget = null,
            LogProbabilities = report.Options.LogProbabilities > 0 ? report.Options.LogProbabilities : UsualLogProbabilities,
        };
        IChatClient client;
        string? key;
        try
        {
            client = ChatClientFactory.Create(options, run);
            key = ApiKey.Read(options, isNeeded: false);
        }
        catch (Exception exception) when (exception is RivegException or ArgumentException)
        {
            report.Say(ProbeQuestion.Key, ProbeVerdict.Bad, exception.Message);
            return;
        }

        var list = new ModelList(run);
        report.Models = await list.ReadAsync(options.Endpoint!, key, cancellationToken).ConfigureAwait(false);
        var recorder = new RecordingChatClient(client, run.Time);
        using var model = new ChatModel(recorder, options, run);
        var picture = new PictureQuestions(model, recorder);

        var place = await picture.AskPlaceAsync(cancellationToken).ConfigureAwait(false);
        report.SayReached(place, key is not null);
        if (place.Fault is { StopsRun: true } or { IsTransient: true })
        {
            if (place.Fault.Fault == ModelServiceFault.UnknownModel && report.Models is null)
            {
                var withVersion = new Uri($"{options.Endpoint!.ToString().TrimEnd('/')}/v1");
                var models = await list.ReadAsync(withVersion, key, cancellationToken).ConfigureAwait(false);
                report.SayUnknownModel(place.Fault, models is null ? null : withVersion);
            }

            return;
        }

        if (place.Fault is { Fault: ModelServiceFault.NoPictures or ModelServiceFault.PictureRefused })
        {
            report.SayNoPictures(place.Fault);
        }
        else
        {
            await picture.AskUntilSeenAsync(place, report, cancellationToken).ConfigureAwait(false);
            report.SayLogProbabilities(await picture.AskPresenceAsync(cancellationToken).ConfigureAwait(false), warnings);
        }

        report.SayStructured(await AskStructuredAsync(recorder, options, cancellationToken).ConfigureAwait(false), warnings);
        report.SaySpeed(recorder.Exchanges);
    }

    private static async Task<Exchange> AskStructuredAsync(
        RecordingChatClient client, ChatEndpointOptions options, CancellationToken cancellationToken)
    {
        var settings = new ChatOptions
        {
            Temperature = (float?)options.Temperature,
            Seed = options.Seed,
            MaxOutputTokens = options.MaxOutputTokens,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema, "shape"),
        };
        try
        {
            await client.GetResponseAsync(
                [new ChatMessage(ChatRole.User, "What is the colour of an orange square, and how many sides has it?")],
                settings,
                cancellationToken).ConfigureAwait(false);
        }
        catch (ModelServiceException)
        {
            // It is recorded.
        }

        return client.Exchanges[^1];
    }

    /// <summary>Whether an answer is JSON of the schema and nothing else.</summary>
    internal static bool IsOfSchema(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.EnumerateObject().Count() == 2
                && root.TryGetProperty("colour", out var colour) && colour.ValueKind == JsonValueKind.String
                && root.TryGetProperty("sides", out var sides) && sides.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A number as it is shown.</summary>
    internal static string Shown(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
