using Riveg.Entailment;
using Riveg.Grounding;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Tests.Pipeline;

/// <summary>Small real stages whose behaviour a test sets: each word that starts with a capital is a person in the left half of the picture.</summary>
internal static class PipelineFixture
{
    public static PipelineStages Stages(Func<IReadOnlyList<PostContext>, CancellationToken, ValueTask>? beforeRecognition = null, Func<MentionContext, double>? entailment = null) => new()
    {
        Recognition = new CapitalRecognizer(beforeRecognition),
        Entailment = new FunctionEntailment(entailment ?? (_ => 0.9)),
        Grounding = new LeftHalfGrounder(),
    };

    public static Post Post(int number) => new() { Id = number.ToString(), Text = $"Alice meets Bob {number}", Image = ImageSource.Unseen($"{number}.jpg") };

    private sealed class CapitalRecognizer(Func<IReadOnlyList<PostContext>, CancellationToken, ValueTask>? before) : IEntityRecognizer
    {
        public StageInfo Info { get; } = new("capitals");

        public async ValueTask<IReadOnlyList<IReadOnlyList<Mention>>> RecognizeAsync(IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
        {
            if (before is not null)
            {
                await before(posts, cancellationToken).ConfigureAwait(false);
            }

            return [.. posts.Select(p => Find(p.Post.Text))];
        }

        private static List<Mention> Find(string text)
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
    }

    private sealed class FunctionEntailment(Func<MentionContext, double> probability) : IVisualEntailment
    {
        public StageInfo Info { get; } = new("function");

        public ValueTask<IReadOnlyList<EntailmentAnswer>> EntailAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<EntailmentAnswer>>([.. mentions.Select(m => new EntailmentAnswer(probability(m)))]);
    }

    private sealed class LeftHalfGrounder : IVisualGrounder
    {
        public StageInfo Info { get; } = new("left");

        public ValueTask<IReadOnlyList<IReadOnlyList<Region>>> GroundAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<IReadOnlyList<Region>>>([.. mentions.Select(_ => (IReadOnlyList<Region>)[new Region(new Box(0, 0, 0.5, 1), 0.7) { Unit = RegionUnit.Relative }])]);
    }
}
