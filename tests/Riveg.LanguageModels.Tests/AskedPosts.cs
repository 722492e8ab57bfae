using Riveg.Faults;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.LanguageModels.Tests;

/// <summary>Asks stages as a pipeline does: what stops a run is thrown, and so is a batch with gaps.</summary>
internal static class AskedPosts
{
    /// <summary>The answers of a source of knowledge, whole.</summary>
    public static async Task<IReadOnlyList<string>> AskAsync(
        this IAuxiliaryKnowledgeSource source, IReadOnlyList<PostContext> posts, CancellationToken cancellationToken) =>
        [.. Whole(await source.AnswerAsync(posts, cancellationToken)).Select(k => k.Answer)];

    /// <summary>The answers about the mentions of one post.</summary>
    public static async Task<IReadOnlyList<T>> AskAsync<T>(
        this IStage<IReadOnlyList<Answer<T>>> stage, PostContext post, CancellationToken cancellationToken) =>
        Whole(Whole(await stage.AnswerAsync([post], cancellationToken))[0]);

    /// <summary>The answers about posts.</summary>
    public static async Task<IReadOnlyList<T>> AskAsync<T>(
        this IStage<T> stage, IReadOnlyList<PostContext> posts, CancellationToken cancellationToken) =>
        Whole(await stage.AnswerAsync(posts, cancellationToken));

    private static IReadOnlyList<T> Whole<T>(IReadOnlyList<Answer<T>> answers)
    {
        var faults = answers.Select(a => a.Fault).ToList();
        return faults.TrueForAll(f => f is null)
            ? [.. answers.Select(a => a.Value!)]
            : throw (faults.Find(f => f?.Kind == FaultKind.Unavailable) is { Cause: { } stop }
                ? new StageUnavailableException(stop.Message, new GapsException(faults))
                : new GapsException(faults));
    }
}

/// <summary>A batch whose answers have gaps.</summary>
internal sealed class GapsException(IReadOnlyList<Fault?> faults) : Exception("The batch has gaps.")
{
    /// <summary>For each input why it has no answer; null where it has one.</summary>
    public IReadOnlyList<Fault?> Faults { get; } = faults;
}
