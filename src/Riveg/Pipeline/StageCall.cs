using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>How a stage is asked about a batch.</summary>
/// <typeparam name="TAnswer">What it answers about a post.</typeparam>
/// <param name="Stage">The stage's name.</param>
/// <param name="TimeLimit">The stage's own limit for one input; null for none.</param>
/// <param name="Ask">Calls the stage.</param>
/// <param name="Inputs">How many inputs a post is, for the time limit: 1, or its mentions.</param>
/// <param name="FindFault">Says in a few words why an answer cannot be used; null where it can.</param>
internal sealed record StageCall<TAnswer>(
    string Stage,
    TimeSpan? TimeLimit,
    Func<IReadOnlyList<PostInProgress>, CancellationToken, ValueTask<IReadOnlyList<Answer<TAnswer>>>> Ask,
    Func<PostInProgress, int> Inputs,
    Func<PostInProgress, TAnswer, string?> FindFault)
{
    /// <summary>A stage that is asked about whole posts.</summary>
    public static StageCall<TAnswer> OfPosts(
        StageSlot slot, IStage<TAnswer> stage, Func<PostInProgress, TAnswer, string?> findFault) => new(
        slot.Name,
        stage.TimeLimit,
        (posts, token) => stage.AnswerAsync([.. posts.Select(p => p.Context())], token),
        _ => 1,
        findFault);

    /// <summary>A stage that is asked about mentions: those whose <see cref="MentionInProgress.IsAsked"/> says so.</summary>
    /// <param name="slot">The stage.</param>
    /// <param name="stage">What serves it; answers with a list.</param>
    public static StageCall<IReadOnlyList<Answer<T>>> OfMentions<T>(StageSlot slot, IStage<IReadOnlyList<Answer<T>>> stage)
    {
        static int Asked(PostInProgress post) => post.Mentions.Count(m => m.IsAsked);
        return new(
            slot.Name,
            stage.TimeLimit,
            (posts, token) => stage.AnswerAsync([.. posts.Select(p => p.Context())], token),
            Asked,
            (post, answers) => answers is null
                ? "nothing (null)"
                : answers.Count == Asked(post) ? null : $"{answers.Count} answers for {Asked(post)} mentions");
    }

    /// <summary>An answer as it is, or why it cannot be used.</summary>
    public Answer<TAnswer> Judge(PostInProgress post, Answer<TAnswer> answer) =>
        !answer.HasFailed && FindFault(post, answer.Value!) is { } fault
        ? Answer.Failed<TAnswer>(StageAnswers.Unusable(Stage, fault))
        : answer;
}
