using Microsoft.Extensions.Logging;
using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Stages;

namespace Riveg.Profiles;

/// <summary>What an implementation gets to know when it is made for a pipeline.</summary>
public sealed class StageCreation
{
    private readonly ProfileBuild build;
    private readonly StageChoice choice;

    internal StageCreation(ProfileBuild build, StageSlot slot, StageChoice choice)
    {
        this.build = build;
        Slot = slot;
        this.choice = choice;
        Implementation = choice.Implementation;
    }

    /// <summary>The stage that is to be served.</summary>
    public StageSlot Slot { get; }

    /// <summary>The name under which the implementation was found.</summary>
    public string Implementation { get; }

    /// <summary>The whole profile.</summary>
    internal Profile Profile => build.Profile;

    /// <summary>Whether the pipeline has something in a slot, from the profile or from the program.</summary>
    /// <param name="slot">The slot.</param>
    /// <returns>Whether it has.</returns>
    public bool IsServed(StageSlot slot) => build.IsServed(slot);

    /// <summary>Whether the profile makes what serves a slot, rather than the program.</summary>
    internal bool IsMade(StageSlot slot) => build.IsMade(slot);

    /// <summary>Whether posts can be annotated without the stage, as long as they have no picture.</summary>
    internal bool MayBeMissing => Slot.IsAboutPictures;

    /// <summary>Where the log goes.</summary>
    public ILoggerFactory Loggers => build.Loggers;

    /// <summary>Where time limits and waits get their time.</summary>
    public TimeProvider Time => build.Time;

    /// <summary>The services of the host, such as <c>IHttpClientFactory</c>; null outside dependency injection.</summary>
    public IServiceProvider? Services => build.Services;

    /// <summary>
    /// Something that several stages of one pipeline share, such as a client or a loaded model; made once, and disposed of with the
    /// pipeline.
    /// </summary>
    /// <param name="key">Names it among what the pipeline's stages share.</param>
    /// <param name="create">Makes it.</param>
    /// <returns>What was made first under the key.</returns>
    public T Shared<T>(string key, Func<T> create)
        where T : class => build.Shared(key, create);

    /// <summary>Makes another implementation of a stage, to be wrapped or fallen back on by name.</summary>
    /// <param name="slot">The stage.</param>
    /// <param name="implementation">Its name.</param>
    /// <returns>It has the settings by default; the pipeline disposes of it.</returns>
    /// <exception cref="RivegException">There is no such implementation.</exception>
    public TStage CreateInner<TStage>(StageSlot<TStage> slot, string implementation)
        where TStage : class, IStage => (TStage)build.Create(slot, new StageChoice(implementation, []));

    /// <summary>
    /// What stands for a stage whose model is not here, where <see cref="MayBeMissing"/>: it ends the run at the first post that has a
    /// picture.
    /// </summary>
    /// <typeparam name="TStage">The contract of <see cref="Slot"/>.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="message">What is missing and what to do; one line.</param>
    internal TStage CreateMissing<TStage>(string model, string message)
        where TStage : class, IStage => (TStage)(IStage)build.CreateMissing(Implementation, model, message);

    /// <summary>A path that a setting says: a relative one starts in the folder of the profile's file.</summary>
    /// <param name="path">The path; whether anything is there does not matter.</param>
    /// <returns>The full path. Of a named profile it starts in the current folder.</returns>
    /// <exception cref="RivegException">It can be no path.</exception>
    public string ResolvePath(string path) => Profile.ResolvePath(path);

    /// <summary>The stage's settings, over the sections that they name.</summary>
    internal TSettings ReadSettings<TSettings>()
        where TSettings : class, new() => Profile.ReadStage<TSettings>(Slot, choice);
}
