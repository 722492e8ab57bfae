using System.Text.Json.Nodes;
using Riveg.Pipeline;
using Riveg.Settings;

namespace Riveg.Profiles;

/// <summary>The <c>pipeline</c> section of a profile, and what code lays over it.</summary>
internal static class PipelineSection
{
    public const string Name = "pipeline";

    private const string ThresholdKey = "entailmentThreshold";
    private const string DecisionKey = "groundingDecision";

    /// <summary>The options of a profile under those that code set.</summary>
    /// <exception cref="ProfileException">Names every fault of the section, or else of what code set.</exception>
    public static PipelineOptions Apply(Profile profile, PipelineOptions code)
    {
        var options = code.Over(profile.ReadSection<PipelineSettings>(Name).ToOptions());
        return FindFault(options) is { } fault ? throw new ProfileException(fault) : options;
    }

    /// <summary>What is wrong with options, as one sentence; null where nothing is.</summary>
    public static string? FindFault(PipelineOptions options) =>
        SettingsCheck.FindFaults(options) is { Count: > 0 } faults
            ? $"The pipeline's options are wrong: {string.Join("; ", faults)}."
            : null;

    /// <summary>
    /// Makes room for what a profile lays over another's section: a threshold replaces the other's decision, and a decision the other's
    /// threshold, so that neither depends on their order.
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
}
