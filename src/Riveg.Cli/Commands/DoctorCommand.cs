using System.CommandLine;
using Riveg.Cli.Usage;

namespace Riveg.Cli.Commands;

/// <summary>The words of <c>riveg doctor</c>; <see cref="DoctorRequest"/> is what was asked, <see cref="DoctorRun"/> does it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var profile = new Option<string?>("--profile", "-p")
        {
            Description = "Looks at this profile alone, and asks each language model that it names about one drawn picture: whether it is "
                + "reachable, takes the key, knows the model, sees pictures, in which form it writes boxes, whether it gives "
                + "log-probabilities and keeps to a JSON schema, and how fast it is. A handful of requests, at most 16 a model, which a "
                + "paid service charges for. Without it no language model is asked.",
            HelpName = "NAME|FILE",
        };
        var port = new Option<int[]>("--port")
        {
            Description = "Where to look for a server of language models on this machine, instead of the usual ports of Ollama (11434), "
                + "llama.cpp (8080), vLLM (8000) and LM Studio (1234). May be given several times.",
            HelpName = "PORT",
        };
        var offline = new Option<bool>("--offline") { Description = "Asks no server, on this machine either." };
        var command = new Command(
            "doctor",
            "Says what each profile lacks here, which accelerators work, and what to run; finds servers of language models on this machine "
            + "and prints the profile for them; with --profile, tries the language models of a profile.")
        {
            profile, port, offline,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new DoctorRequest(parsed.PathOf(profile), parsed.GetValue(offline), parsed.GetValue(port) ?? []);
            request.Check();
            return DoctorRun.RunAsync(request, cancellationToken);
        });
        return command;
    }
}
