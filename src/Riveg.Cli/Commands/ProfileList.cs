using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Service.Profiles;

namespace Riveg.Cli.Commands;

/// <summary>The table of <c>riveg profile list</c>.</summary>
internal static class ProfileList
{
    /// <summary>Writes it.</summary>
    /// <param name="choice">The profile that is taken; one more row where it is a file.</param>
    public static void Write(ProfileChoice choice)
    {
        using var session = new ProfileSession();
        using var store = ProfileSession.OpenStore();
        var table = Tables.CreateText("profiles", "profile", "taken", "ready");
        var names = session.Catalog.ProfileNames.ToList();
        foreach (var name in names.Contains(choice.Profile) ? names : [.. names, choice.Profile])
        {
            var readiness = ProfileReadiness.Of(name, session, store);
            table.AddText(
                name,
                name == choice.Profile ? $"yes: {choice.By}" : string.Empty,
                readiness.ToDo.Count == 0 ? "yes"
                    : $"{(readiness.ReadsText ? "for posts without a picture; for others no" : "no")}: {string.Join(' ', readiness.ToDo)}");
        }

        Tables.Write(table);
    }
}
