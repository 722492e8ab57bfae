using Riveg.Faults;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Testing.Conformance;

/// <summary>What the answers of a stage must be like, and how two of them are compared.</summary>
/// <typeparam name="TAnswer">What the stage answers about a post.</typeparam>
/// <param name="FindFault">Says in a few words what is wrong with an answer; null where nothing is.</param>
/// <param name="FindMiscount">Says what is wrong with the number of answers in it; null where nothing is.</param>
/// <param name="Faults">The faults inside of an answer.</param>
/// <param name="Parts">All that an answer says.</param>
internal sealed record AnswerContract<TAnswer>(
    Func<PostContext, TAnswer, string?> FindFault,
    Func<PostContext, TAnswer, string?> FindMiscount,
    Func<TAnswer, IEnumerable<Fault>> Faults,
    Func<TAnswer, IEnumerable<AnswerPart>> Parts);

/// <summary>Makes contracts.</summary>
internal static class AnswerContract
{
    /// <summary>The contract of a stage that answers about posts.</summary>
    public static AnswerContract<T> OfPosts<T>(Func<PostContext, T, string?> findFault, Func<T, IEnumerable<AnswerPart>> parts) =>
        new(findFault, (_, _) => null, _ => [], parts);

    /// <summary>The contract of a stage that answers about mentions.</summary>
    public static AnswerContract<IReadOnlyList<Answer<T>>> OfMentions<T>(
        Func<MentionContext, T, string?> findFault, Func<T, IEnumerable<AnswerPart>> parts) => new(
            (post, answers) => post.Asked.Zip(answers).Where(p => !p.Second.HasFailed)
                .Select(p => findFault(p.First, p.Second.Value!) is { } fault
                    ? $"{fault} (mention {p.First.Index} at {p.First.Span})"
                    : null)
                .FirstOrDefault(f => f is not null),
            (post, answers) => answers is null
                ? "no list of answers (null)"
                : answers.Count == post.Asked.Count ? null : $"{answers.Count} answers for {post.Asked.Count} mentions asked about",
            answers => answers.Select(a => a.Fault).OfType<Fault>(),
            answers => answers.SelectMany((a, i) => a.HasFailed
                ? [new AnswerPart($"[{i}].fault", a.Fault.Message)]
                : parts(a.Value!).Select(p => p with { Path = $"[{i}]{p.Path}" })));
}
