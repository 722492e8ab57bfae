using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg read</c> was asked to do, with nothing opened yet.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Model">A folder or a name; null for the standard one.</param>
/// <param name="Device">Where the networks run.</param>
/// <param name="Format">A table or JSON.</param>
internal sealed record ReadRequest(string Image, string? Model, string Device, OutputFormat Format)
{
    /// <summary>Reads the command line.</summary>
    public static ReadRequest From(ReadCommand options, ParseResult parsed) => new(
        parsed.PathOfRequired(options.Image),
        parsed.PathOf(options.Model),
        parsed.GetValue(options.Device)!,
        parsed.GetValue(options.Format));
}
