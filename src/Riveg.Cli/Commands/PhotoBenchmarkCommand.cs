using System.CommandLine;
using Riveg.Cli.Output;

namespace Riveg.Cli.Commands;

/// <summary>
/// The words of <c>riveg benchmark photos</c>; <see cref="PhotoBenchmarkRequest"/> is what was asked, <see cref="PhotoBenchmarkRun"/>
/// does it.
/// </summary>
internal sealed class PhotoBenchmarkCommand
{
    public Option<string[]> Profiles { get; } = new("--profile", "-p")
    {
        Description = "What serves each stage: named profiles or profiles' JSON files, measured side by side. "
            + "Where it is left out: RIVEG_PROFILE, else what 'riveg profile use' chose, else builtin.",
        HelpName = "NAME|FILE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    public Option<bool> Natural { get; } = new("--natural")
    {
        Description = "Takes the mentions that each profile finds, and scores them too, instead of the data set's own.",
    };

    public Option<OutputFormat> Format { get; } = OutputFormatOption.Create();

    public ChatOptions Chat { get; } = new();

    public DatasetOptions Dataset { get; } = new();

    public static Command Create(Option<bool> verbose)
    {
        var options = new PhotoBenchmarkCommand();
        var command = new Command(
            "photos",
            "Measures whether profiles see: scores on annotated photographs, beside answers that look at nothing.")
        {
            options.Dataset.Dataset, options.Dataset.Split, options.Dataset.Images, options.Profiles, options.Dataset.Knowledge,
            options.Natural, options.Format,
        };
        options.Chat.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = PhotoBenchmarkRequest.From(options, parsed, parsed.GetValue(verbose));
            return request.Profiles[0].Choice.TellWhereFaultsAsync(() => PhotoBenchmarkRun.RunAsync(request, cancellationToken));
        });
        return command;
    }
}
