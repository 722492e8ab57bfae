using Riveg.Stages;

namespace Riveg.Cli.Output;

/// <summary>How what served a stage in an earlier run differs from what serves it in this one.</summary>
internal static class StageDifference
{
    /// <summary>The first difference in words: "its ... is ..., this run's is ..."; null where there is none.</summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="was">What served it before; null for nothing.</param>
    /// <param name="now">What serves it now; null for nothing.</param>
    public static string? Find(string stage, StageInfo? was, StageInfo? now)
    {
        if (was is null || now is null)
        {
            return was is null && now is null
                ? null
                : $"its stage {stage} is {was?.Implementation ?? "left out"}, this run's is {now?.Implementation ?? "left out"}";
        }

        var (before, after) = (Facts(was), Facts(now));
        return before.Keys.Union(after.Keys).Where(k => before.GetValueOrDefault(k) != after.GetValueOrDefault(k))
            .Select(k => $"its stages.{stage}.{k} is {before.GetValueOrDefault(k) ?? "left out"}, "
                + $"this run's is {after.GetValueOrDefault(k) ?? "left out"}").FirstOrDefault();
    }

    private static Dictionary<string, string> Facts(StageInfo info)
    {
        var facts = new Dictionary<string, string>(info.Details, StringComparer.Ordinal) { ["implementation"] = info.Implementation };
        if (info.Model is { } model)
        {
            facts["model"] = model;
        }

        if (info.ModelSha256 is { } hash)
        {
            facts["sha256"] = hash;
        }

        return facts;
    }
}
