using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Formats;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg benchmark photos</c> was asked to do: checked, with nothing opened yet.</summary>
/// <param name="Dataset">The annotated photographs.</param>
/// <param name="Profiles">The profiles, each once; at least one.</param>
/// <param name="Natural">Whether the profiles' own mentions are taken.</param>
/// <param name="Format">A table or JSON.</param>
internal sealed record PhotoBenchmarkRequest(
    DatasetRequest Dataset, IReadOnlyList<ProfileRequest> Profiles, bool Natural, OutputFormat Format)
{
    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    /// <exception cref="DatasetException">The data set does not exist.</exception>
    public static PhotoBenchmarkRequest From(PhotoBenchmarkCommand options, ParseResult parsed, bool verbose)
    {
        var chat = options.Chat.Read(parsed);
        var dataset = DatasetRequest.From(options.Dataset, parsed)
            ?? throw new UsageException("Give --dataset KIND:DIR or riveg:FILE.jsonl, annotated posts with their photographs.");
        var named = parsed.GetValue(options.Profiles)!.Select(HomePath.Expand).Distinct().ToList();
        var choices = named.Count == 0 ? [ProfileChoice.Of(null)] : named.ConvertAll(ProfileChoice.Of);
        return new PhotoBenchmarkRequest(
            dataset,
            [.. choices.Select(c => new ProfileRequest(c, chat, verbose))],
            parsed.GetValue(options.Natural),
            parsed.GetValue(options.Format));
    }
}
