using System.Text.Json;
using System.Text.Json.Nodes;
using Riveg.Stages;

namespace Riveg.Pipeline.Profiles;

/// <summary>
/// The implementations of stages and the named profiles that are at hand. Each library adds its own. Fill it first, then use it: reading is thread-safe, adding is not.
/// </summary>
public sealed class StageCatalog
{
    private readonly Dictionary<(StageSlot Slot, string Name), Func<StageCreation, IStage>> implementations = [];
    private readonly Dictionary<string, string> profiles = new(StringComparer.Ordinal);

    /// <summary>The named profiles, in the order in which they were added.</summary>
    public IReadOnlyCollection<string> ProfileNames => profiles.Keys;

    /// <summary>A catalog with what this library has: the profile <c>builtin</c> and its stages.</summary>
    public static StageCatalog CreateDefault()
    {
        var catalog = new StageCatalog();
        BuiltinStages.AddTo(catalog);
        return catalog;
    }

    /// <summary>Adds an implementation of a stage.</summary>
    /// <typeparam name="TStage">The stage's interface, which must be that of the slot.</typeparam>
    /// <param name="slot">The stage.</param>
    /// <param name="implementation">Its name in profiles.</param>
    /// <param name="create">Makes it; throws <see cref="StageUnavailableException"/> where its model or service is missing.</param>
    public StageCatalog Add<TStage>(StageSlot slot, string implementation, Func<StageCreation, TStage> create)
        where TStage : class, IStage
    {
        ArgumentException.ThrowIfNullOrEmpty(implementation);
        ArgumentNullException.ThrowIfNull(create);
        implementations[(slot, implementation)] = create;
        return this;
    }

    /// <summary>Adds a named profile.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="json">Its JSON, in the form that <see cref="Profile"/> tells, with <c>extends</c> if wanted.</param>
    public StageCatalog AddProfile(string name, string json)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        profiles[name] = json;
        return this;
    }

    /// <summary>The names of the implementations of a slot.</summary>
    public IReadOnlyList<string> ImplementationsOf(StageSlot slot) => [.. implementations.Keys.Where(k => k.Slot == slot).Select(k => k.Name)];

    /// <summary>Reads a named profile or a profile's file.</summary>
    /// <exception cref="ProfileException">There is no such profile, or it is wrong.</exception>
    public Profile LoadProfile(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        var (name, root, folder) = Load(nameOrPath, Environment.CurrentDirectory, []);
        return Profile.Create(name, root, folder);
    }

    /// <summary>Makes the pipeline that a profile describes; it owns its stages.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="options">How the pipeline works; what the profile's <c>pipeline</c> section says goes over it.</param>
    /// <exception cref="ProfileException">An implementation is unknown or its settings are wrong.</exception>
    /// <exception cref="StageUnavailableException">A model or service is missing; the message says what to run.</exception>
    public AnnotationPipeline CreatePipeline(Profile profile, PipelineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var build = new ProfileBuild(this, profile);
        try
        {
            var effective = PipelineSection.Apply(profile, options ?? new PipelineOptions());
            return new AnnotationPipeline(build.CreateStages(), effective, profile.Name, build.TakeOwned());
        }
        catch
        {
            build.DisposeOwned();
            throw;
        }
    }

    internal Func<StageCreation, IStage> Find(StageSlot slot, string implementation) => implementations.TryGetValue((slot, implementation), out var create)
        ? create
        : throw new ProfileException(
            $"No implementation \"{implementation}\" serves the stage {slot.Name()}; there are {string.Join(", ", ImplementationsOf(slot).DefaultIfEmpty("none"))}.");

    private (string Name, JsonObject Root, string Folder) Load(string nameOrPath, string folder, List<string> trail)
    {
        if (trail.Contains(nameOrPath))
        {
            throw new ProfileException($"The profiles extend each other in a circle: {string.Join(" -> ", [.. trail, nameOrPath])}.");
        }

        trail.Add(nameOrPath);
        var (name, json, ownFolder) = ReadText(nameOrPath, folder);
        var root = ParseObject(nameOrPath, json);
        if (root["extends"] is not { } extends)
        {
            return (name, root, ownFolder);
        }

        if (extends.GetValueKind() != JsonValueKind.String)
        {
            throw new ProfileException($"The profile {nameOrPath} is wrong: \"extends\" is no name or path.");
        }

        var (_, merged, _) = Load(extends.GetValue<string>(), ownFolder, trail);
        root.Remove("extends");
        ProfileMerge.Into(merged, root);
        return (name, merged, ownFolder);
    }

    private (string Name, string Json, string Folder) ReadText(string nameOrPath, string folder)
    {
        if (profiles.TryGetValue(nameOrPath, out var json))
        {
            return (nameOrPath, json, folder);
        }

        var path = Path.GetFullPath(nameOrPath, folder);
        try
        {
            return (Path.GetFileNameWithoutExtension(path), File.ReadAllText(path), Path.GetDirectoryName(path)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProfileException($"There is no profile \"{nameOrPath}\": neither one of {string.Join(", ", profiles.Keys)} nor a readable file.", exception);
        }
    }

    private static JsonObject ParseObject(string nameOrPath, string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }) as JsonObject
                ?? throw new ProfileException($"The profile {nameOrPath} is no JSON object.");
        }
        catch (JsonException exception)
        {
            throw new ProfileException($"The profile {nameOrPath} is not JSON at line {exception.LineNumber + 1}, character {exception.BytePositionInLine + 1}.", exception);
        }
    }
}
