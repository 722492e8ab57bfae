using Riveg.LanguageModels.Servers;

namespace Riveg.Cli.Output;

/// <summary>The servers of language models on this machine, and the profile to write for each.</summary>
internal static class ServerOutput
{
    /// <summary>Looks for them and writes what was found.</summary>
    /// <returns>Whether there is one.</returns>
    public static async Task<bool> FindAndWriteAsync(IReadOnlyList<Uri> addresses, CancellationToken cancellationToken)
    {
        var servers = await LocalServerSearch.FindAsync(addresses, cancellationToken: cancellationToken);
        if (servers.Count == 0)
        {
            Console.WriteLine(
                "no server of language models answers on this machine at port "
                + $"{string.Join(", ", addresses.Select(a => a.Port))}; docs/language-models.md says how to start one.");
        }

        foreach (var server in servers)
        {
            Write(server);
        }

        return servers.Count > 0;
    }

    /// <summary>Writes what a server should be given.</summary>
    public static void WriteAdvice(LocalModelServer server, IReadOnlyList<string> advice)
    {
        foreach (var line in advice)
        {
            Console.WriteLine($"{server.Name}: {line}");
        }
    }

    private static void Write(LocalModelServer server)
    {
        Console.WriteLine(
            $"{server.Name}{(server.Version is { } version ? $" {version}" : string.Empty)} answers at {server.Address}"
            + (server.Best is { } best ? $" with \"{best.Name}\", which {Sees(best)}." : "."));
        WriteAdvice(server, server.Advice);
        if (server.ToProfile() is { } profile)
        {
            Console.WriteLine("The profile to write, say into chat.json; 'riveg doctor --profile chat.json' then tries it:");
            Console.WriteLine(profile);
        }
    }

    private static string Sees(LocalModel model) => model.SeesPictures switch
    {
        true => "sees pictures",
        false => "sees no pictures",
        _ => "does not say whether it sees pictures",
    };
}
