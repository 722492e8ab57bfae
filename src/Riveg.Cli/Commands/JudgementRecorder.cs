using System.Collections.Concurrent;
using Riveg.Entailment;
using Riveg.Onnx.Ofa;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Cli.Commands;

/// <summary>
/// Keeps what an OFA says of each mention, before any temperature; says itself that nothing is there, so that nobody looks further.
/// </summary>
internal sealed class JudgementRecorder(OfaEntailer entailer)
    : PostStage<IReadOnlyList<Answer<EntailmentAnswer>>>("ofa"), IVisualEntailment
{
    private readonly ConcurrentDictionary<(string Id, string Text, TextSpan Span), OfaJudgement> seen = [];

    /// <summary>What was said of a mention; null where it could not be asked about.</summary>
    public OfaJudgement? Of(Post post, TextSpan span) => seen.TryGetValue((post.Id, post.Text, span), out var judged) ? judged : null;

    protected override async ValueTask<IReadOnlyList<Answer<EntailmentAnswer>>> AnswerPostAsync(
        PostContext post, CancellationToken cancellationToken)
    {
        if (post.Image is { } image)
        {
            var questions = post.Asked.Select(m => entailer.Ask(m, image)).ToList();
            foreach (var (mention, judged) in post.Asked.Zip(await entailer.AnswerAsync(questions, cancellationToken)))
            {
                seen[(post.Post.Id, post.Text, mention.Span)] = judged;
            }
        }

        return [.. post.Asked.Select(_ => Answer.Of(new EntailmentAnswer(0)))];
    }
}
