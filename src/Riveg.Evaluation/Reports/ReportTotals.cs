using Riveg.Posts;
using Riveg.Profiles;

namespace Riveg.Evaluation.Reports;

/// <summary>What a report counts while its posts go by.</summary>
internal sealed class ReportTotals
{
    private readonly SortedDictionary<string, int> byType = new(StringComparer.OrdinalIgnoreCase);

    public int Posts { get; private set; }

    public int Failed { get; private set; }

    public int Entities { get; private set; }

    public int Groundable { get; private set; }

    public int Judged { get; private set; }

    public int Right { get; private set; }

    public string? Profile { get; private set; }

    public string? Decision { get; private set; }

    public IEnumerable<(EntityType Type, int Count)> ByType => byType.Select(t => (EntityType.Parse(t.Key), t.Value));

    public void Add(AnnotationResult result)
    {
        Posts++;
        Failed += result.Succeeded ? 0 : 1;
        Profile ??= result.Provenance?.Profile;
        Decision ??= result.Provenance?.Decision;
        foreach (var entity in result.Entities)
        {
            Entities++;
            Groundable += entity.Presence == EntityPresence.InPicture ? 1 : 0;
            byType[entity.Mention.Type.Name] = byType.GetValueOrDefault(entity.Mention.Type.Name) + 1;
        }
    }

    public void AddVerdict(bool right)
    {
        Judged++;
        Right += right ? 1 : 0;
    }
}
