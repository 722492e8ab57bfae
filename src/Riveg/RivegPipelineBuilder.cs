using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Riveg.Entailment;
using Riveg.Expansion;
using Riveg.Faults;
using Riveg.Grounding;
using Riveg.Observation;
using Riveg.Pipeline;
using Riveg.Profiles;
using Riveg.Recognition;
using Riveg.Segmentation;
using Riveg.Stages;

namespace Riveg;

/// <summary>
/// Says what a pipeline is made of: a profile, and what the program puts over it. Nothing is looked up, opened or loaded before
/// <see cref="Build"/>, so the order of the calls does not matter; of two calls about one thing the later one counts.
/// </summary>
/// <remarks>
/// Not thread-safe. A builder may build several pipelines; stages that were given to it are then shared by them, but for one that a
/// pipeline owns, which is that pipeline's alone. Implementations of
/// <c>Riveg.Onnx</c> and <c>Riveg.LanguageModels</c> are found by themselves where those libraries lie beside the program; <c>UseModels</c>
/// and <c>UseChat</c> set them up otherwise than by default.
/// </remarks>
/// <example><code source="../../samples/Riveg.Samples.Programs/OwnStage.cs" region="builder"><![CDATA[
/// using var riveg = RivegPipeline.CreateBuilder("builtin")
///     .UseRecognizer(new HashtagRecognizer())
///     .Configure(o => o with { BatchSize = 4, KeepCandidates = true })
///     .Build();
/// ]]></code></example>
public sealed class RivegPipelineBuilder
{
    /// <summary>The profile where none is named.</summary>
    public const string DefaultProfile = "builtin";

    private readonly Dictionary<StageSlot, IStage> stages = [];

    // What the next pipeline is to dispose of, one that a later call took the place of too; and what earlier pipelines have.
    private readonly List<IStage> given = [];
    private readonly HashSet<IStage> handedOver = [];
    private readonly JsonObject overlay = [];
    private readonly Dictionary<Type, object> setups = [];
    private readonly List<Action<StageCatalog>> catalogs = [];
    private readonly List<Func<PipelineOptions, PipelineOptions>> options = [];
    private string profile;
    private Profile? loaded;
    private ILoggerFactory? loggers;
    private TimeProvider? time;

    internal RivegPipelineBuilder(string profile)
    {
        ArgumentException.ThrowIfNullOrEmpty(profile);
        this.profile = profile;
    }

    /// <summary>
    /// The services of the host, for extensions of other libraries (<c>IHttpClientFactory</c>); null outside dependency injection.
    /// </summary>
    public IServiceProvider? Services { get; internal set; }

    /// <summary>Names the profile that fills what the program does not.</summary>
    /// <param name="nameOrPath">The name of a profile, or the path of a profile's file.</param>
    /// <returns>This builder.</returns>
    public RivegPipelineBuilder UseProfile(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        profile = nameOrPath;
        loaded = null;
        return this;
    }

    /// <summary>Takes a profile that was read already.</summary>
    /// <param name="profile">The profile.</param>
    /// <returns>This builder.</returns>
    internal RivegPipelineBuilder UseProfile(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        loaded = profile;
        return this;
    }

    /// <summary>Says how the pipeline works; what is set here wins over the profile, and that over the defaults.</summary>
    /// <param name="configure">Gives the options with its changes: <c>o => o with { BatchSize = 4 }</c>.</param>
    /// <returns>This builder.</returns>
    public RivegPipelineBuilder Configure(Func<PipelineOptions, PipelineOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        options.Add(configure);
        return this;
    }

    /// <summary>
    /// Lays values over a section of the profile, such as <c>chat</c> or <c>stages</c>, and over what earlier calls said of it.
    /// </summary>
    /// <param name="section">The section's name.</param>
    /// <param name="values">Objects in it are merged, all else is replaced.</param>
    /// <returns>This builder.</returns>
    public RivegPipelineBuilder Configure(string section, JsonObject values)
    {
        ArgumentException.ThrowIfNullOrEmpty(section);
        ArgumentNullException.ThrowIfNull(values);
        ProfileMerge.Into(overlay, new JsonObject { [section] = values.DeepClone() });
        return this;
    }

    /// <summary>
    /// Adds implementations and profiles to choose from by name; libraries with stages have an extension that calls this.
    /// </summary>
    /// <param name="add">Called at each <see cref="Build"/> with that pipeline's catalog.</param>
    /// <returns>This builder.</returns>
    public RivegPipelineBuilder ConfigureCatalog(Action<StageCatalog> add)
    {
        ArgumentNullException.ThrowIfNull(add);
        catalogs.Add(add);
        return this;
    }

    /// <summary>Puts an own captioner into the pipeline.</summary>
    /// <inheritdoc cref="UseRecognizer" />
    public RivegPipelineBuilder UseCaptioner(IImageCaptioner stage, bool ownsStage = false) => Use(StageSlots.Captions, stage, ownsStage);

    /// <summary>Puts an own observer of pictures into the pipeline.</summary>
    /// <inheritdoc cref="UseRecognizer" />
    public RivegPipelineBuilder UseObserver(IPictureObserver stage, bool ownsStage = false) =>
        Use(StageSlots.Observation, stage, ownsStage);

    /// <summary>Puts an own source of auxiliary knowledge into the pipeline.</summary>
    /// <inheritdoc cref="UseRecognizer" />
    public RivegPipelineBuilder UseKnowledge(IAuxiliaryKnowledgeSource stage, bool ownsStage = false) =>
        Use(StageSlots.Knowledge, stage, ownsStage);

    /// <summary>Puts an own recogniser into the pipeline.</summary>
    /// <param name="stage">Thread-safe.</param>
    /// <param name="ownsStage">Whether the pipeline disposes of it.</param>
    /// <returns>This builder.</returns>
    public RivegPipelineBuilder UseRecognizer(IEntityRecognizer stage, bool ownsStage = false) =>
        Use(StageSlots.Recognition, stage, ownsStage);

    /// <summary>Puts an own expander into the pipeline.</summary>
    /// <inheritdoc cref="UseRecognizer" />
    public RivegPipelineBuilder UseExpander(IEntityExpander stage, bool ownsStage = false) => Use(StageSlots.Expansion, stage, ownsStage);

    /// <summary>Puts an own entailment into the pipeline.</summary>
    /// <inheritdoc cref="UseRecognizer" />
    public RivegPipelineBuilder UseEntailment(IVisualEntailment stage, bool ownsStage = false) =>
        Use(StageSlots.Entailment, stage, ownsStage);

    /// <summary>Puts an own grounder into the pipeline.</summary>
    /// <inheritdoc cref="UseRecognizer" />
    public RivegPipelineBuilder UseGrounder(IVisualGrounder stage, bool ownsStage = false) => Use(StageSlots.Grounding, stage, ownsStage);

    /// <summary>Puts an own segmenter into the pipeline.</summary>
    /// <inheritdoc cref="UseRecognizer" />
    public RivegPipelineBuilder UseSegmenter(ISegmenter stage, bool ownsStage = false) => Use(StageSlots.Segmentation, stage, ownsStage);

    /// <summary>Says where the log goes; what stages throw is logged as a warning with the post's id, never its text.</summary>
    /// <param name="factory">Stays the caller's.</param>
    /// <returns>This builder.</returns>
    public RivegPipelineBuilder UseLogging(ILoggerFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        loggers = factory;
        return this;
    }

    /// <summary>Says where time limits and waits get their time.</summary>
    /// <param name="provider">The clock.</param>
    /// <returns>This builder.</returns>
    public RivegPipelineBuilder UseTime(TimeProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        time = provider;
        return this;
    }

    /// <summary>Makes the pipeline: looks up the names, checks everything, and opens what the stages need.</summary>
    /// <returns>The pipeline, to be disposed of by the caller.</returns>
    /// <remarks>Where it throws, stages that were given to the builder are as before, and a later call may succeed.</remarks>
    /// <exception cref="RivegException">
    /// The profile, an implementation's name, a setting or an option is wrong; the message names all faults together.
    /// </exception>
    /// <exception cref="StageUnavailableException">
    /// A model or service is missing; the message says what to run. A model that is known by name, was not fetched yet, and that pictures
    /// alone need is told with the first post that has one: <see cref="RivegPipeline.EnsureReadyForPictures"/> tells it now.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A pipeline that was built before owns a stage of this builder, or a function given to <c>Configure</c> gave null.
    /// </exception>
    public RivegPipeline Build()
    {
        var catalog = CreateCatalog();
        var resolved = Resolve(catalog);
        RefuseHandedOver();
        var build = new ProfileBuild(catalog, resolved.Profile, loggers, time ?? TimeProvider.System, Services);
        try
        {
            var filled = new PipelineStages();
            foreach (var (slot, stage) in stages)
            {
                filled.Set(slot, stage);
            }

            build.CreateStages(filled);
            var pipeline = new RivegPipeline(
                filled, resolved.Options, resolved.Profile.Name, [.. build.Owned, .. Enumerable.Reverse(given)], time, loggers);
            handedOver.UnionWith(given);
            given.Clear();
            HasBuilt = true;
            return pipeline;
        }
        catch
        {
            DisposeOf(build.Owned);
            throw;
        }
    }

    /// <summary>Looks up the names and checks the settings, as far as that needs no model, service or stage.</summary>
    /// <exception cref="RivegException">Something is wrong; the message names all faults together.</exception>
    internal void Check() => Resolve(CreateCatalog());

    /// <summary>Whether a pipeline was built.</summary>
    internal bool HasBuilt { get; private set; }

    /// <summary>Disposes of the stages that a pipeline was to own, where none was built.</summary>
    internal void DisposeUnused()
    {
        var unused = given.ToList();
        given.Clear();
        DisposeOf(Enumerable.Reverse(unused));
    }

    /// <summary>What an extension keeps from call to call, so that a later call changes what an earlier one said.</summary>
    /// <typeparam name="TSetup">The extension's own; without an earlier call its defaults.</typeparam>
    /// <param name="change">Gives it as it is from now on.</param>
    /// <returns>The same.</returns>
    internal TSetup SetUp<TSetup>(Func<TSetup, TSetup> change)
        where TSetup : class, new()
    {
        var setup = change(setups.GetValueOrDefault(typeof(TSetup)) as TSetup ?? new TSetup());
        setups[typeof(TSetup)] = setup;
        return setup;
    }

    /// <summary>The catalog that names are looked up in.</summary>
    internal StageCatalog CreateCatalog()
    {
        var catalog = StageCatalog.CreateDefault();
        catalogs.ForEach(add => add(catalog));
        return catalog;
    }

    private static void DisposeOf(IEnumerable<object> things) => OwnedThings.DisposeAllAsync(things).AsTask().GetAwaiter().GetResult();

    private ProfileResolution Resolve(StageCatalog catalog)
    {
        var asked = options.Aggregate(new PipelineOptions(), (current, configure) => configure(current)
            ?? throw new InvalidOperationException($"A function given to {nameof(Configure)} gave no options (null)."));
        return ProfileResolution.Of(
            catalog,
            () => loaded?.ToUnchecked() ?? new ProfileLoading(catalog).Read(profile),
            overlay,
            asked,
            slot => !stages.ContainsKey(slot));
    }

    private void RefuseHandedOver()
    {
        if (stages.FirstOrDefault(s => handedOver.Contains(s.Value)) is { Key: { } slot })
        {
            throw new InvalidOperationException(
                $"The {slot.Name} stage belongs to the pipeline that this builder built before; give the builder another one, or "
                + "keep it your own (ownsStage: false).");
        }
    }

    private RivegPipelineBuilder Use<TStage>(StageSlot<TStage> slot, TStage stage, bool ownsStage)
        where TStage : class, IStage
    {
        ArgumentNullException.ThrowIfNull(stage);
        stages[slot] = stage;
        if (ownsStage && OwnedThings.CanBe(stage) && !given.Contains(stage))
        {
            given.Add(stage);
        }

        return this;
    }
}
