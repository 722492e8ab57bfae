using System.Text.Json.Nodes;
using System.Text.Json;
using Riveg.Pipeline;
using Riveg.Grounding;

namespace Riveg.Profiles;

/// <summary>Reads the <c>pipeline</c> section of a profile.</summary>
internal static class PipelineSection
{
    public const string Name = "pipeline";

    private const string ThresholdKey = "entailmentThreshold";
    private const string DecisionKey = "groundingDecision";
    private const string ThresholdDecision = "threshold";
    private const string ExpectedCorrectnessDecision = "expected-correctness";

    private static readonly string[] Keys =
        ["batchSize", "maxBatchesInFlight", "maxPixelsInFlight", DecisionKey, ThresholdKey, "minScore", "stageTimeLimitSeconds", "postTimeLimitSeconds"];

    /// <summary>Refuses a section that is wrong.</summary>
    /// <exception cref="ProfileException">It is.</exception>
    public static void Check(Profile profile) => Apply(profile, new PipelineOptions());

    /// <summary>The options of a profile under those that code set.</summary>
    public static PipelineOptions Apply(Profile profile, PipelineOptions code)
    {
        try
        {
            var options = code.Over(Read(profile));
            options.Validate();
            return options;
        }
        catch (ArgumentException exception)
        {
            throw new ProfileException($"The profile {profile.Name} is wrong: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Makes room for what a profile lays over another's section: a threshold replaces the other's decision, and a decision the other's threshold, so that neither depends on their order.
    /// </summary>
    public static void Replace(JsonObject below, JsonObject overlay)
    {
        if (overlay.ContainsKey(ThresholdKey) && !overlay.ContainsKey(DecisionKey))
        {
            below.Remove(DecisionKey);
        }
        else if (overlay.ContainsKey(DecisionKey) && !overlay.ContainsKey(ThresholdKey))
        {
            below.Remove(ThresholdKey);
        }
    }

    private static PipelineOptions Read(Profile profile)
    {
        var section = profile.Section(Name) ?? [];
        var options = new PipelineOptions();
        foreach (var (key, value) in section)
        {
            options = key switch
            {
                "batchSize" => options with { BatchSize = Integer(profile, key, value) },
                "maxBatchesInFlight" => options with { MaxBatchesInFlight = Integer(profile, key, value) },
                "maxPixelsInFlight" => options with { MaxPixelsInFlight = Long(profile, key, value) },
                "minScore" => options with { MinScore = Share(profile, key, value) },
                "stageTimeLimitSeconds" => options with { StageTimeLimit = Seconds(profile, key, value) },
                "postTimeLimitSeconds" => options with { PostTimeLimit = Seconds(profile, key, value) },
                DecisionKey or ThresholdKey => options,
                _ => throw Wrong(profile, $"\"pipeline\" has no \"{key}\"; there are {string.Join(", ", Keys)}"),
            };
        }

        return Decision(profile, section) is { } decision ? options with { Decision = decision } : options;
    }

    private static IGroundingDecision? Decision(Profile profile, JsonObject section)
    {
        double? threshold = section.ContainsKey(ThresholdKey) ? Share(profile, ThresholdKey, section[ThresholdKey]) : null;
        if (!section.ContainsKey(DecisionKey))
        {
            return threshold is { } given ? new EntailmentThreshold(given) : null;
        }

        return Text(section[DecisionKey]) switch
        {
            ThresholdDecision => new EntailmentThreshold(threshold ?? EntailmentThreshold.Default),
            ExpectedCorrectnessDecision when threshold is null => new ExpectedCorrectness(),
            ExpectedCorrectnessDecision => throw Wrong(profile, $"\"pipeline.{ThresholdKey}\" means nothing to the decision \"{ExpectedCorrectnessDecision}\"; leave one of them out"),
            _ => throw Wrong(profile, $"\"pipeline.{DecisionKey}\" is neither \"{ThresholdDecision}\" nor \"{ExpectedCorrectnessDecision}\""),
        };
    }

    private static string? Text(JsonNode? value) => value is JsonValue text && text.TryGetValue<string>(out var result) ? result : null;

    private static int Integer(Profile profile, string key, JsonNode? value) =>
        IsNumber(value) && value!.AsValue().TryGetValue<int>(out var result) ? result : throw Wrong(profile, $"\"pipeline.{key}\" is no whole number");

    private static long Long(Profile profile, string key, JsonNode? value) =>
        IsNumber(value) && value!.AsValue().TryGetValue<long>(out var result) ? result : throw Wrong(profile, $"\"pipeline.{key}\" is no whole number");

    private static double Share(Profile profile, string key, JsonNode? value) => IsNumber(value) && value!.AsValue().TryGetValue<double>(out var result) && result is >= 0 and <= 1
        ? result
        : throw Wrong(profile, $"\"pipeline.{key}\" is no number from 0 to 1");

    private static TimeSpan Seconds(Profile profile, string key, JsonNode? value) => IsNumber(value) && value!.AsValue().TryGetValue<double>(out var result) && result is > 0 and <= 86400
        ? TimeSpan.FromSeconds(result)
        : throw Wrong(profile, $"\"pipeline.{key}\" is no number of seconds above 0 and up to 86400");

    private static bool IsNumber(JsonNode? value) => value is JsonValue number && number.GetValueKind() == JsonValueKind.Number;

    private static ProfileException Wrong(Profile profile, string fault) => new($"The profile {profile.Name} is wrong: {fault}.");
}
