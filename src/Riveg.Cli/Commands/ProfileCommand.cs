using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Formats;
using Riveg.Pipeline;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg profile</c>: which profiles there are, which one is taken, and what one may say.</summary>
internal static class ProfileCommand
{
    public static Command Create() => new("profile", "Lists, shows and chooses profiles: what serves each stage.")
    {
        CreateList(), CreateShow(), CreateUse(), CreateSchema(),
    };

    private static Command CreateList()
    {
        var profile = ProfileOptions.CreateProfile();
        var command = new Command("list", "Lists the profiles: which one is taken and why, and what each lacks here.") { profile };
        command.SetAction(parsed =>
        {
            ProfileList.Write(ProfileChoice.Of(parsed.PathOf(profile)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateShow()
    {
        var name = NameArgument("The profile; the one that is taken without --profile where it is left out.");
        var command = new Command("show", "Prints a profile as JSON, with what it extends laid under it.") { name };
        command.SetAction(parsed =>
        {
            var choice = parsed.GetValue(name) is { } given
                ? new ProfileChoice(HomePath.Expand(given), ProfileSource.CommandLine)
                : ProfileChoice.Of(null);
            return choice.TellWhereFaultsAsync(() =>
            {
                using var session = new ProfileSession();
                var profile = session.LoadProfile(choice.Profile);
                if (choice.Source != ProfileSource.CommandLine)
                {
                    StandardStreams.Say($"{choice}.");
                }

                JsonOutput.Write(writer => profile.ToJson().WriteTo(writer));
                return Task.FromResult(ExitCode.Done);
            });
        });
        return command;
    }

    private static Command CreateUse()
    {
        var name = NameArgument("The profile: a name or a file, which is kept by its full path.");
        var clear = new Option<bool>("--clear") { Description = "Forgets the choice." };
        var command = new Command("use", "Chooses the profile that is taken without --profile and without RIVEG_PROFILE.") { name, clear };
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(name);
            if (given is null != parsed.GetValue(clear))
            {
                throw new UsageException("Give either a profile or --clear.");
            }

            Use(given is null ? null : HomePath.Expand(given), KeptProfile.OfUser());
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateSchema()
    {
        var stages = new Argument<string[]>("stages")
        {
            Description = "The stages to describe; all if none is named.",
            Arity = ArgumentArity.ZeroOrMore,
            HelpName = "STAGE"
        };
        stages.AcceptOnlyFromAmong([.. StageSlots.All.Select(s => s.Name)]);
        var command = new Command(
            "schema",
            "Prints a JSON schema (2020-12) of a profile's file, for editors: all settings, their defaults and ranges.") { stages };
        command.SetAction(parsed =>
        {
            using var session = new ProfileSession();
            var schema = session.Catalog.CreateSchema([.. (parsed.GetValue(stages) ?? []).Select(s => StageSlots.Find(s)!)]);
            JsonOutput.Write(writer => schema.WriteTo(writer));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Use(string? profile, KeptProfile kept)
    {
        if (profile is null)
        {
            kept.Clear();
            StandardStreams.Say("no profile is chosen any more.");
        }
        else
        {
            // Loaded, so that what is kept is a proper profile.
            using var session = new ProfileSession();
            session.LoadProfile(profile);
            var name = session.Catalog.ProfileNames.Contains(profile) ? profile : Path.GetFullPath(profile);
            kept.Write(name);
            StandardStreams.Say($"profile {name} is taken from now on where no --profile is given (kept in {kept.Path}).");
        }

        if (ProfileChoice.Of(null) is { Source: ProfileSource.Variable } variable)
        {
            StandardStreams.Say($"{ProfileChoice.Variable} is set and goes before it: {variable.Profile}.");
        }
    }

    private static Argument<string?> NameArgument(string description) =>
        new("name") { Description = description, Arity = ArgumentArity.ZeroOrOne, HelpName = "NAME|FILE" };
}
