using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg ground</c> was asked to do, with nothing opened yet.</summary>
/// <param name="Model">A folder or a name.</param>
/// <param name="Image">The picture.</param>
/// <param name="Expression">What is looked for.</param>
/// <param name="Beam">How many sequences are followed.</param>
/// <param name="Free">Whether words may be written too.</param>
/// <param name="Device">Where the networks run.</param>
/// <param name="Format">A table or JSON.</param>
internal sealed record GroundRequest(
    string Model, string Image, string Expression, int Beam, bool Free, string Device, OutputFormat Format)
{
    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    public static GroundRequest From(GroundCommand options, ParseResult parsed)
    {
        var common = options.Common;
        var beam = parsed.GetValue(options.Beam);
        CommandLine.Refuse(
        [
            .. common.Faults(parsed),
            .. beam is < 1 or > 50 ? new[] { $"--beam is {beam}, must be 1 to 50" } : [],
        ]);
        return new GroundRequest(
            parsed.PathOfRequired(common.Model),
            parsed.PathOfRequired(common.Image),
            parsed.GetValue(common.Expression)!,
            beam,
            parsed.GetValue(options.Free),
            parsed.GetValue(common.Device)!,
            parsed.GetValue(options.Format));
    }
}
