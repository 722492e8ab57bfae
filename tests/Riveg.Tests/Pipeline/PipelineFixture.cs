using Microsoft.Extensions.Logging;
using Riveg.Entailment;
using Riveg.Grounding;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Tests.Pipeline;

/// <summary>
/// Small real stages whose behaviour a test sets: each word that starts with a capital is a person in the left half of the picture.
/// </summary>
internal static class PipelineFixture
{
    public static PipelineStages Stages(
        Func<PostContext, CancellationToken, ValueTask>? beforeRecognition = null, Func<MentionContext, double>? entailment = null)
    {
        var stages = new PipelineStages();
        stages.Set(StageSlots.Recognition, new CapitalRecognizer(beforeRecognition));
        stages.Set(StageSlots.Entailment, new FunctionEntailment(entailment ?? (_ => 0.9)));
        stages.Set(StageSlots.Grounding, new LeftHalfGrounder());
        return stages;
    }

    /// <summary>A pipeline of these stages.</summary>
    public static RivegPipeline Pipeline(
        PipelineStages stages,
        PipelineOptions? options = null,
        IReadOnlyList<IDisposable>? owned = null,
        TimeProvider? time = null,
        ILoggerFactory? loggers = null) =>
        new(stages, options ?? new PipelineOptions(), "custom", owned, time, loggers);

    public static Post Post(int number) =>
        new() { Id = number.ToString(), Text = $"Alice meets Bob {number}", Image = ImageSource.Unseen($"{number}.jpg") };

    /// <summary>Each word that begins with a capital is a person.</summary>
    public static IReadOnlyList<Mention> Capitals(string text)
    {
        var mentions = new List<Mention>();
        var start = 0;
        foreach (var word in text.Split(' '))
        {
            if (word.Length > 0 && char.IsUpper(word[0]))
            {
                mentions.Add(new Mention(new TextSpan(start, start + word.Length), EntityType.Person));
            }

            start += word.Length + 1;
        }

        return mentions;
    }

    private sealed class CapitalRecognizer(Func<PostContext, CancellationToken, ValueTask>? before) : PostStage<IReadOnlyList<Mention>>("capitals"), IEntityRecognizer
    {
        protected override async ValueTask<IReadOnlyList<Mention>> AnswerPostAsync(PostContext post, CancellationToken cancellationToken)
        {
            if (before is not null)
            {
                await before(post, cancellationToken);
            }

            return Capitals(post.Text);
        }
    }

    private sealed class FunctionEntailment(Func<MentionContext, double> probability) : MentionStage<EntailmentAnswer>("function"), IVisualEntailment
    {
        protected override ValueTask<EntailmentAnswer> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new EntailmentAnswer(probability(mention)));
    }

    private sealed class LeftHalfGrounder() : MentionStage<GroundingAnswer>("left"), IVisualGrounder
    {
        protected override ValueTask<GroundingAnswer> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new GroundingAnswer([new Region(new Box(0, 0, 0.5, 1), 0.7) { Unit = RegionUnit.Relative }]));
    }
}
