using Riveg.Evidence;
using Riveg.Expansion;
using Riveg.Faults;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>How a stage is asked about a batch, and where its answers go.</summary>
/// <typeparam name="TAnswer">What it answers about a post.</typeparam>
/// <param name="Stage">The stage's name.</param>
/// <param name="TimeLimit">The stage's own limit for one input; null for none.</param>
/// <param name="Ask">Calls the stage.</param>
/// <param name="Inputs">How many inputs a post is, for the time limit: 1, or its mentions.</param>
/// <param name="FindFault">Says in a few words why an answer cannot be used; null where it can.</param>
/// <param name="Keep">Puts an answer into its post; faults of single mentions are reported through what it is given.</param>
/// <param name="Fail">Puts the fault of a whole answer into its post.</param>
internal sealed record StageCall<TAnswer>(
    string Stage,
    TimeSpan? TimeLimit,
    Func<IReadOnlyList<PostInProgress>, CancellationToken, ValueTask<IReadOnlyList<Answer<TAnswer>>>> Ask,
    Func<PostInProgress, int> Inputs,
    Func<PostInProgress, TAnswer, string?> FindFault,
    Action<PostInProgress, TAnswer, Func<Fault, Fault>> Keep,
    Action<PostInProgress, Fault> Fail)
{
    /// <summary>Which part of the stage's work it is, for whoever measures; null where a call is all of it.</summary>
    public string? Step { get; init; }

    /// <summary>An answer as it is, or why it cannot be used.</summary>
    public Answer<TAnswer> Judge(PostInProgress post, Answer<TAnswer> answer) =>
        !answer.HasFailed && FindFault(post, answer.Value!) is { } fault
        ? Answer.Failed<TAnswer>(StageAnswers.Unusable(Stage, fault))
        : answer;
}

/// <summary>Makes calls of stages.</summary>
internal static class StageCall
{
    /// <summary>A stage that is asked about whole posts.</summary>
    public static StageCall<TAnswer> OfPosts<TAnswer>(
        StageSlot slot,
        IStage<TAnswer> stage,
        Func<PostInProgress, TAnswer, string?> findFault,
        Action<PostInProgress, TAnswer> keep,
        Action<PostInProgress, Fault>? fail = null) => new(
        slot.Name,
        stage.TimeLimit,
        (posts, token) => stage.AnswerAsync([.. posts.Select(p => p.Context())], token),
        _ => 1,
        findFault,
        (post, answer, _) => keep(post, answer),
        fail ?? ((post, fault) => post.AddFault(fault)));

    /// <summary>A stage that is asked about mentions: those whose <see cref="MentionInProgress.IsAsked"/> says so.</summary>
    /// <param name="slot">The stage.</param>
    /// <param name="stage">What serves it; answers with a list.</param>
    /// <param name="keep">Puts an answer into its mention, or gives back why it cannot be used.</param>
    public static StageCall<IReadOnlyList<Answer<T>>> OfMentions<T>(
        StageSlot slot, IStage<IReadOnlyList<Answer<T>>> stage, Func<MentionInProgress, T, Fault?> keep)
    {
        static IEnumerable<MentionInProgress> Asked(PostInProgress post) => post.Mentions.Where(m => m.IsAsked);
        return new(
            slot.Name,
            stage.TimeLimit,
            (posts, token) => stage.AnswerAsync([.. posts.Select(p => p.Context())], token),
            post => Asked(post).Count(),
            (post, answers) => answers is null
                ? "nothing (null)"
                : answers.Count == Asked(post).Count() ? null : $"{answers.Count} answers for {Asked(post).Count()} mentions",
            (post, answers, report) => KeepEach(Asked(post), answers, keep, report),
            (post, fault) =>
            {
                foreach (var mention in Asked(post))
                {
                    mention.Fail(fault);
                }
            });
    }

    /// <summary>The stage before recognition.</summary>
    public static StageCall<AuxiliaryKnowledge> OfKnowledge(IAuxiliaryKnowledgeSource source) => OfPosts(
        StageSlots.Knowledge,
        source,
        (_, answer) => answer is null ? "nothing (null)" : null,
        (post, answer) => post.SetKnowledge(answer));

    /// <summary>Stage 2.</summary>
    public static StageCall<IReadOnlyList<Answer<string?>>> OfExpansion(IEntityExpander expander) => OfMentions(
        StageSlots.Expansion,
        expander,
        (mention, expansion) =>
        {
            mention.Expansion = expansion;
            return null;
        });

    private static void KeepEach<T>(
        IEnumerable<MentionInProgress> mentions,
        IReadOnlyList<Answer<T>> answers,
        Func<MentionInProgress, T, Fault?> keep,
        Func<Fault, Fault> report)
    {
        foreach (var (mention, answer) in mentions.Zip(answers))
        {
            if ((answer.Fault ?? keep(mention, answer.Value!)) is not { } fault)
            {
                continue;
            }

            if (fault.Kind == FaultKind.Unavailable)
            {
                throw StageUnavailableException.Of(fault);
            }

            mention.Fail(report(fault));
        }
    }
}
