using System.CommandLine;
using System.CommandLine.Parsing;

namespace Riveg.Cli.Commands;

/// <summary>
/// The words of <c>train tagger</c>, which <c>riveg</c> passes on to <c>riveg-training</c>: nothing that annotates depends on libtorch.
/// </summary>
internal sealed class TrainTaggerCommand
{
    public Argument<string?> Config { get; } = new("config")
    {
        Description = "A JSON file that says what is learned from and how; --schema prints its schema.",
        HelpName = "CONFIG",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<string?> Output { get; } = new("--output", "-o")
    {
        Description = "The folder of the run: model (what a profile takes, with its card), metrics.jsonl, curve.png, checkpoint.",
        HelpName = "DIR",
    };

    public Option<bool> Resume { get; } = new("--resume")
    {
        Description = "Goes on with the run in the folder, to the same result as if it had not been cut off.",
    };

    public Option<bool> Force { get; } = new("--force") { Description = "Replaces the run in the folder." };

    public Option<bool> Schema { get; } = new("--schema")
    {
        Description = "Prints a JSON schema (2020-12) of the config, for editors: all settings, their defaults and ranges.",
    };

    /// <summary>The verb as <c>riveg</c> has it.</summary>
    public static Command Create() => Create((words, parsed, cancellationToken) =>
    {
        // A closed output and a wrong command line are told before a process is started.
        _ = TrainTaggerRequest.From(words, parsed);
        return TrainingProgram.Find().RunAsync(Arguments(parsed), cancellationToken);
    });

    /// <summary>The verb.</summary>
    /// <param name="run">What is done.</param>
    public static Command Create(Func<TrainTaggerCommand, ParseResult, CancellationToken, Task<int>> run)
    {
        var words = new TrainTaggerCommand();
        var command = new Command(
            "tagger",
            "Trains a small neural recogniser, which a profile takes as {\"use\":\"tagger\",\"model\":\"DIR/model\"}. "
            + "The command riveg-training does it, which brings libtorch; riveg starts it.")
        {
            words.Config, words.Output, words.Resume, words.Force, words.Schema,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => run(words, parsed, cancellationToken), CancellationToken.None));
        return command;
    }

    // All that the caller gave, but for the word that is riveg's own.
    private static IEnumerable<string> Arguments(ParseResult parsed)
    {
        var train = parsed.Tokens.First(t => t is { Type: TokenType.Command, Value: "train" });
        return parsed.Tokens.Where(t => t != train).Select(t => t.Value);
    }
}
