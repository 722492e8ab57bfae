using System.Text.Json.Nodes;

namespace Riveg.Profiles;

internal static class ProfileMerge
{
    /// <summary>Lays one JSON object over another: objects are merged, all else is replaced.</summary>
    public static void Into(JsonObject target, JsonObject overlay)
    {
        if (target[PipelineSection.Name] is JsonObject below && overlay[PipelineSection.Name] is JsonObject above)
        {
            PipelineSection.Replace(below, above);
        }

        if (target[ProfileFile.Stages] is JsonObject stages && overlay[ProfileFile.Stages] is JsonObject overlaid)
        {
            MakeRoom(stages, overlaid);
        }

        foreach (var (key, value) in overlay)
        {
            if (value is JsonObject inner && target[key] is JsonObject existing && !IsOtherImplementation(existing, inner))
            {
                Into(existing, inner);
            }
            else
            {
                target[key] = value?.DeepClone();
            }
        }
    }

    // Settings without a name are those of what serves the stage already, also where that is just named.
    private static void MakeRoom(JsonObject stages, JsonObject overlay)
    {
        foreach (var (key, value) in overlay)
        {
            if (value is JsonObject settings && !settings.ContainsKey(StageChoice.Use) && stages[key] is JsonValue name)
            {
                stages[key] = new JsonObject { [StageChoice.Use] = name.DeepClone() };
            }
        }
    }

    // The settings of one implementation mean nothing to another.
    private static bool IsOtherImplementation(JsonObject existing, JsonObject overlay) =>
        overlay[StageChoice.Use] is { } use && existing[StageChoice.Use]?.ToJsonString() != use.ToJsonString();
}
