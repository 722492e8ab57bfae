using System.Diagnostics;
using System.Security.Cryptography;
using Riveg.Networks.Tagging;
using Riveg.Posts;
using Riveg.Recognition.Reading;
using Riveg.Training.Tagging;
using TorchSharp;

namespace Riveg.Networks.Benchmarks;

/// <summary>
/// What a training of the small tagger leaves in memory, epoch by epoch: posts by chance, the network as large as the one that is shipped.
/// </summary>
internal static class TaggerMemory
{
    private const int Posts = 320;
    private const int Words = 2000;
    private const int LongestPost = 30;

    // Caches, pools and compiled code come in the first ones.
    private const int EpochsToSettle = 3;

    public static void Run(int epochs, int threads)
    {
        var (reader, examples) = (Reader(), Examples());
        var options = new TaggerTrainingOptions { Epochs = epochs, Threads = threads, ExchangedNames = 0.2, TaggedNames = 0.1 };
        string first;
        using (var training = new TaggerTraining(reader, examples, options))
        {
            training.TrainEpoch();
            first = HashOf(training);
        }

        using var again = new TaggerTraining(reader, examples, options);
        var kept = new List<double>();
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            again.TrainEpoch();
            if (epoch == 1)
            {
                Console.WriteLine($"the same bytes as another training: {(HashOf(again) == first ? "yes" : "NO")}");
            }

            // What waits for the collector is not kept.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            kept.Add(Environment.WorkingSet / 1e6);
            Report.Print($"epoch {epoch}: memory (MB)", kept[^1]);
            Report.Print($"epoch {epoch}: tensors", torch.Tensor.TotalCount);
        }

        Report.Print("peak memory (MB)", Process.GetCurrentProcess().PeakWorkingSet64 / 1e6);
        if (kept.Count > EpochsToSettle)
        {
            Report.Print($"last epoch / epoch {EpochsToSettle}, required about 1", kept[^1] / kept[EpochsToSettle - 1]);
        }
    }

    private static string HashOf(TaggerTraining training)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            training.SaveCheckpoint(folder.FullName);
            return string.Join(' ', folder.GetFiles().OrderBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f.FullName)))));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TaggerReader Reader()
    {
        var random = new Random(1);
        return new TaggerReader(
            WordVectors.Of(100, Enumerable.Range(0, Words).Select(i =>
                ($"word{i}", Enumerable.Range(0, 100).Select(_ => (2 * random.NextSingle()) - 1).ToArray()))),
            WordClusters.Of(Enumerable.Range(0, Words).Select(i => ($"word{i}", new ClusterPath((uint)(1024 + (i % 1000)))))),
            FamiliarWords.None);
    }

    private static List<TaggerExample> Examples()
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, Posts).Select(i =>
        {
            var words = Enumerable.Range(0, 3 + random.Next(LongestPost)).Select(_ => $"Word{random.Next(Words)}").ToList();
            return new TaggerExample(
                new Post { Id = $"{i}", Text = string.Join(' ', words) },
                [(new TextSpan(0, words[0].Length + 1 + words[1].Length), EntityType.Coarse[i % 4])])
            {
                Knowledge = [$"Named entities: 1. {words[0]} (city) Reasoning: {words[0]} is word1 of {words[1]}."],
            };
        })];
    }
}
