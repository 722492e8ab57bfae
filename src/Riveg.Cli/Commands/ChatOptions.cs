using System.CommandLine;

namespace Riveg.Cli.Commands;

/// <summary>The options with which a command says how language models are asked.</summary>
internal sealed class ChatOptions
{
    private readonly Option<string?> cache = new("--cache") { Description = "The folder in which answers of language models are kept; what is kept is never asked again.", HelpName = "DIR" };
    private readonly Option<bool> offline = new("--offline") { Description = "Answers from --cache alone." };

    public void AddTo(Command command)
    {
        command.Add(cache);
        command.Add(offline);
    }

    public ProfileSession OpenSession(ParseResult parsed)
    {
        if (parsed.GetValue(offline) && parsed.GetValue(cache) is null)
        {
            throw new UsageException("--offline goes with --cache DIR.");
        }

        var session = new ProfileSession(parsed.GetValue(cache), parsed.GetValue(offline));

        // A damaged store is told before anything is asked.
        _ = session.Chat.Store;
        return session;
    }
}
