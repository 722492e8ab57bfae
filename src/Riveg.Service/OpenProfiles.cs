using System.Collections.Concurrent;
using Riveg.Faults;
using Riveg.Service.Profiles;

namespace Riveg.Service;

/// <summary>
/// The profiles that may be asked for, each opened when it is first needed and kept. One whose models were missing is opened again once
/// they are there. Thread-safe.
/// </summary>
internal sealed class OpenProfiles : IAsyncDisposable
{
    private readonly StageSession session;
    private readonly Func<RivegPipelineBuilder, RivegPipelineBuilder> complete;
    private readonly Dictionary<string, ServedProfile> served;
    private readonly ConcurrentDictionary<string, RivegPipeline> open = [];

    // What was taken the place of, and may still be at work.
    private readonly ConcurrentBag<RivegPipeline> retired = [];
    private readonly SemaphoreSlim opening = new(1, 1);

    /// <param name="session">What their pipelines share; stays the caller's.</param>
    /// <param name="profiles">Those that may be asked for, the default one first.</param>
    /// <param name="limits">What one who asks may ask for.</param>
    public OpenProfiles(StageSession session, IReadOnlyList<ServedProfile> profiles, ServiceLimits limits)
        : this(session, profiles, limits, builder => builder)
    {
    }

    /// <param name="session">What their pipelines share; stays the caller's.</param>
    /// <param name="profiles">Those that may be asked for, the default one first.</param>
    /// <param name="limits">What one who asks may ask for.</param>
    /// <param name="change">What is put over each profile.</param>
    public OpenProfiles(
        StageSession session,
        IReadOnlyList<ServedProfile> profiles,
        ServiceLimits limits,
        Func<RivegPipelineBuilder, RivegPipelineBuilder> change)
    {
        this.session = session;
        complete = builder => change(builder.Configure(limits.Apply));
        served = profiles.DistinctBy(p => p.Name).ToDictionary(p => p.Name, StringComparer.Ordinal);
        Default = profiles[0].Name;
        Names = [.. profiles.Select(p => p.Name).Distinct()];
    }

    /// <summary>The one that is taken where none is asked for.</summary>
    public string Default { get; }

    /// <summary>Those that may be asked for.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Says of each profile whether it can annotate here; nothing is fetched or opened.</summary>
    public IReadOnlyList<ProfileState> Describe()
    {
        using var store = StageSession.OpenStore();
        return [.. Names.Select(name =>
        {
            var readiness = ProfileReadiness.Of(served[name].Source, session, store);
            return new ProfileState(name, readiness.ToDo.Count == 0, readiness.ReadsText, readiness.ToDo);
        })];
    }

    /// <summary>The pipeline of a profile.</summary>
    /// <param name="name">One of <see cref="Names"/>; null for the default one.</param>
    /// <param name="forPictures">Whether a picture will be looked at.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RivegException">There is no such profile, or it is wrong.</exception>
    /// <exception cref="StageUnavailableException">A model is missing; the message says what to run.</exception>
    public async Task<RivegPipeline> GetAsync(string? name, bool forPictures, CancellationToken cancellationToken)
    {
        var profile = served.GetValueOrDefault(name ?? Default)
            ?? throw new RivegException(
                FaultKind.WrongInput, $"There is no profile of that name here; there are {string.Join(", ", Names)}.");
        if (open.TryGetValue(profile.Name, out var pipeline) && !(forPictures && pipeline.LacksModels))
        {
            return pipeline;
        }

        await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            pipeline = Open(profile, forPictures);
        }
        finally
        {
            opening.Release();
        }

        if (forPictures)
        {
            pipeline.EnsureReadyForPictures();
        }

        return pipeline;
    }

    private RivegPipeline Open(ServedProfile profile, bool forPictures)
    {
        if (open.TryGetValue(profile.Name, out var old))
        {
            if (!(forPictures && old.LacksModels && IsReady(profile)))
            {
                return old;
            }

            retired.Add(old);
        }

        var made = complete(session.CreateBuilder(session.LoadProfile(profile.Source))).Build();
        open[profile.Name] = made;
        return made;
    }

    private bool IsReady(ServedProfile profile)
    {
        using var store = StageSession.OpenStore();
        return ProfileReadiness.Of(profile.Source, session, store).ToDo.Count == 0;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var pipeline in open.Values.Concat(retired))
        {
            await pipeline.DisposeAsync().ConfigureAwait(false);
        }

        opening.Dispose();
    }
}
