using System.CommandLine;

namespace Riveg.Cli.Commands;

/// <summary>The options with which a command names a profile and how its language models are asked.</summary>
internal sealed class ProfileOptions
{
    private readonly Option<string> profile = new("--profile", "-p")
    {
        Description = "What serves each stage: a named profile (builtin, light, vlm, paper) or a profile's JSON file.",
        HelpName = "NAME|FILE",
        DefaultValueFactory = _ => "builtin",
    };

    private readonly ChatOptions chat = new();

    public void AddTo(Command command)
    {
        command.Add(profile);
        chat.AddTo(command);
    }

    public ProfileRequest Read(ParseResult parsed, bool verbose) => new(parsed.PathOfRequired(profile), chat.Read(parsed), verbose);
}
