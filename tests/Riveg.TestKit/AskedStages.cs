using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.TestKit;

/// <summary>Asks a stage about one post and gives its answer, or throws what was wrong.</summary>
public static class AskedStages
{
    public static async Task<T> OneAsync<T>(this IStage<T> stage, PostContext post, CancellationToken cancellationToken = default)
    {
        var answer = (await stage.AnswerAsync([post], cancellationToken))[0];
        return answer.Fault is { } fault ? throw fault.Cause ?? new InvalidOperationException(fault.Message) : answer.Value!;
    }

    public static async Task<IReadOnlyList<T>> EachAsync<T>(
        this IStage<IReadOnlyList<Answer<T>>> stage, PostContext post, CancellationToken cancellationToken = default)
    {
        var answers = await OneAsync(stage, post, cancellationToken);
        return [.. answers.Select(
            a => a.Fault is { } fault ? throw fault.Cause ?? new InvalidOperationException(fault.Message) : a.Value!)];
    }
}
