using System.CommandLine;

namespace Riveg.Cli.Commands;

/// <summary>
/// The words of <c>riveg mcp</c>; <see cref="McpRequest"/> is what was asked, <see cref="McpRun"/> does it.
/// </summary>
internal sealed class McpCommand
{
    /// <summary>What it has in common with <c>riveg serve</c>.</summary>
    public ServiceOptions Service { get; } = new();

    public static Command Create(Option<bool> verbose)
    {
        var options = new McpCommand();
        var command = new Command(
            "mcp",
            "Serves an assistant's tools over the Model Context Protocol, on standard input and output; assistants start it "
            + "(docs/assistants.md). It ends when its input does.")
        {
            options.Service.Profile,
        };
        options.Service.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            McpRun.RunAsync(McpRequest.From(options, parsed, parsed.GetValue(verbose)), cancellationToken));
        return command;
    }
}
