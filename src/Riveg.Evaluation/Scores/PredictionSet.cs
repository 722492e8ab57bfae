using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Formats;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Evaluation.Scores;

/// <summary>Predictions put beside the gold posts that they are about. Immutable.</summary>
public sealed class PredictionSet
{
    private readonly Dictionary<GoldPost, AnnotationResult> byPost;

    private PredictionSet(
        Dictionary<GoldPost, AnnotationResult> byPost, IReadOnlyList<string> faults, IReadOnlyList<string> notices)
    {
        this.byPost = byPost;
        Faults = faults;
        Notices = notices;
    }

    /// <summary>
    /// What does not fit together, one line each: broken lines, two predictions for one post (the first counts), unknown, missing and
    /// failed posts, other texts,
    /// predictions none of which has a type of gold's,
    /// and values that cannot be meant (types that neither gold has nor are usual, boxes that are none or in fractions, probabilities
    /// outside 0..1).
    /// </summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>
    /// What may be meant so and may not, one line each: how many entities are of one of the usual types (<see cref="EntityType.Coarse"/>)
    /// that gold does not have. Empty for nothing.
    /// </summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>
    /// Reads predictions: a file of annotations in JSON (lines, one array, or packed with gzip) as <c>riveg annotate -o</c> writes them or
    /// in the small form that
    /// docs/data.md shows, where the posts' texts may be left out; or a folder with the authors' stage files, whose names are looked for in
    /// the posts' texts.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="DatasetException">A stage file is missing or broken.</exception>
    public static PredictionSet ReadFile(string path, Dataset gold)
    {
        ArgumentNullException.ThrowIfNull(gold);
        if (Directory.Exists(path))
        {
            var files = StageFiles.ReadPredicted(path);
            var placed = StagePredictions.Place(files.Predicted, gold);
            var set = Create(placed.Lines, gold, placed.SourceName);
            return new PredictionSet(set.byPost, [.. files.Faults, .. placed.Faults, .. set.Faults], set.Notices);
        }

        return Create(PredictionReader.Read(path, gold.Posts), gold, path);
    }

    /// <summary>Puts annotations beside their gold posts: by their ids, and where several posts have one id by their texts.</summary>
    /// <param name="results">The annotations; faults name them by their number, from 1.</param>
    /// <param name="gold">The gold posts.</param>
    /// <param name="sourceName">Names the source in faults.</param>
    public static PredictionSet Create(IEnumerable<AnnotationResult> results, Dataset gold, string sourceName = "predictions")
    {
        ArgumentNullException.ThrowIfNull(results);
        return Create(results.Select((result, index) => new AnnotationLine(index + 1, result, null)), gold, sourceName);
    }

    /// <summary>Puts annotations beside their gold posts: by their ids, and where several posts have one id by their texts.</summary>
    /// <param name="lines">The annotations, each with its line's number.</param>
    /// <param name="gold">The gold posts.</param>
    /// <param name="sourceName">Names the source in faults.</param>
    internal static PredictionSet Create(IEnumerable<AnnotationLine> lines, Dataset gold, string sourceName = "predictions")
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(gold);
        var goldTypes = gold.Posts.SelectMany(p => p.Entities).Select(e => e.Type).ToHashSet();
        var check = new PredictionCheck(EntityType.Coarse.Concat(goldTypes).ToHashSet());
        var types = new TypeComparison(goldTypes);
        var byId = gold.Posts.ToLookup(p => p.Post.Id);
        var known = new Dictionary<GoldPost, AnnotationResult>(ReferenceEqualityComparer.Instance);
        var faults = new List<string>();
        foreach (var line in lines)
        {
            if (line.Result is not { } result)
            {
                faults.Add(line.Fault!);
                continue;
            }

            var place = $"{sourceName}:{line.Number}";
            if (!byId.Contains(result.PostId))
            {
                faults.Add($"{place}: the gold posts have no {result.PostId}; it is passed over.");
                continue;
            }

            var waiting = byId[result.PostId].Where(p => !known.ContainsKey(p)).ToList();
            if ((waiting.Find(p => p.Post.Text == result.Text) ?? waiting.FirstOrDefault()) is not { } post)
            {
                faults.Add($"{place}: a second prediction for the post {result.PostId}; the first counts.");
                continue;
            }

            if (result.Error is { } error)
            {
                faults.Add($"{place}: the post {result.PostId} failed ({error.Message}); its entities count as missed.");
            }
            else if (result.Text != post.Post.Text)
            {
                faults.Add($"{place}: the text of the post {result.PostId} is not the gold one, so its offsets may not fit.");
            }

            known[post] = check.Check(result, post, fault => faults.Add($"{place}: {fault}"));
            foreach (var entity in known[post].Entities)
            {
                types.Add(entity, line.Number);
            }
        }

        if (types.Fault is { } unlike)
        {
            faults.Add($"{sourceName}: {unlike}");
        }

        faults.AddRange(
            gold.Posts.Where(p => !known.ContainsKey(p))
                .Select(p => $"{sourceName}: no prediction for the post {p.Post.Id}; its entities count as missed."));
        return new PredictionSet(known, faults, [.. types.Notices.Select(n => $"{sourceName}: {n}")]);
    }

    /// <summary>The predicted entities of a post; none where there is no prediction.</summary>
    /// <param name="post">One of the gold posts that the set was made for.</param>
    public IReadOnlyList<AnnotatedEntity> EntitiesOf(GoldPost post) => byPost.TryGetValue(post, out var result) ? result.Entities : [];
}
