using Riveg.Faults;
using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>
/// What serves each stage of a pipeline; an optional one that is missing is left out. Filled while a pipeline is built, then only read.
/// </summary>
internal sealed class PipelineStages
{
    private readonly Dictionary<StageSlot, IStage> stages = [];
    private readonly List<string> lacks = [];

    /// <summary>The stages that are there, in the order in which a post goes through them.</summary>
    public IEnumerable<(StageSlot Slot, IStage Stage)> Present => StageSlots.All.Where(stages.ContainsKey).Select(s => (s, stages[s]));

    /// <summary>The required slots that nothing fills.</summary>
    public IEnumerable<StageSlot> Missing => StageSlots.All.Where(s => s.IsRequired && !stages.ContainsKey(s));

    /// <summary>Whether models are missing that pictures alone need.</summary>
    public bool LacksModels => lacks.Count > 0;

    /// <summary>
    /// Whether models are missing that are asked to guess where a picture is not to be had: those of entailment or grounding.
    /// </summary>
    public bool LacksModelsOfGuesses =>
        LacksModels
        && Present.Any(s => (s.Slot == StageSlots.Entailment || s.Slot == StageSlots.Grounding) && MissingStage.IsIn(s.Stage.Info));

    /// <summary>Notes what is missing before a post with a picture can be annotated.</summary>
    /// <param name="message">What is missing and what to do; one line.</param>
    public void AddLack(string message)
    {
        if (!lacks.Contains(message))
        {
            lacks.Add(message);
        }
    }

    /// <summary>Lets posts with a picture pass where nothing is missing.</summary>
    /// <exception cref="StageUnavailableException">A model is missing; the message says what to run.</exception>
    public void EnsureReadyForPictures()
    {
        if (LacksModels)
        {
            throw new StageUnavailableException(string.Join(' ', lacks));
        }
    }

    /// <summary>Whether something serves a slot.</summary>
    public bool IsSet(StageSlot slot) => stages.ContainsKey(slot);

    /// <summary>What serves a slot; null where nothing does.</summary>
    public TStage? Find<TStage>(StageSlot<TStage> slot)
        where TStage : class, IStage => stages.TryGetValue(slot, out var stage) ? (TStage)stage : null;

    /// <summary>What serves a required slot.</summary>
    public TStage Get<TStage>(StageSlot<TStage> slot)
        where TStage : class, IStage => Find(slot) ?? throw new InvalidOperationException($"Nothing serves the stage {slot.Name}.");

    /// <summary>Fills a slot.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="stage">Of the slot's contract.</param>
    public void Set(StageSlot slot, IStage stage)
    {
        if (!slot.Contract.IsInstanceOfType(stage))
        {
            throw new ArgumentException($"{stage.GetType().Name} serves no {slot.Name}: it is no {slot.Contract.Name}.", nameof(stage));
        }

        if (stage.Info is null)
        {
            throw Refused(slot, stage, "its Info is null");
        }

        if (stage.TimeLimit is { } limit && limit <= TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
        {
            throw Refused(slot, stage, $"its TimeLimit is {limit}, and must be above zero, infinite or null");
        }

        stages[slot] = stage;
    }

    private static RivegException Refused(StageSlot slot, IStage stage, string fault) =>
        new(FaultKind.WrongInput, $"{stage.GetType().Name} cannot serve {slot.Name}: {fault}.");
}
