using Riveg.Cli.Output;
using Riveg.LanguageModels.Probes;
using Riveg.LanguageModels.Servers;

namespace Riveg.Cli.Commands;

/// <summary>Asks the language models of a profile about the drawn picture, and writes what came of it.</summary>
internal static class ChatProbeRun
{
    /// <param name="endpoints">The models.</param>
    /// <param name="addresses">Where another server may be where one on this machine does not answer.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>Whether all are as a run needs them.</returns>
    public static async Task<bool> RunAsync(
        IReadOnlyList<ServedEndpoint> endpoints, IReadOnlyList<Uri> addresses, CancellationToken cancellationToken)
    {
        var probe = new ChatEndpointProbe();
        var ready = true;
        foreach (var served in endpoints)
        {
            var (options, where) = (served.Options, $"\"{served.Options.Model}\" at {served.Options.Endpoint}");
            StandardStreams.Say(
                $"asking {where} about one drawn picture: a few requests, at most {ChatEndpointProbe.MostRequests}; nothing is stored.");
            var result = await probe.AskAsync(options, served.Stages, cancellationToken);
            ready &= result.IsReady;
            Write($"{where}: {string.Join(", ", served.Stages.Select(s => s.Name))}", result);
            Console.WriteLine(
                $"asked with {Counted.Of(result.Requests, "request")}, {result.InputTokens} + {result.OutputTokens} tokens.");
            if (options.Endpoint is { IsLoopback: true } endpoint)
            {
                await (result.Findings[0].Verdict == ProbeVerdict.Bad
                    ? ServerOutput.FindAndWriteAsync(addresses, cancellationToken)
                    : WriteAdviceAsync(endpoint, options.Model, cancellationToken));
            }
        }

        return ready;
    }

    private static void Write(string title, ChatProbeResult result)
    {
        var table = Tables.CreateText(title, "question", "", "what came of it");
        foreach (var finding in result.Findings.Where(f => f.Verdict != ProbeVerdict.NotAsked))
        {
            table.AddText(NameOf(finding.Question), NameOf(finding.Verdict), finding.Message);
        }

        Tables.Write(table);
    }

    // What the server of a model on this machine says of itself.
    private static async Task WriteAdviceAsync(Uri endpoint, string model, CancellationToken cancellationToken)
    {
        var found = await LocalServerSearch.FindAsync([new Uri(endpoint, "/")], cancellationToken: cancellationToken);
        foreach (var server in found)
        {
            ServerOutput.WriteAdvice(server, server.AdviceFor(model));
        }
    }

    private static string NameOf(ProbeQuestion question) => question switch
    {
        ProbeQuestion.LogProbabilities => "log-probabilities",
        ProbeQuestion.StructuredOutput => "structured output",
        _ => question.ToString().ToLowerInvariant(),
    };

    private static string NameOf(ProbeVerdict verdict) => verdict switch
    {
        ProbeVerdict.Good => "ok",
        ProbeVerdict.Advice => "note",
        ProbeVerdict.Bad => "TO DO",
        _ => "?",
    };
}
