using System.Text.Json.Nodes;
using Riveg.Stages;

namespace Riveg.Profiles;

/// <summary>What an implementation gets to know when it is made for a pipeline.</summary>
public sealed class StageCreation
{
    private readonly ProfileBuild build;

    internal StageCreation(ProfileBuild build, StageSlot slot, StageChoice choice)
    {
        this.build = build;
        Slot = slot;
        Settings = choice.Settings;
        Implementation = choice.Implementation;
    }

    /// <summary>The stage that is to be served.</summary>
    public StageSlot Slot { get; }

    /// <summary>The name under which the implementation was found.</summary>
    public string Implementation { get; }

    /// <summary>The stage's own settings.</summary>
    public JsonObject Settings { get; }

    /// <summary>The whole profile.</summary>
    public Profile Profile => build.Profile;

    /// <summary>Something that several stages of one pipeline share, such as a client or a loaded model; made once, and disposed of with the pipeline.</summary>
    public T Shared<T>(string key, Func<T> create)
        where T : class => build.Shared(key, create);

    /// <summary>Makes another implementation of a stage, to be wrapped or fallen back on by name.</summary>
    /// <exception cref="ProfileException">There is no such implementation.</exception>
    public TStage CreateInner<TStage>(StageSlot slot, string implementation)
        where TStage : class, IStage => build.Create<TStage>(slot, new StageChoice(implementation, []));
}
