using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Formats;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg knowledge</c> or <c>riveg expand</c> was asked to do: checked, with nothing opened yet.</summary>
/// <param name="Dataset">The split.</param>
/// <param name="Profiles">Each makes a copy of every post.</param>
/// <param name="Chat">How language models are asked.</param>
/// <param name="Output">The file.</param>
/// <param name="Existing">What becomes of it where it is there already.</param>
/// <param name="Verbose">Whether what is thrown is written to standard error.</param>
internal sealed record ChatDatasetRequest(
    DatasetRequest Dataset, IReadOnlyList<string> Profiles, ChatRequest Chat, string Output, ExistingOutput Existing, bool Verbose)
{
    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    /// <exception cref="DatasetException">The data set does not exist.</exception>
    public static ChatDatasetRequest From(ChatDatasetCommand options, ParseResult parsed, bool verbose)
    {
        var faults = new List<string>();
        string[] profiles = [.. parsed.GetValue(options.Profiles)!.Select(HomePath.Expand)];
        if (!parsed.IsGiven(options.Dataset.Dataset))
        {
            faults.Add("--dataset is missing; name one as KIND:DIR");
        }

        if (parsed.GetValue(options.Resume) && parsed.GetValue(options.Force))
        {
            faults.Add("--resume keeps what is there and --force replaces it; give one of them");
        }

        if (parsed.GetValue(options.Resume) && profiles.Length > 1)
        {
            faults.Add("--resume goes with one --profile, since the file does not say whose its answers are; with several, "
                + "run again with --force and the same --cache");
        }

        CommandLine.Refuse(faults);
        var request = new ChatDatasetRequest(
            DatasetRequest.From(options.Dataset, parsed)!,
            profiles,
            options.Chat.Read(parsed),
            parsed.PathOfRequired(options.Output),
            parsed.GetValue(options.Resume)
                ? ExistingOutput.Resume
                : parsed.GetValue(options.Force) ? ExistingOutput.Replace : ExistingOutput.Refuse,
            verbose);
        OutputFile.RefuseInputs(
            [("-o", request.Output)], [.. request.Profiles, .. request.Chat.Inputs, .. request.Dataset.InputsAmong([request.Output])]);
        return request;
    }
}
