using System.CommandLine;
using Riveg.Cli.Usage;

namespace Riveg.Cli.Commands;

/// <summary>The options with which a command says how language models are asked.</summary>
internal sealed class ChatOptions
{
    private readonly Option<string?> cache = new("--cache")
    {
        Description = "The folder in which answers of language models are kept; what is kept is never asked again.",
        HelpName = "DIR"
    };
    private readonly Option<bool> offline = new("--offline") { Description = "Answers from --cache alone." };

    public void AddTo(Command command)
    {
        command.Add(cache);
        command.Add(offline);
    }

    /// <exception cref="UsageException">The options do not go together.</exception>
    public ChatRequest Read(ParseResult parsed)
    {
        if (parsed.GetValue(offline) && parsed.GetValue(cache) is null)
        {
            throw new UsageException("--offline goes with --cache DIR.");
        }

        return new ChatRequest(parsed.PathOf(cache), parsed.GetValue(offline));
    }
}
