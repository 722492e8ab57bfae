using System.Text.Json.Nodes;
using Riveg.Evaluation.Datasets;
using Riveg.Builtin.Grounding;
using Riveg.Pipeline;
using Riveg.Scenes;

namespace Riveg.Benchmarks.Looking;

/// <summary>
/// Fits the weights of <see cref="SceneEvidence"/> on photo-posts and newcomer-posts together, with and without knowledge, and says how
/// well they do out of fold: <c>looking</c>. The shipped weights are what it prints last.
/// </summary>
internal static class LookingFit
{
    private const int Folds = 10;
    private const double Penalty = 0.3;
    private const double PlacePenalty = 1;

    // Of names that are read there are few examples; that a name stands in the picture means much all the same. Of a rival's name there is
    // one, an airplane of another airline in photo-posts, whose gold goes by the class alone. And of names of which nothing is known, seen
    // or read there are too few: there the words' own probability stands, so that the weight is to undo the bias.
    private static readonly Dictionary<string, (double Weight, double Penalty)> Expected = new()
    {
        ["name written"] = (3, Penalty),
        ["rival's name on it"] = (-2, 12),
        ["thing that may look like anything"] = (-1.3, 3),
    };

    public static async Task<int> RunAsync()
    {
        var examples = new List<LookedAt>();
        foreach (var set in new[] { "photo-posts", "newcomer-posts" })
        {
            foreach (var withKnowledge in new[] { true, false })
            {
                examples.AddRange(await LookAsync(set, withKnowledge));
            }
        }

        var folds = examples.Select(e => e.Post).Distinct().OrderBy(p => Shuffled(p)).Index().ToDictionary(p => p.Item, p => p.Index % Folds);
        var judged = Enumerable.Range(0, Folds).SelectMany(fold =>
        {
            var weights = Fit([.. examples.Where(e => folds[e.Post] != fold)]);
            return examples.Where(e => folds[e.Post] == fold).Select(e => (Example: e, Probability: weights.Probability(e.Evidence)));
        }).ToList();
        foreach (var group in judged.GroupBy(j => (j.Example.Set, j.Example.WithKnowledge)).OrderBy(g => g.Key.ToString(), StringComparer.Ordinal))
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{group.Key.Set}, {(group.Key.WithKnowledge ? "knowledge" : "text alone")}: out of fold accuracy {Accuracy(group):F3}, calibration error {CalibrationError([.. group.Select(j => (j.Example.IsThere, j.Probability))]):F3}, type alone {TypeAlone([.. group], folds):F3}"));
        }

        var fitted = Fit(examples);
        Console.WriteLine(FormattableString.Invariant($"bias {fitted.Bias:F2}"));
        foreach (var (name, weight) in SceneEvidence.Names.Zip(fitted.Weights))
        {
            Console.WriteLine(FormattableString.Invariant($"{name} {weight:F2}"));
        }

        var placed = Enumerable.Range(0, Folds).SelectMany(fold =>
        {
            var weights = FitPlaces(examples.Where(e => folds[e.Post] != fold));
            return examples.Where(e => folds[e.Post] == fold && e.IsThere && e.Place is not null)
                .Select(e => (e.IsRight, Probability: PlaceReliability.Probability(weights, e.Place!)));
        }).ToList();
        var share = placed.Average(p => p.IsRight ? 1.0 : 0);
        Console.WriteLine(FormattableString.Invariant(
            $"boxes: {placed.Count}, right {share:F3}; out of fold mean score {placed.Average(p => p.Probability):F3}, calibration error {CalibrationError(placed):F3}, Brier {placed.Average(p => Math.Pow(p.Probability - (p.IsRight ? 1 : 0), 2)):F4} (of the share alone {share * (1 - share):F4})"));
        foreach (var (name, weight) in PlaceReliability.Names.Zip(FitPlaces(examples)))
        {
            Console.WriteLine(FormattableString.Invariant($"{name} {weight:F2}"));
        }

        return 0;
    }

    private static async Task<List<LookedAt>> LookAsync(string set, bool withKnowledge)
    {
        var folder = Path.Combine(DevPosts.Shared, "data", set);
        var models = Path.Combine(DevPosts.Shared, "models");
        var dataset = DatasetReference.Parse($"twitter-gmner:{folder}").ReadSplit("test", new DatasetReadOptions
        {
            ImageFolders = [Path.Combine(folder, "images")],
            KnowledgeFiles = withKnowledge ? [Path.Combine(folder, "knowledge", "test.txt")] : [],
        });
        using var words = RivegPipeline.CreateBuilder("builtin").Build();
        var recorder = new RecordingEntailment(words.Find(StageSlots.Entailment)!);
        using var looking = RivegPipeline.CreateBuilder("builtin")
            .Configure("stages", new JsonObject
            {
                ["observation"] = new JsonArray(
                    new JsonObject { ["use"] = "faces", ["model"] = Path.Combine(models, "ultraface", "version-RFB-640.onnx") },
                    new JsonObject { ["use"] = "objects", ["model"] = Path.Combine(models, "picodet-s") },
                    new JsonObject { ["use"] = "words", ["model"] = Path.Combine(models, "ppocr") }),
            })
            .UseRecognizer(new GoldRecognizer(dataset.Posts))
            .UseEntailment(recorder)
            .Build();
        await foreach (var result in looking.AnnotateAsync(dataset.Posts.Select(p => p.Post).ToAsyncEnumerable()))
        {
            if (result.Error is { } error)
            {
                throw new InvalidOperationException(error.Message);
            }
        }

        return
        [
            .. dataset.Posts.SelectMany(p => p.Entities.Select(e =>
            {
                var (evidence, place) = recorder.Seen[(p.Post.Id, e.Span)];
                return new LookedAt(set, withKnowledge, $"{set} {p.Post.Id}", e.Type.Name, evidence, e.Boxes.Count > 0)
                {
                    Place = place is null ? null : PlaceReliability.Numbers(place),
                    IsRight = place is not null && e.Boxes.Any(b => b.IntersectionOverUnion(place.Box) >= BoxVocabulary.RightOverlap),
                };
            })),
        ];
    }

    // Newton's steps on the penalised log-loss, which has one minimum.
    private static EntailmentWeights Fit(IReadOnlyList<LookedAt> examples)
    {
        var size = SceneEvidence.Names.Count + 1;
        var (expected, penalty) = (new double[size], new double[size]);
        penalty[0] = 0.001;
        for (var k = 1; k < size; k++)
        {
            (expected[k], penalty[k]) = Expected.GetValueOrDefault(SceneEvidence.Names[k - 1], (0, Penalty));
        }

        var weights = Newton([.. examples.Select(e => ((double[])[1, .. e.Evidence], e.IsThere))], expected, penalty);
        return new EntailmentWeights(weights[0], weights[1..]);
    }

    // Of names that are in their pictures, whether the place that was chosen is right.
    private static double[] FitPlaces(IEnumerable<LookedAt> examples) => Newton(
        [.. examples.Where(e => e.IsThere && e.Place is not null).Select(e => (e.Place!, e.IsRight))],
        [1.5, 1.5, 1.5, 1.5, 1.5, 0, 0, 0],
        [.. Enumerable.Repeat(PlacePenalty, PlaceReliability.Names.Count)]);

    private static double[] Newton(IReadOnlyList<(double[] Numbers, bool IsSo)> examples, double[] expected, double[] penalty)
    {
        var size = expected.Length;
        var weights = (double[])expected.Clone();
        for (var step = 0; step < 50; step++)
        {
            var gradient = new double[size];
            var curvature = new double[size, size];
            for (var k = 0; k < size; k++)
            {
                gradient[k] = penalty[k] * (weights[k] - expected[k]);
                curvature[k, k] = penalty[k];
            }

            foreach (var (x, isSo) in examples)
            {
                var p = 1 / (1 + Math.Exp(-x.Zip(weights, (a, b) => a * b).Sum()));
                for (var i = 0; i < size; i++)
                {
                    gradient[i] += (p - (isSo ? 1 : 0)) * x[i];
                    for (var j = 0; j < size; j++)
                    {
                        curvature[i, j] += p * (1 - p) * x[i] * x[j];
                    }
                }
            }

            var move = Solve(curvature, gradient);
            for (var k = 0; k < size; k++)
            {
                weights[k] -= move[k];
            }
        }

        return weights;
    }

    public static double[] Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var column = 0; column < size; column++)
        {
            for (var row = column + 1; row < size; row++)
            {
                var factor = matrix[row, column] / matrix[column, column];
                for (var k = column; k < size; k++)
                {
                    matrix[row, k] -= factor * matrix[column, k];
                }

                right[row] -= factor * right[column];
            }
        }

        var solution = new double[size];
        for (var row = size - 1; row >= 0; row--)
        {
            var rest = right[row];
            for (var k = row + 1; k < size; k++)
            {
                rest -= matrix[row, k] * solution[k];
            }

            solution[row] = rest / matrix[row, row];
        }

        return solution;
    }

    private static double Accuracy(IEnumerable<(LookedAt Example, double Probability)> judged) =>
        judged.Average(j => (j.Probability >= 0.5) == j.Example.IsThere ? 1.0 : 0);

    private static double CalibrationError(IReadOnlyList<(bool IsSo, double Probability)> judged) =>
        judged.GroupBy(j => Math.Min(9, (int)(j.Probability * 10)))
            .Sum(bin => Math.Abs(bin.Sum(j => j.Probability - (j.IsSo ? 1 : 0)))) / judged.Count;

    // Always the commoner answer for the type in the other folds of all sets.
    private static double TypeAlone(IReadOnlyList<(LookedAt Example, double Probability)> judged, Dictionary<string, int> folds) =>
        judged.Average(j => judged
            .Where(o => folds[o.Example.Post] != folds[j.Example.Post] && o.Example.Type == j.Example.Type)
            .Select(o => o.Example.IsThere ? 1.0 : 0).DefaultIfEmpty(0).Average() >= 0.5 == j.Example.IsThere ? 1.0 : 0);

    // The same order in each run, and none of the names' own.
    private static uint Shuffled(string text) => text.Aggregate(2166136261, (hash, c) => (hash ^ c) * 16777619);

    private sealed record LookedAt(string Set, bool WithKnowledge, string Post, string Type, double[] Evidence, bool IsThere)
    {
        /// <summary>The numbers of the place that was chosen; null where none was.</summary>
        public double[]? Place { get; init; }

        /// <summary>Whether that place is right.</summary>
        public bool IsRight { get; init; }
    }
}
