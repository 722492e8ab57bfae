using System.Text.Json;
using Riveg.Evaluation.Datasets;
using Riveg.Networks.Tagging;
using Riveg.Settings;
using Riveg.Training.Cli.Configuration;
using Riveg.Training.Tagging;

namespace Riveg.Training.Cli.Runs;

/// <summary>What makes a run the one that it is: with the same it gives the same model.</summary>
/// <param name="Settings">The config's numbers, as they are after defaults.</param>
/// <param name="Posts">The SHA-256 of what is learned from.</param>
/// <param name="Width">How many numbers the vector of a word has.</param>
/// <param name="Vectors">The SHA-256 of the vectors.</param>
/// <param name="Clusters">The SHA-256 of the clusters, and of which words are known by themselves.</param>
/// <param name="Dev">The SHA-256 of what it is judged by; null for nothing.</param>
internal sealed record RunIdentity(
    IReadOnlyDictionary<string, string> Settings, string Posts, int Width, string Vectors, string Clusters, string? Dev = null)
{
    /// <summary>Of a run.</summary>
    public static RunIdentity Of(
        TaggerConfig config, IEnumerable<TaggerExample> examples, Dataset? dev, TaggerReader reader) => new(
        SettingsOf(config),
        RunHash.Of(examples),
        reader.Vectors.Width,
        RunHash.Of(reader.Vectors),
        RunHash.OfClusters(reader),
        dev is null ? null : RunHash.Of(dev));

    /// <summary>In what another run differs, in words; null where in nothing.</summary>
    /// <param name="now">The other run.</param>
    public string? DifferenceTo(RunIdentity now)
    {
        List<string> differences =
        [
            .. Settings.Keys.Union(now.Settings.Keys).Order(StringComparer.Ordinal)
                .Select(k => (Key: k,
                    Then: Settings.GetValueOrDefault(k) ?? "nothing",
                    Now: now.Settings.GetValueOrDefault(k) ?? "nothing"))
                .Where(s => s.Then != s.Now)
                .Select(s => $"{s.Key} was {s.Then} and is {s.Now}"),
            .. Posts == now.Posts ? Array.Empty<string>() : ["it learned from other posts"],
            .. Dev == now.Dev ? Array.Empty<string>() : ["it was judged by other posts"],
            .. Vectors == now.Vectors ? Array.Empty<string>()
                : [Width == now.Width
                    ? "its vectors of words were others"
                    : $"its vectors of words had {Width} numbers and have {now.Width}"],
            .. Clusters == now.Clusters ? Array.Empty<string>() : ["its clusters of words were others"],
        ];
        return differences.Count == 0 ? null : string.Join("; ", differences);
    }

    // What names files is told by their content.
    private static Dictionary<string, string> SettingsOf(TaggerConfig config) => SettingsType.Of(typeof(TaggerConfig)).Members
        .Where(m => m.IsInline)
        .SelectMany(m => m.Group!.Members.Select(g => (g.Key, Value: g.Property.GetValue(m.Property.GetValue(config)))))
        .Append(("vocabulary", config.Vocabulary))
        .Append(("patience", config.Patience))
        .Where(s => s.Value is not null)
        .ToDictionary(s => s.Key, s => JsonSerializer.SerializeToNode(s.Value)!.ToJsonString(), StringComparer.Ordinal);
}
