using Riveg.Posts;

namespace Riveg.Evaluation.Reports;

/// <summary>A figure of a whole run.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Value">As people read it.</param>
internal readonly record struct Figure(string Name, string Value);

/// <summary>What a report counts while its posts go by.</summary>
internal sealed class ReportTotals
{
    private readonly SortedDictionary<string, int> byType = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> tags = [];
    private int posts;
    private int failed;
    private int entities;
    private int groundable;
    private int judged;
    private int right;

    /// <summary>Who made the annotations; null where they do not tell.</summary>
    public string? Profile { get; private set; }

    /// <summary>What decided whether an entity is in its picture; null where they do not tell.</summary>
    public string? Decision { get; private set; }

    /// <summary>Whether anything was compared with gold.</summary>
    public bool HasGold { get; private set; }

    /// <summary>How many entities each type has, by name.</summary>
    public IEnumerable<(EntityType Type, int Count)> ByType => byType.Select(t => (EntityType.Parse(t.Key), t.Value));

    /// <summary>The figures; those that nothing can be said of are left out.</summary>
    public IEnumerable<Figure> Figures
    {
        get
        {
            yield return new Figure("posts", $"{posts}");
            yield return new Figure("failed", $"{failed}");
            yield return new Figure("entities", $"{entities}");
            if (entities > 0)
            {
                yield return new Figure("in the picture", HtmlText.Percent((double)groundable / entities));
            }

            if (judged > 0)
            {
                yield return new Figure("right (precision, GMNER)", HtmlText.Percent((double)right / judged));
            }
        }
    }

    /// <summary>Whether some post has a tag.</summary>
    public bool Has(string tag) => tags.Contains(tag);

    public void Add(AnnotationResult result, IReadOnlyList<EntityRow> rows)
    {
        posts++;
        failed += result.Succeeded ? 0 : 1;
        Profile ??= result.Provenance?.Profile;
        Decision ??= result.Provenance?.Decision;
        HasGold |= rows.Any(r => r.IsRight is not null);
        tags.Add(ReportTags.Of(result));
        tags.UnionWith(rows.SelectMany(ReportTags.Of));
        foreach (var row in rows.Where(r => r.Found is not null))
        {
            entities++;
            groundable += row.Found!.Presence == EntityPresence.InPicture ? 1 : 0;
            judged += row.IsRight is null ? 0 : 1;
            right += row.IsRight is true ? 1 : 0;
            byType[row.Type.Name] = byType.GetValueOrDefault(row.Type.Name) + 1;
        }
    }
}
