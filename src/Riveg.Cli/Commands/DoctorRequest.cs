using Riveg.Cli.Usage;
using Riveg.LanguageModels.Servers;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg doctor</c> is asked.</summary>
/// <param name="Profile">The profile whose language models are asked; null for all named profiles, of which none is.</param>
/// <param name="Offline">Whether no server is asked.</param>
/// <param name="Ports">Ports of this machine at which a server of models is looked for; empty for the usual ones.</param>
internal sealed record DoctorRequest(string? Profile, bool Offline, IReadOnlyList<int> Ports)
{
    /// <summary>The addresses at which a server of models is looked for.</summary>
    public IReadOnlyList<Uri> Addresses => [.. LocalServerSearch.AddressesOf(Ports.Count > 0 ? Ports : LocalServerSearch.DefaultPorts)];

    /// <summary>Refuses what does not go together.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    public void Check()
    {
        var faults = Ports.Where(p => p is < 1 or > 65535).Select(p => $"--port is 1 to 65535, not {p}").ToList();
        if (Offline && Ports.Count > 0)
        {
            faults.Add("--offline asks no server, --port says where to look for one; give one of them");
        }

        CommandLine.Refuse(faults);
    }
}
