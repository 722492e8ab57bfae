using System.CommandLine;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;

namespace Riveg.Cli.Commands;

/// <summary>The options with which a command names a profile and how its language models are asked.</summary>
internal sealed class ProfileOptions
{
    private readonly Option<string?> profile = CreateProfile();

    private readonly ChatOptions chat = new();

    /// <summary>The option that names a profile.</summary>
    public static Option<string?> CreateProfile() => new("--profile", "-p")
    {
        Description = "What serves each stage: a named profile (builtin, light, vlm, paper) or a profile's JSON file. "
            + "Where it is left out: RIVEG_PROFILE, else what 'riveg profile use' chose, else builtin.",
        HelpName = "NAME|FILE",
    };

    public void AddTo(Command command)
    {
        command.Add(profile);
        chat.AddTo(command);
    }

    public ProfileRequest Read(ParseResult parsed, bool verbose) =>
        new(ProfileChoice.Of(parsed.PathOf(profile)), chat.Read(parsed), verbose);
}
