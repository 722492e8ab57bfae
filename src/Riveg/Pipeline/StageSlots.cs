using Riveg.Entailment;
using Riveg.Expansion;
using Riveg.Grounding;
using Riveg.Observation;
using Riveg.Recognition;
using Riveg.Segmentation;

namespace Riveg.Pipeline;

/// <summary>All stages: the one table of their names and contracts.</summary>
public static class StageSlots
{
    /// <summary>Describes pictures of posts that came without a caption.</summary>
    public static StageSlot<IImageCaptioner> Captions { get; } = new("captions", isRequired: false, isAboutPictures: true);

    /// <summary>Looks at pictures: faces, objects, words.</summary>
    public static StageSlot<IPictureObserver> Observation { get; } = new("observation", isRequired: false, isAboutPictures: true);

    /// <summary>Asks a language model about posts that came without its answer.</summary>
    public static StageSlot<IAuxiliaryKnowledgeSource> Knowledge { get; } = new("knowledge", isRequired: false, isAboutPictures: false);

    /// <summary>Stage 1.</summary>
    public static StageSlot<IEntityRecognizer> Recognition { get; } = new("recognition", isRequired: true, isAboutPictures: false);

    /// <summary>Stage 2.</summary>
    public static StageSlot<IEntityExpander> Expansion { get; } = new("expansion", isRequired: false, isAboutPictures: false);

    /// <summary>Stage 3.</summary>
    public static StageSlot<IVisualEntailment> Entailment { get; } = new("entailment", isRequired: true, isAboutPictures: true);

    /// <summary>Stage 4.</summary>
    public static StageSlot<IVisualGrounder> Grounding { get; } = new("grounding", isRequired: true, isAboutPictures: true);

    /// <summary>Stage 5.</summary>
    public static StageSlot<ISegmenter> Segmentation { get; } = new("segmentation", isRequired: false, isAboutPictures: true);

    /// <summary>All of them, in the order in which a post goes through them.</summary>
    public static IReadOnlyList<StageSlot> All { get; } =
        [Captions, Observation, Knowledge, Recognition, Expansion, Entailment, Grounding, Segmentation];

    /// <summary>Finds a slot by its name.</summary>
    /// <param name="name">Such as <c>recognition</c>.</param>
    /// <returns>The slot; null where there is none of that name.</returns>
    public static StageSlot? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
