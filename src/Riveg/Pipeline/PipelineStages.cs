using Riveg.Entailment;
using Riveg.Expansion;
using Riveg.Grounding;
using Riveg.Recognition;
using Riveg.Segmentation;
using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>What serves each stage of a pipeline. The optional ones are left out where they are null.</summary>
public sealed record PipelineStages
{
    /// <summary>Describes pictures of posts that came without a caption; optional.</summary>
    public IImageCaptioner? Captions { get; init; }

    /// <summary>Asks a language model about posts that came without its answer; optional.</summary>
    public IAuxiliaryKnowledgeSource? Knowledge { get; init; }

    /// <summary>Stage 1.</summary>
    public required IEntityRecognizer Recognition { get; init; }

    /// <summary>Stage 2; optional.</summary>
    public IEntityExpander? Expansion { get; init; }

    /// <summary>Stage 3.</summary>
    public required IVisualEntailment Entailment { get; init; }

    /// <summary>Stage 4.</summary>
    public required IVisualGrounder Grounding { get; init; }

    /// <summary>Stage 5; optional.</summary>
    public ISegmenter? Segmentation { get; init; }

    /// <summary>The stages that are there, in the order in which a post goes through them.</summary>
    public IEnumerable<(StageSlot Slot, IStage Stage)> Present()
    {
        IEnumerable<(StageSlot Slot, IStage? Stage)> all =
        [
            (StageSlot.Captions, Captions),
            (StageSlot.Knowledge, Knowledge),
            (StageSlot.Recognition, Recognition),
            (StageSlot.Expansion, Expansion),
            (StageSlot.Entailment, Entailment),
            (StageSlot.Grounding, Grounding),
            (StageSlot.Segmentation, Segmentation),
        ];
        return all.Where(s => s.Stage is not null).Select(s => (s.Slot, s.Stage!));
    }
}
