using System.Collections.Immutable;
using Riveg.Networks.Conversion;
using Riveg.Networks.Operations;
using Riveg.Networks.Tagging;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Recognition.Reading;

namespace Riveg.Onnx.Tests.Recognition;

/// <summary>Folders of the small tagger whose weights are chance: it finds something in every text, and never the same by luck.</summary>
internal static class SmallTagger
{
    private const int Width = 6;

    private static readonly string[] Words =
        ["anna", "smith", "rome", "went", "to", "in", "the", "sings", "tonight", "@", "person", "place"];

    /// <summary>Writes a folder.</summary>
    /// <param name="folder">It is made.</param>
    /// <param name="text">How posts without knowledge are calibrated; so that about every second token is a name if null.</param>
    /// <param name="knowledge">How those with it are; as <paramref name="text"/> if null.</param>
    /// <param name="change">Changes the description.</param>
    /// <param name="damage">A number that takes the place of all weights of the last layer.</param>
    public static string Write(
        string folder,
        TaggerCalibration? text = null,
        TaggerCalibration? knowledge = null,
        Func<TaggerDescription, TaggerDescription>? change = null,
        float? damage = null)
    {
        Directory.CreateDirectory(folder);
        var labels = new BioesLabels([EntityType.Person, EntityType.Location]);
        var reader = Reader(Width);
        var config = reader.Config(labels.Count) with { Hidden = 12, LetterFilters = 8, LetterWidth = 5, KnowledgeFeatures = 7 };
        var description = TaggerFolder.Write(folder, new Chance(damage), config, labels, reader, ("chance", new string('0', 64)));
        text ??= new TaggerCalibration(OutsideShift: 0.3);
        var tagger = description.Tagger! with { Text = text, Knowledge = knowledge ?? text };
        (description with { Tagger = change is null ? tagger : change(tagger) }).Save(folder);
        return folder;
    }

    /// <summary>Vectors of another width than the network's.</summary>
    public static void WriteOtherVectors(string folder)
    {
        using var file = File.Create(Path.Combine(folder, TaggerDescription.VectorsFile));
        Reader(Width + 1).Vectors.Write(file);
    }

    /// <summary>Clusters of fewer words than the network's.</summary>
    public static void WriteOtherClusters(string folder)
    {
        using var file = File.Create(Path.Combine(folder, TaggerDescription.ClustersFile));
        Reader(Width, 2).WriteClusters(file);
    }

    private static TaggerReader Reader(int width, int clustered = int.MaxValue)
    {
        var random = new Random(5);
        return new TaggerReader(
            WordVectors.Of(width, Words.Select(w => (w, Enumerable.Range(0, width).Select(_ => random.NextSingle() - 0.5f).ToArray()))),
            WordClusters.Of(Words.Take(clustered).Select((w, i) => (w, new ClusterPath((uint)(16 + i))))),
            FamiliarWords.Of([TokenizedPost.Of(new Post { Id = "w", Text = string.Join(' ', Words.Concat(Words)) })]));
    }

    /// <summary>Larger weights than training begins with, so that what a post says shows in its scores.</summary>
    private sealed class Chance(float? damage) : WeightSource
    {
        protected override Weight Find(string name, WeightKind kind, InitialDistribution initial, ImmutableArray<int> shape) =>
            new(name, shape, () => Draw(name, shape), kind);

        private float[] Draw(string name, ImmutableArray<int> shape)
        {
            var random = new Random(name.Sum(c => c) * 31);
            var numbers = new float[shape.Aggregate(1, (a, b) => a * b)];
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = damage is { } odd && name.StartsWith("labels", StringComparison.Ordinal) ? odd : random.NextSingle() - 0.5f;
            }

            return numbers;
        }
    }
}
