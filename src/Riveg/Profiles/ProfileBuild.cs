using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Riveg.Observation;
using Riveg.Pipeline;
using Riveg.Stages;

namespace Riveg.Profiles;

/// <summary>The making of one pipeline out of a profile: what the stages share, and what is to be disposed of.</summary>
internal sealed class ProfileBuild(
    StageCatalog catalog, Profile profile, ILoggerFactory? loggers, TimeProvider time, IServiceProvider? services)
{
    private readonly Dictionary<string, object> shared = [];
    private readonly List<object> owned = [];
    private readonly HashSet<StageSlot> filled = [];
    private readonly List<MissingStage> missing = [];

    public Profile Profile => profile;

    public ILoggerFactory Loggers => loggers ?? NullLoggerFactory.Instance;

    public TimeProvider Time => time;

    public IServiceProvider? Services => services;

    /// <summary>Whether the pipeline has something in a slot.</summary>
    public bool IsServed(StageSlot slot) => profile.Stages.ContainsKey(slot) || filled.Contains(slot);

    /// <summary>Whether the profile makes what serves a slot, rather than the program.</summary>
    public bool IsMade(StageSlot slot) => profile.Stages.ContainsKey(slot) && !filled.Contains(slot);

    /// <summary>Makes the stages that the profile names, but for those of slots that are filled already.</summary>
    public void CreateStages(PipelineStages target)
    {
        filled.UnionWith(target.Present.Select(s => s.Slot));
        foreach (var slot in StageSlots.All.Where(s => !target.IsSet(s)))
        {
            if (profile.Stages.TryGetValue(slot, out var choice))
            {
                target.Set(slot, choice.Further.Count == 0 ? Create(slot, choice) : CreateObservers(choice));
            }
        }

        missing.ForEach(m => target.AddLack(m.Message));
    }

    /// <summary>Makes an implementation.</summary>
    public IStage Create(StageSlot slot, StageChoice choice)
    {
        var stage = catalog.Find(slot, choice.Implementation)(new StageCreation(this, slot, choice));
        Own(stage);
        return stage;
    }

    /// <summary>Makes what stands for a stage whose model is not here until a post has a picture.</summary>
    /// <param name="implementation">The implementation.</param>
    /// <param name="model">Its model.</param>
    /// <param name="message">What is missing and what to do.</param>
    public MissingStage CreateMissing(string implementation, string model, string message)
    {
        missing.Add(new MissingStage(implementation, model, message));
        return missing[^1];
    }

    private ObserversTogether CreateObservers(StageChoice choice) =>
        new([.. choice.All.Select(c => (IPictureObserver)Create(StageSlots.Observation, c))]);

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

    /// <summary>What was made, for the pipeline to dispose of: the last made first, since later things use earlier ones.</summary>
    public IReadOnlyList<object> Owned => [.. Enumerable.Reverse(owned)];

    /// <summary>Has something disposed of with the pipeline.</summary>
    public void Own(object item)
    {
        if (OwnedThings.CanBe(item) && !owned.Contains(item))
        {
            owned.Add(item);
        }
    }
}
