using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Faults;
using Riveg.Formats;

namespace Riveg.Cli.Profiles;

/// <summary>Who named the profile.</summary>
internal enum ProfileSource
{
    /// <summary>The command line.</summary>
    CommandLine,

    /// <summary>The environment variable.</summary>
    Variable,

    /// <summary>An earlier <c>riveg profile use</c>.</summary>
    Kept,

    /// <summary>Nobody.</summary>
    Default,
}

/// <summary>Which profile a command takes, and who named it.</summary>
/// <param name="Profile">A name or a file.</param>
/// <param name="Source">Who named it.</param>
internal sealed record ProfileChoice(string Profile, ProfileSource Source)
{
    /// <summary>The variable that names a profile.</summary>
    public const string Variable = "RIVEG_PROFILE";

    /// <summary>Who named it, in words.</summary>
    public string By => Source switch
    {
        ProfileSource.CommandLine => "--profile",
        ProfileSource.Variable => Variable,
        ProfileSource.Kept => "'riveg profile use'",
        _ => "default",
    };

    /// <summary>The profile of the command line, else of the variable, else the kept one, else <c>builtin</c>.</summary>
    /// <param name="given">What the command line says; null where it says nothing.</param>
    /// <exception cref="UsageException">The kept choice cannot be read.</exception>
    public static ProfileChoice Of(string? given)
    {
        if (given is not null)
        {
            return new ProfileChoice(given, ProfileSource.CommandLine);
        }

        if (Environment.GetEnvironmentVariable(Variable) is { } named && !string.IsNullOrWhiteSpace(named))
        {
            return new ProfileChoice(HomePath.Expand(named), ProfileSource.Variable);
        }

        return KeptProfile.OfUser().Read() is { } kept
            ? new ProfileChoice(kept, ProfileSource.Kept)
            : new ProfileChoice(RivegPipelineBuilder.DefaultProfile, ProfileSource.Default);
    }

    /// <summary>Runs a command, and says where its profile came from if it fails and the command line does not say so.</summary>
    /// <param name="run">Gives the exit code.</param>
    public async Task<int> TellWhereFaultsAsync(Func<Task<int>> run)
    {
        if (Source is ProfileSource.CommandLine or ProfileSource.Default)
        {
            return await run();
        }

        try
        {
            var code = await run();
            if (code != ExitCode.Done)
            {
                StandardStreams.Say($"{this}.");
            }

            return code;
        }
        catch (RivegException exception)
        {
            throw new RivegException(exception.Kind, $"{exception.Message} ({this})", exception);
        }
    }

    /// <inheritdoc />
    public override string ToString() =>
        Source == ProfileSource.Default ? $"profile {Profile}, the default" : $"profile {Profile}, chosen by {By}";
}
