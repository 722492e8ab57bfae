using System.CommandLine;
using System.Globalization;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Onnx.Observation.Reading;
using Riveg.Regions;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg read</c> was asked to do, with nothing opened yet.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Model">A folder or a name; null for the standard one.</param>
/// <param name="Side">How closely small type is looked for; null to choose by the picture.</param>
/// <param name="MaxWords">The most words that are told.</param>
/// <param name="MinScore">The least score of a word; null for the reader's own limits.</param>
/// <param name="Device">Where the networks run.</param>
/// <param name="Format">A table or JSON.</param>
internal sealed record ReadRequest(
    string Image, string? Model, int? Side, int MaxWords, double? MinScore, string Device, OutputFormat Format)
{
    private const int MostSide = 4096;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    public static ReadRequest From(ReadCommand options, ParseResult parsed)
    {
        var request = new ReadRequest(
            parsed.PathOfRequired(options.Image),
            parsed.PathOf(options.Model),
            parsed.GetValue(options.Side),
            parsed.GetValue(options.MaxWords),
            parsed.GetValue(options.MinScore),
            parsed.GetValue(options.Device)!,
            parsed.GetValue(options.Format));
        CommandLine.Refuse([.. CommandLine.ImageFaults(request.Image), .. request.Faults()]);
        return request;
    }

    /// <summary>How a picture is read.</summary>
    /// <param name="picture">Its size.</param>
    public WordReaderOptions OptionsFor(ImageSize picture)
    {
        var standard = WordReaderOptions.Certain with { MaxWords = MaxWords };
        var looked = Side is not { } side ? standard.CloseTo(picture)
            : side <= standard.Side ? standard with { Side = side }
            : standard with { DetailSide = side };
        return MinScore is { } score
            ? looked with { MinScore = score, MinOddScore = score }
            : looked;
    }

    private IEnumerable<string> Faults()
    {
        if (Side is < 64 or > MostSide)
        {
            yield return $"--side is {Side}, must be 64 to {MostSide}";
        }

        if (MaxWords is < 1 or > 100_000)
        {
            yield return $"--max-words is {MaxWords}, must be 1 to 100,000";
        }

        if (MinScore is not (null or (>= 0 and <= 1)))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"--min-score is {MinScore}, must be 0 to 1");
        }
    }
}
