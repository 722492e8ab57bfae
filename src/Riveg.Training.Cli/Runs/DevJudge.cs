using Riveg.Cli.Output;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Evidence;
using Riveg.Faults;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Training.Cli.Runs;

/// <summary>Judges a recogniser on posts that it has not learned from, as it is served.</summary>
internal sealed class DevJudge
{
    private const int BatchSize = 64;

    private readonly Dataset dev;
    private readonly bool withKnowledge;

    private DevJudge(Dataset dev, bool withKnowledge)
    {
        this.dev = dev;
        this.withKnowledge = withKnowledge;
    }

    /// <summary>The posts.</summary>
    public IReadOnlyList<GoldPost> Posts => dev.Posts;

    /// <summary>By the text of all posts alone.</summary>
    public static DevJudge OfText(Dataset dev) => new(dev, withKnowledge: false);

    /// <summary>By those posts that have knowledge, which are served with it; null where they give nothing to judge by.</summary>
    public static DevJudge? OfKnowledge(Dataset dev)
    {
        var having = dev with { Posts = [.. dev.Posts.Where(p => AuxiliaryKnowledge.Of(p.Post.AuxiliaryKnowledge) is not null)] };
        return having.Posts.Any(p => p.Entities.Count > 0) ? new DevJudge(having, withKnowledge: true) : null;
    }

    /// <summary>What it finds, beside what people marked.</summary>
    /// <exception cref="RivegException">It answered about none of the posts: its figures would say nothing.</exception>
    public async Task<IReadOnlyList<JudgedDevPost>> ReadAsync(IEntityRecognizer recognizer, CancellationToken cancellationToken)
    {
        var read = new List<JudgedDevPost>();
        foreach (var batch in dev.Posts.Chunk(BatchSize))
        {
            var answers = await recognizer.AnswerAsync([.. batch.Select(ContextOf)], cancellationToken);
            read.AddRange(batch.Zip(answers, (post, answer) => JudgedDevPost.Of(post, answer)));
        }

        if (read.Count > 0 && read.TrueForAll(r => r.Fault is not null))
        {
            throw new RivegException(
                FaultKind.Unanswered,
                $"None of the {read.Count} posts of dev was answered; choose a smaller learningRate or gradientNorm. "
                    + $"The first: {read[0].Fault}");
        }

        FaultLines.Write(read.Select(r => r.Fault).OfType<string>());
        return read;
    }

    /// <summary>The scores of what was found, as <c>riveg evaluate</c> gives them.</summary>
    public TaskScore Score(IReadOnlyList<JudgedDevPost> read) => Evaluator.Evaluate(
        dev,
        PredictionSet.Create(
            read.Select(r => new AnnotationResult { PostId = r.Gold.Post.Id, Text = r.Gold.Post.Text, Entities = r.Found }), dev))
        .Tasks[ScoringTask.Mner];

    private PostContext ContextOf(GoldPost gold) => new()
    {
        Post = gold.Post with { AuxiliaryKnowledge = withKnowledge ? gold.Post.AuxiliaryKnowledge : null },
        Knowledge = withKnowledge ? AuxiliaryKnowledge.Of(gold.Post.AuxiliaryKnowledge) : null,
    };
}
