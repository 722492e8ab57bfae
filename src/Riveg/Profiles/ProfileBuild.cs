using Riveg.Pipeline;
using Riveg.Entailment;
using Riveg.Expansion;
using Riveg.Grounding;
using Riveg.Recognition;
using Riveg.Segmentation;
using Riveg.Stages;

namespace Riveg.Profiles;

/// <summary>The making of one pipeline out of a profile: what the stages share, and what is to be disposed of.</summary>
internal sealed class ProfileBuild(StageCatalog catalog, Profile profile)
{
    private readonly Dictionary<string, object> shared = [];
    private readonly List<IDisposable> owned = [];

    public Profile Profile => profile;

    public PipelineStages CreateStages() => new()
    {
        Captions = Create<IImageCaptioner>(StageSlot.Captions),
        Knowledge = Create<IAuxiliaryKnowledgeSource>(StageSlot.Knowledge),
        Recognition = Create<IEntityRecognizer>(StageSlot.Recognition)!,
        Expansion = Create<IEntityExpander>(StageSlot.Expansion),
        Entailment = Create<IVisualEntailment>(StageSlot.Entailment)!,
        Grounding = Create<IVisualGrounder>(StageSlot.Grounding)!,
        Segmentation = Create<ISegmenter>(StageSlot.Segmentation),
    };

    public TStage Create<TStage>(StageSlot slot, StageChoice choice)
        where TStage : class, IStage
    {
        var stage = catalog.Find(slot, choice.Implementation)(new StageCreation(this, slot, choice));
        Own(stage);
        return stage as TStage
            ?? throw new ProfileException($"\"{choice.Implementation}\" is registered for the stage {slot.Name()} but is no {typeof(TStage).Name}.");
    }

    public T Shared<T>(string key, Func<T> create)
        where T : class
    {
        if (!shared.TryGetValue(key, out var value))
        {
            value = create();
            shared.Add(key, value);
            Own(value);
        }

        return (T)value;
    }

    /// <summary>What the pipeline is to dispose of: the last made first, since later things use earlier ones.</summary>
    public IReadOnlyList<IDisposable> TakeOwned() => [.. Enumerable.Reverse(owned)];

    public void DisposeOwned()
    {
        foreach (var item in TakeOwned())
        {
            item.Dispose();
        }
    }

    private TStage? Create<TStage>(StageSlot slot)
        where TStage : class, IStage => profile.Stages.TryGetValue(slot, out var choice) ? Create<TStage>(slot, choice) : null;

    private void Own(object item)
    {
        if (item is IDisposable disposable && !owned.Contains(disposable))
        {
            owned.Add(disposable);
        }
    }
}
