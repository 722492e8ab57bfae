using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Onnx.Diagnosis;
using Riveg.Onnx.Store;
using Riveg.Profiles;

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
            table.AddText(name, name == choice.Profile ? $"yes: {choice.By}" : string.Empty, Readiness(name, session, store));
        }

        Tables.Write(table);
    }

    private static string Readiness(string name, ProfileSession session, ModelStore store)
    {
        try
        {
            var profile = session.LoadProfile(name);
            var missing = OnnxDiagnosis.Models(profile, session.Catalog, store).Select(m => m.ToDo).OfType<string>().ToList();
            if (missing.Count > 0)
            {
                return $"no: {string.Join(' ', missing)}";
            }

            session.Catalog.RefuseIncomplete(profile);
            return "yes";
        }
        catch (ProfileException exception)
        {
            return $"no: {exception.Message}";
        }
    }
}
