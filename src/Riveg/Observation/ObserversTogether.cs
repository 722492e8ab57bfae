using Riveg.Evidence;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Observation;

/// <summary>
/// Several observers as one: what each of them sees, in their order. A post that one of them fails at fails; a pipeline asks each of
/// <see cref="Observers"/> for itself, so that what the others see is kept.
/// </summary>
internal sealed class ObserversTogether : IPictureObserver
{
    /// <summary>Makes it.</summary>
    /// <param name="observers">At least one; they stay the caller's.</param>
    public ObserversTogether(IReadOnlyList<IPictureObserver> observers)
    {
        Observers = observers;
        Info = new StageInfo(string.Join("+", observers.Select(o => o.Info.Implementation)))
        {
            Details = observers.SelectMany(Details).DistinctBy(d => d.Key).ToDictionary(),
        };
    }

    /// <summary>The observers.</summary>
    public IReadOnlyList<IPictureObserver> Observers { get; }

    /// <inheritdoc />
    public StageInfo Info { get; }

    /// <inheritdoc />
    /// <value>The sum; null where one of them has none.</value>
    public TimeSpan? TimeLimit => Observers.Any(o => o.TimeLimit is null)
        ? null
        : Observers.Aggregate(TimeSpan.Zero, (sum, o) => sum + o.TimeLimit!.Value);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<Answer<IReadOnlyList<PictureObservation>>>> AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var all = new List<IReadOnlyList<Answer<IReadOnlyList<PictureObservation>>>>();
        foreach (var observer in Observers)
        {
            all.Add(await observer.AnswerAsync(posts, cancellationToken).ConfigureAwait(false));
        }

        return [.. posts.Select((_, i) => Join([.. all.Select(a => a[i])]))];
    }

    private static Answer<IReadOnlyList<PictureObservation>> Join(IReadOnlyList<Answer<IReadOnlyList<PictureObservation>>> answers) =>
        answers.Any(a => a.HasFailed)
            ? answers.First(a => a.HasFailed)
            : Answer.Of<IReadOnlyList<PictureObservation>>([.. answers.SelectMany(a => a.Value!)]);

    private static IEnumerable<KeyValuePair<string, string>> Details(IPictureObserver observer)
    {
        var info = observer.Info;
        if (info.Model is { } model)
        {
            yield return new($"{info.Implementation}.model", model);
        }

        if (info.ModelSha256 is { } hash)
        {
            yield return new($"{info.Implementation}.modelSha256", hash);
        }

        foreach (var (key, value) in info.Details)
        {
            yield return new($"{info.Implementation}.{key}", value);
        }
    }
}
