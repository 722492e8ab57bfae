using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;

namespace Riveg.Cli.Commands;

/// <summary>What <c>train tagger</c> was asked to do: checked, with nothing opened yet.</summary>
/// <param name="Config">The config's file.</param>
/// <param name="Output">The folder of the run.</param>
/// <param name="Existing">What becomes of a run that is there already.</param>
internal sealed record TrainTaggerRequest(string Config, string Output, ExistingOutput Existing)
{
    /// <summary>Reads the command line; null where the schema alone is wanted.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    public static TrainTaggerRequest? From(TrainTaggerCommand words, ParseResult parsed)
    {
        var config = parsed.GetValue(words.Config);
        var output = parsed.PathOf(words.Output);
        if (parsed.GetValue(words.Schema))
        {
            CommandLine.Refuse(
            [
                .. config is null ? Array.Empty<string>() : [$"--schema is of every config; leave {config} out"],
                .. new Option[] { words.Output, words.Resume, words.Force }
                    .Where(parsed.IsGiven)
                    .Select(o => $"{o.Name} goes without --schema"),
            ]);
            return null;
        }

        CommandLine.Refuse(
        [
            .. config is null ? new[] { "CONFIG is missing: a JSON file, of which --schema prints the schema" } : [],
            .. output is null ? new[] { "-o DIR is missing" } : [],
            .. parsed.GetValue(words.Resume) && parsed.GetValue(words.Force)
                ? new[] { "--resume and --force contradict each other; give one" } : [],
        ]);
        return new TrainTaggerRequest(
            Formats.HomePath.Expand(config!),
            output!,
            parsed.GetValue(words.Resume) ? ExistingOutput.Resume
                : parsed.GetValue(words.Force) ? ExistingOutput.Replace : ExistingOutput.Refuse);
    }
}
