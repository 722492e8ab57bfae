using Riveg.Cli.Output;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Formats;

namespace Riveg.Cli.Commands;

/// <summary>The second run of a report, whose posts are looked up by those of the first; it is held in memory whole.</summary>
internal sealed class OtherRun
{
    private readonly string name;
    private readonly Dictionary<string, List<AnnotationResult>> waiting = [];
    private readonly HashSet<AnnotatedEntity> unscored = new(ReferenceEqualityComparer.Instance);
    private int unknown;

    /// <param name="path">The file.</param>
    /// <param name="posts">Gives the texts of predictions that have none; null where nobody knows them.</param>
    /// <param name="faults">Receives what could not be read.</param>
    public OtherRun(string path, IEnumerable<GoldPost>? posts, List<string> faults)
    {
        name = path;
        foreach (var line in PredictionReader.Read(path, posts))
        {
            if (line.Result is not { } result)
            {
                faults.Add(line.Fault!);
                continue;
            }

            unscored.UnionWith(line.Unscored);
            if (!waiting.TryGetValue(result.PostId, out var same))
            {
                waiting[result.PostId] = same = [];
            }

            same.Add(result);
        }
    }

    /// <summary>Whether an entity of this run has a score that its maker said.</summary>
    public bool IsScored(AnnotatedEntity entity) => !unscored.Contains(entity);

    /// <summary>
    /// What this run says of the post of a result, by id and text, else by the id alone; null for nothing. Each is given once.
    /// </summary>
    public AnnotationResult? Of(AnnotationResult result)
    {
        if (!waiting.TryGetValue(result.PostId, out var same) || same.Count == 0)
        {
            unknown++;
            return null;
        }

        var found = same.Find(r => r.Text == result.Text) ?? same[0];
        same.Remove(found);
        return found;
    }

    /// <summary>What the two runs do not have in common, one line each.</summary>
    /// <param name="first">Names the first run.</param>
    public IEnumerable<string> Faults(string first)
    {
        if (unknown > 0)
        {
            yield return $"{Counted.Of(unknown, "post")} of {first} {(unknown == 1 ? "is" : "are")} not in {name}.";
        }

        var left = waiting.Sum(w => w.Value.Count);
        if (left > 0)
        {
            yield return $"{Counted.Of(left, "post")} of {name} {(left == 1 ? "is" : "are")} not in {first}, and left out.";
        }
    }
}
