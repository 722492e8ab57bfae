using System.Collections.Concurrent;
using Riveg.Builtin;
using Riveg.Builtin.Grounding;
using Riveg.Builtin.Learning;
using Riveg.Entailment;
using Riveg.Evaluation.Datasets;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Scenes;
using Riveg.Stages;

namespace Riveg.Benchmarks.Looking;

/// <summary>
/// Fits what profile builtin goes by where there is a picture and nothing looks at it: the weights of <see cref="WordedEntailment"/> and of
/// <see cref="PlaceChoice"/>, on photo-posts and newcomer-posts together, and says how it does out of fold (ten folds by picture):
/// <c>placing</c>. The shipped numbers are what it prints last.
/// </summary>
internal static class PlacingFit
{
    private const int Folds = 10;
    private const double PlacePenalty = 1;
    private const double WordPenalty = 0.5;

    public static async Task<int> RunAsync()
    {
        var names = new ConcurrentBag<NamedPlace>();
        foreach (var set in new[] { "photo-posts", "newcomer-posts" })
        {
            foreach (var withKnowledge in new[] { true, false })
            {
                await ReadAsync(set, withKnowledge, names);
            }
        }

        NamedPlace[] all = [.. names.OrderBy(n => n.Order, StringComparer.Ordinal)];
        var folds = all.Select(n => n.Picture).Distinct().OrderBy(Shuffled).Index().ToDictionary(p => p.Item, p => p.Index % Folds);
        var placed = all.ToDictionary(n => n, n => (Box: n.Fallback.Box, Votes: n.Fallback.Score));
        for (var fold = 0; fold < Folds; fold++)
        {
            var weights = FitPlaces([.. all.Where(n => folds[n.Picture] != fold)]);
            foreach (var name in all.Where(n => folds[n.Picture] == fold && n.Kind is not null))
            {
                placed[name] = PlaceChoice.Of(name.Places, name.Kind!.Value, name.Beliefs, weights);
            }
        }

        bool IsRight(NamedPlace n) => n.Gold.Any(g => g.IntersectionOverUnion(placed[n].Box) >= BoxVocabulary.RightOverlap);
        double[] Vote(NamedPlace n) => [1, Logistic.LogOdds(Math.Clamp(placed[n].Votes, 0.01, 0.99))];
        double[] FitVotes(IEnumerable<NamedPlace> some) =>
            FitLogistic([.. some.Where(n => n.Kind is not null && n.Gold.Count > 0).Select(n => (Vote(n), IsRight(n)))], 0.01);
        double[] FitWords(IEnumerable<NamedPlace> some) => FitLogistic([.. some.Select(n => (n.Words, n.Gold.Count > 0))], WordPenalty);
        var judged = Enumerable.Range(0, Folds).SelectMany(fold =>
        {
            var others = all.Where(n => folds[n.Picture] != fold).ToList();
            var (words, votes) = (FitWords(others), FitVotes(others));
            return all.Where(n => folds[n.Picture] == fold).Select(n => (
                Name: n,
                Presence: Logistic.Sigmoid(Dot(words, n.Words)),
                Right: n.Kind is null ? placed[n].Votes : Logistic.Sigmoid(Dot(votes, Vote(n)))));
        }).ToList();
        foreach (var group in judged.GroupBy(j => (j.Name.Set, j.Name.WithKnowledge)))
        {
            var drawn = group.Where(j => j.Presence * j.Right >= 1 - j.Presence).Select(j => j.Name).ToList();
            var (right, absent, count) = (drawn.Count(IsRight), drawn.Count(n => n.Gold.Count == 0), group.Count());
            var nothing = group.Count(j => j.Name.Gold.Count == 0) / (double)count;
            var knowing = group.Key.WithKnowledge ? "knowledge" : "text alone";
            var gmner = nothing + ((right - absent) / (double)count);
            Console.WriteLine($"{group.Key.Set}, {knowing}: {count} names, drawn {drawn.Count}, right {right}, absent boxed {absent}");
            Console.WriteLine(FormattableString.Invariant($"    GMNER {gmner:F3}, nothing is there {nothing:F3}"));
        }

        Print("entailment", ["bias", .. WordedEntailment.Names], FitWords(all));
        Print("places", PlaceChoice.Names, FitPlaces(all));
        Print("votes", ["offset", "slope"], FitVotes(all));
        return 0;
    }

    private static void Print(string what, IReadOnlyList<string> names, double[] weights)
    {
        Console.WriteLine($"## {what}");
        foreach (var (name, weight) in names.Zip(weights))
        {
            Console.WriteLine(FormattableString.Invariant($"{name} {weight:F3}"));
        }
    }

    private static async Task ReadAsync(string set, bool withKnowledge, ConcurrentBag<NamedPlace> names)
    {
        var folder = Path.Combine(DevPosts.Shared, "data", set);
        var dataset = DatasetReference.Parse($"twitter-gmner:{folder}").ReadSplit("test", new DatasetReadOptions
        {
            ImageFolders = [Path.Combine(folder, "images")],
            KnowledgeFiles = withKnowledge ? [Path.Combine(folder, "knowledge", "test.txt")] : [],
        });
        using var pipeline = RivegPipeline.CreateBuilder("builtin")
            .UseRecognizer(new GoldRecognizer(dataset.Posts))
            .UseEntailment(new Recorder(set, withKnowledge, dataset.Posts.ToDictionary(p => p.Post.Id), names))
            .Build();
        await foreach (var result in pipeline.AnnotateAsync(dataset.Posts.Select(p => p.Post).ToAsyncEnumerable()))
        {
            if (result.Error is { } error)
            {
                throw new InvalidOperationException(error.Message);
            }
        }
    }

    // A choice among all places of a picture: the share of belief goes to those that overlap a gold box, the more the better they do.
    private static double[] FitPlaces(IReadOnlyList<NamedPlace> names)
    {
        var examples = names.Where(n => n.Kind is not null && n.Gold.Count > 0).Select(n =>
        {
            var targets = n.Places.Select(p => n.Gold.Max(g => g.IntersectionOverUnion(p.Box)))
                .Select(o => o < BoxVocabulary.RightOverlap ? 0 : (o - 0.4) * (o - 0.4)).ToArray();
            return (Numbers: n.Places.Select((p, i) => PlaceChoice.Numbers(p, n.Kind!.Value, n.Beliefs[i])).ToArray(), Targets: targets);
        }).Where(e => e.Targets.Sum() > 0).ToList();
        return Newton(PlaceChoice.Names.Count, (weights, gradient, curvature) =>
        {
            for (var k = 0; k < weights.Length; k++)
            {
                gradient[k] = PlacePenalty * weights[k];
                curvature[k, k] = PlacePenalty;
            }

            foreach (var (numbers, targets) in examples)
            {
                AddChoice(numbers, targets, weights, gradient, curvature);
            }
        });
    }

    private static void AddChoice(double[][] numbers, double[] targets, double[] weights, double[] gradient, double[,] curvature)
    {
        var scores = Array.ConvertAll(numbers, x => Dot(x, weights));
        var highest = scores.Max();
        var shares = Array.ConvertAll(scores, s => Math.Exp(s - highest));
        var (sum, targetSum) = (shares.Sum(), targets.Sum());
        var mean = new double[weights.Length];
        for (var c = 0; c < shares.Length; c++)
        {
            var share = shares[c] / sum;
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += share * numbers[c][i];
                gradient[i] += (share - (targets[c] / targetSum)) * numbers[c][i];
                for (var j = 0; j < mean.Length; j++)
                {
                    curvature[i, j] += share * numbers[c][i] * numbers[c][j];
                }
            }
        }

        for (var i = 0; i < mean.Length; i++)
        {
            for (var j = 0; j < mean.Length; j++)
            {
                curvature[i, j] -= mean[i] * mean[j];
            }
        }
    }

    private static double[] FitLogistic(IReadOnlyList<(double[] Numbers, bool Label)> examples, double penalty) =>
        Newton(examples[0].Numbers.Length, (weights, gradient, curvature) =>
        {
            for (var k = 0; k < weights.Length; k++)
            {
                var own = k == 0 ? 0.001 : penalty;
                gradient[k] = own * weights[k];
                curvature[k, k] = own;
            }

            foreach (var (x, label) in examples)
            {
                var p = Logistic.Sigmoid(Dot(x, weights));
                for (var i = 0; i < x.Length; i++)
                {
                    gradient[i] += (p - (label ? 1 : 0)) * x[i];
                    for (var j = 0; j < x.Length; j++)
                    {
                        curvature[i, j] += p * (1 - p) * x[i] * x[j];
                    }
                }
            }
        });

    private static double[] Newton(int size, Action<double[], double[], double[,]> slopes)
    {
        const double LongestStep = 3;
        var weights = new double[size];
        for (var step = 0; step < 30; step++)
        {
            var (gradient, curvature) = (new double[size], new double[size, size]);
            slopes(weights, gradient, curvature);
            var move = LookingFit.Solve(curvature, gradient);
            var longest = move.Max(Math.Abs);
            for (var k = 0; k < size; k++)
            {
                weights[k] -= move[k] * Math.Min(1, LongestStep / longest);
            }

            if (longest < 1e-5)
            {
                break;
            }
        }

        return weights;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    // The same order in each run, and none of the names' own.
    private static uint Shuffled(string text) => text.Aggregate(2166136261, (hash, c) => (hash ^ c) * 16777619);

    private sealed record NamedPlace(
        string Set,
        bool WithKnowledge,
        string Picture,
        string Order,
        double[] Words,
        PlacedKind? Kind,
        IReadOnlyList<PicturePlace> Places,
        IReadOnlyList<double> Beliefs,
        (Box Box, double Score) Fallback,
        IReadOnlyList<Box> Gold);

    /// <summary>Answers as the built-in stage does, and keeps what both stages go by.</summary>
    private sealed class Recorder(
        string set, bool withKnowledge, Dictionary<string, GoldPost> gold, ConcurrentBag<NamedPlace> names) : IVisualEntailment
    {
        private static readonly LayoutPrior Prior = BuiltinModel.Default.Layout;
        private static readonly ConcurrentDictionary<string, IReadOnlyList<PicturePlace>> Pictures = new();
        private readonly Builtin.Entailment.LinearVisualEntailment words = new(BuiltinModel.Default.Entailment);

        public StageInfo Info => words.Info;

        public async ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<EntailmentAnswer>>>>> AnswerAsync(
            IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
        {
            var answers = await words.AnswerAsync(posts, cancellationToken);
            var boxes = await new LayoutPriorGrounder(Prior).AnswerAsync(posts, cancellationToken);
            foreach (var ((post, answer), grounded) in posts.Zip(answers).Zip(boxes))
            {
                Keep(post, [.. answer.Value!.Select(a => a.Value!.Probability)], [.. grounded.Value!.Select(a => a.Value!.Regions[0])]);
            }

            return answers;
        }

        private void Keep(PostContext post, double[] priors, Region[] regions)
        {
            var size = new ImageSize(post.Image!.Width, post.Image.Height);
            var picture = $"{set} {post.Post.Id}";
            var places = Pictures.GetOrAdd(picture, _ => PicturePlaces.Of(post.Image, Prior.Boxes).Places);
            var (things, kinds, entities) = (PostedThings.Of(post), PlacedKind.Of(post), GroundedEntity.Of(post.Asked));
            var sink = new FeatureSink();
            foreach (var (i, mention) in post.Asked.Index())
            {
                bool Names(EntityMentions mentions) => mentions.Mentions.Any(m => m.Index == mention.Index);
                var thing = things.First(t => Names(t.Mentions));
                var entity = entities.First(e => Names(e.Thing));
                var probabilities = Prior.Probabilities(
                    LayoutFeatures.Extract(entity.Mention, entity.Place, (double)size.Width / size.Height, sink));
                names.Add(new NamedPlace(
                    set,
                    withKnowledge,
                    picture,
                    $"{set} {withKnowledge} {post.Post.Id} {i:D3}",
                    [1, .. WordedEntailment.Numbers(thing, things, priors[i])],
                    kinds.First(k => Names(k.Mentions)).Kind,
                    places,
                    [.. places.Select(p => PlaceBelief.LogOdds(p.Box, Prior.Boxes, probabilities))],
                    (Relative(regions[i].Box, size), regions[i].Score),
                    [.. gold[post.Post.Id].Entities.First(e => e.Span == mention.Span).Boxes.Select(b => Relative(b, size))]));
            }
        }

        private static Box Relative(Box box, ImageSize size) =>
            new(box.X0 / size.Width, box.Y0 / size.Height, box.X1 / size.Width, box.Y1 / size.Height);
    }
}
