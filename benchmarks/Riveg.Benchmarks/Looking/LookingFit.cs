using System.Text.Json.Nodes;
using Riveg.Evaluation.Datasets;
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

    // Of names that are read there are few examples; that a name stands in the picture means much all the same.
    private static readonly Dictionary<string, double> Expected = new() { ["name written"] = 3 };

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
                $"{group.Key.Set}, {(group.Key.WithKnowledge ? "knowledge" : "text alone")}: out of fold accuracy {Accuracy(group):F3}, calibration error {CalibrationError([.. group]):F3}, type alone {TypeAlone([.. group], folds):F3}"));
        }

        var fitted = Fit(examples);
        Console.WriteLine(FormattableString.Invariant($"bias {fitted.Bias:F2}"));
        foreach (var (name, weight) in SceneEvidence.Names.Zip(fitted.Weights))
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
            .. dataset.Posts.SelectMany(p => p.Entities.Select(e => new LookedAt(
                set, withKnowledge, $"{set} {p.Post.Id}", e.Type.Name, recorder.Evidence[(p.Post.Id, e.Span)], e.Boxes.Count > 0))),
        ];
    }

    // Newton's steps on the penalised log-loss, which has one minimum.
    private static EntailmentWeights Fit(IReadOnlyList<LookedAt> examples)
    {
        var size = SceneEvidence.Names.Count + 1;
        var expected = new double[size];
        for (var k = 1; k < size; k++)
        {
            expected[k] = Expected.GetValueOrDefault(SceneEvidence.Names[k - 1]);
        }

        var weights = (double[])expected.Clone();
        for (var step = 0; step < 50; step++)
        {
            var gradient = new double[size];
            var curvature = new double[size, size];
            for (var k = 0; k < size; k++)
            {
                var penalty = k == 0 ? 0.001 : Penalty;
                gradient[k] = penalty * (weights[k] - expected[k]);
                curvature[k, k] = penalty;
            }

            foreach (var example in examples)
            {
                double[] x = [1, .. example.Evidence];
                var p = 1 / (1 + Math.Exp(-x.Zip(weights, (a, b) => a * b).Sum()));
                for (var i = 0; i < size; i++)
                {
                    gradient[i] += (p - (example.IsThere ? 1 : 0)) * x[i];
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

        return new EntailmentWeights(weights[0], weights[1..]);
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

    private static double CalibrationError(IReadOnlyList<(LookedAt Example, double Probability)> judged) =>
        judged.GroupBy(j => Math.Min(9, (int)(j.Probability * 10)))
            .Sum(bin => Math.Abs(bin.Sum(j => j.Probability - (j.Example.IsThere ? 1 : 0)))) / judged.Count;

    // Always the commoner answer for the type in the other folds of all sets.
    private static double TypeAlone(IReadOnlyList<(LookedAt Example, double Probability)> judged, Dictionary<string, int> folds) =>
        judged.Average(j => judged
            .Where(o => folds[o.Example.Post] != folds[j.Example.Post] && o.Example.Type == j.Example.Type)
            .Select(o => o.Example.IsThere ? 1.0 : 0).DefaultIfEmpty(0).Average() >= 0.5 == j.Example.IsThere ? 1.0 : 0);

    // The same order in each run, and none of the names' own.
    private static uint Shuffled(string text) => text.Aggregate(2166136261, (hash, c) => (hash ^ c) * 16777619);

    private sealed record LookedAt(string Set, bool WithKnowledge, string Post, string Type, double[] Evidence, bool IsThere);
}
