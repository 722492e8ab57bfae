using Riveg.Annotations;
using Riveg.Datasets;
using Riveg.Formats;

namespace Riveg.Evaluation;

/// <summary>Predictions put beside the gold posts that they are about. Immutable.</summary>
public sealed class PredictionSet
{
    private readonly Dictionary<string, AnnotationResult> byId;

    private PredictionSet(Dictionary<string, AnnotationResult> byId, IReadOnlyList<string> faults)
    {
        this.byId = byId;
        Faults = faults;
    }

    /// <summary>What does not fit together, one line each: broken lines, two predictions for one id (the first counts), unknown, missing and failed posts, other texts.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>Reads a file of JSON lines.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PredictionSet ReadFile(string path, Dataset gold) => Create(AnnotationJsonReader.ReadFile(path), gold, path);

    /// <summary>Puts annotations beside their gold posts.</summary>
    /// <param name="lines">The annotations, each with its line's number.</param>
    /// <param name="gold">The gold posts.</param>
    /// <param name="sourceName">Names the source in faults.</param>
    public static PredictionSet Create(IEnumerable<AnnotationLine> lines, Dataset gold, string sourceName = "predictions")
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(gold);
        var texts = new Dictionary<string, string>();
        foreach (var post in gold.Posts)
        {
            texts.TryAdd(post.Post.Id, post.Post.Text);
        }

        var known = new Dictionary<string, AnnotationResult>();
        var faults = new List<string>();
        foreach (var line in lines)
        {
            if (line.Result is not { } result)
            {
                faults.Add(line.Fault!);
            }
            else if (!texts.TryGetValue(result.PostId, out var text))
            {
                faults.Add($"{sourceName}:{line.Number}: the gold posts have no {result.PostId}; it is passed over.");
            }
            else if (!known.TryAdd(result.PostId, result))
            {
                faults.Add($"{sourceName}:{line.Number}: a second prediction for the post {result.PostId}; the first counts.");
            }
            else if (result.Error is { } error)
            {
                faults.Add($"{sourceName}:{line.Number}: the post {result.PostId} failed ({error.Message}); its entities count as missed.");
            }
            else if (result.Text != text)
            {
                faults.Add($"{sourceName}:{line.Number}: the text of the post {result.PostId} is not the gold one, so its offsets may not fit.");
            }
        }

        faults.AddRange(texts.Keys.Where(id => !known.ContainsKey(id)).Select(id => $"{sourceName}: no prediction for the post {id}; its entities count as missed."));
        return new PredictionSet(known, faults);
    }

    /// <summary>The predicted entities of a post; none where there is no prediction.</summary>
    public IReadOnlyList<AnnotatedEntity> EntitiesOf(string postId) => byId.TryGetValue(postId, out var result) ? result.Entities : [];
}
