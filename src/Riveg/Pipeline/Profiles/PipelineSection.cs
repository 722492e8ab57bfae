using System.Text.Json;
using System.Text.Json.Nodes;
using Riveg.Grounding;

namespace Riveg.Pipeline.Profiles;

/// <summary>Reads the <c>pipeline</c> section of a profile.</summary>
internal static class PipelineSection
{
    public static PipelineOptions Apply(Profile profile, PipelineOptions options)
    {
        foreach (var (key, value) in profile.Section("pipeline") ?? [])
        {
            options = key switch
            {
                "batchSize" => options with { BatchSize = Integer(profile, key, value) },
                "maxBatchesInFlight" => options with { MaxBatchesInFlight = Integer(profile, key, value) },
                "groundingDecision" => options with { Decision = Decision(profile, key, value) },
                "entailmentThreshold" => options with { Decision = new EntailmentThreshold(Number(profile, key, value)) },
                _ => throw new ProfileException($"The profile {profile.Name} is wrong: \"pipeline\" has no \"{key}\"; there are batchSize, maxBatchesInFlight, groundingDecision and entailmentThreshold."),
            };
        }

        try
        {
            options.Validate();
            return options;
        }
        catch (ArgumentException exception)
        {
            throw new ProfileException($"The profile {profile.Name} is wrong: {exception.Message}", exception);
        }
    }

    private static IGroundingDecision Decision(Profile profile, string key, JsonNode? value) => value?.ToString() switch
    {
        "threshold" => new EntailmentThreshold(),
        "expected-correctness" => new ExpectedCorrectness(),
        _ => throw new ProfileException($"The profile {profile.Name} is wrong: \"pipeline.{key}\" is neither \"threshold\" nor \"expected-correctness\"."),
    };

    private static int Integer(Profile profile, string key, JsonNode? value) =>
        value is JsonValue number && number.GetValueKind() == JsonValueKind.Number && number.TryGetValue<int>(out var result)
            ? result
            : throw new ProfileException($"The profile {profile.Name} is wrong: \"pipeline.{key}\" is no whole number.");

    private static double Number(Profile profile, string key, JsonNode? value) =>
        value is JsonValue number && number.GetValueKind() == JsonValueKind.Number && number.TryGetValue<double>(out var result) && result is >= 0 and <= 1
            ? result
            : throw new ProfileException($"The profile {profile.Name} is wrong: \"pipeline.{key}\" is no number from 0 to 1.");
}
