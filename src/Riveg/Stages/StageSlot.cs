namespace Riveg.Stages;

/// <summary>The places in the pipeline that a profile fills, in the order in which a post goes through them.</summary>
public enum StageSlot
{
    /// <summary>Describes the picture; optional. <c>captions</c></summary>
    Captions,

    /// <summary>Asks a language model about the post; optional. <c>knowledge</c></summary>
    Knowledge,

    /// <summary>Stage 1. <c>recognition</c></summary>
    Recognition,

    /// <summary>Stage 2; optional. <c>expansion</c></summary>
    Expansion,

    /// <summary>Stage 3. <c>entailment</c></summary>
    Entailment,

    /// <summary>Stage 4. <c>grounding</c></summary>
    Grounding,

    /// <summary>Stage 5; optional. <c>segmentation</c></summary>
    Segmentation,
}

/// <summary>The slots' names in profiles and provenance.</summary>
public static class StageSlots
{
    /// <summary>All slots in the order of the pipeline.</summary>
    public static IReadOnlyList<StageSlot> All { get; } = Enum.GetValues<StageSlot>();

    /// <summary>The slot's name in profiles, such as <c>recognition</c>.</summary>
    public static string Name(this StageSlot slot) => slot switch
    {
        StageSlot.Captions => "captions",
        StageSlot.Knowledge => "knowledge",
        StageSlot.Recognition => "recognition",
        StageSlot.Expansion => "expansion",
        StageSlot.Entailment => "entailment",
        StageSlot.Grounding => "grounding",
        StageSlot.Segmentation => "segmentation",
        _ => throw new ArgumentOutOfRangeException(nameof(slot), slot, "Not a stage."),
    };

    /// <summary>Whether a pipeline works with nothing in the slot.</summary>
    public static bool IsOptional(this StageSlot slot) => slot is StageSlot.Captions or StageSlot.Knowledge or StageSlot.Expansion or StageSlot.Segmentation;

    /// <summary>Reads a slot's name.</summary>
    /// <returns>Whether the name is a slot's.</returns>
    public static bool TryParse(string name, out StageSlot slot)
    {
        foreach (var candidate in All)
        {
            if (candidate.Name() == name)
            {
                slot = candidate;
                return true;
            }
        }

        slot = default;
        return false;
    }
}
