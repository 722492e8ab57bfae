using System.CommandLine;
using Riveg.Cli.Usage;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg mcp</c> was asked to do: checked, with nothing opened yet.</summary>
/// <param name="Service">What it has in common with <c>riveg serve</c>.</param>
internal sealed record McpRequest(ServiceRequest Service)
{
    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    public static McpRequest From(McpCommand options, ParseResult parsed, bool verbose)
    {
        var faults = new List<string>();
        var request = new McpRequest(ServiceRequest.From(options.Service, parsed, verbose, faults));
        CommandLine.Refuse(faults);
        return request;
    }
}
