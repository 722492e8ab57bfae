using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Formats;

namespace Riveg.Cli.Commands;

/// <summary>
/// The words of <c>riveg annotate</c>; <see cref="AnnotateRequest"/> is what was asked, <see cref="AnnotateRun"/> does it.
/// </summary>
internal sealed class AnnotateCommand
{
    public Argument<string?> Input { get; } = new("input")
    {
        Description = "The text of one post; or a file of posts, one JSON object a line: {\"id\",\"text\",\"image\":{\"path\"}}; "
            + "or - for such lines on standard input. One word that begins like an option, such as -x, is a text behind -- alone; "
            + "one that names a file or a folder is never one.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "TEXT|POSTS.jsonl|-",
    };

    public Option<string?> Image { get; } = new("--image") { Description = "The picture of the one post.", HelpName = "FILE" };

    public Option<string?> Overlay { get; } = new("--overlay")
    {
        Description = "Writes the one post's picture with boxes, masks and labels, as a PNG; an earlier PNG there is replaced, "
            + "anything else is not.",
        HelpName = "FILE.png"
    };

    public Option<string?> Output { get; } = new("--output", "-o")
    {
        Description = "Writes JSON lines to a file, post by post as they are done (no .gz), or what --format says, whole at the end; "
            + "standard output otherwise.",
        HelpName = "OUT.jsonl"
    };

    public Option<bool> Resume { get; } =
        new("--resume")
        {
            Description = "Goes on where a run that was stopped left OUT.jsonl, and asks again about posts that failed; JSON lines alone.",
        };

    public Option<bool> Force { get; } = new("--force") { Description = "Replaces an output that is there already." };

    public Option<AnnotationForm> Format { get; } = AnnotationForm.CreateOption();

    public Option<OffsetUnit> Offsets { get; } = new("--offsets")
    {
        Description =
            "What start and end count, in the tokens of the input too: utf-16 units, the default (.NET, Java, JavaScript), or code-points "
            + "(Python).",
        HelpName = "utf-16|code-points",
        CustomParser = result => result.Tokens[0].Value switch
        {
            "utf-16" => OffsetUnit.Utf16,
            "code-points" => OffsetUnit.CodePoints,
            var other => Refuse(result, other),
        },
    };

    public Option<double> MinScore { get; } = new("--min-score")
    {
        Description = "Drops names whose score is smaller, 0 to 1.",
        HelpName = "0..1"
    };

    public Option<bool> GoldMentions { get; } = new("--gold-mentions")
    {
        Description = "Takes the data set's own mentions instead of recognising any, to measure the later stages alone."
    };

    public Option<bool> NoObservations { get; } = new("--no-observations")
    {
        Description = "Leaves out of the JSON what was seen in the picture (captions, faces, objects, words).",
    };

    public Option<bool> Candidates { get; } = new("--candidates")
    {
        Description = "Writes for each name the places in the picture that were weighed, with the reason of the choice, into the JSON.",
    };

    public Option<bool> Pull { get; } = new("--pull")
    {
        Description = "Fetches the models that the profile needs and the store lacks, as 'riveg models pull' does.",
    };

    public ProfileOptions Profile { get; } = new();

    public DatasetOptions Dataset { get; } = new();

    public static Command Create(Option<bool> verbose)
    {
        var options = new AnnotateCommand();
        var command = new Command("annotate", "Finds the entities of posts: their types, whether they are in the picture, and where.")
        {
            options.Input, options.Image, options.Overlay, options.Output, options.Resume, options.Force, options.Format, options.Offsets,
            options.MinScore, options.GoldMentions,
            options.NoObservations, options.Candidates,
        };
        options.Profile.AddTo(command);
        command.Add(options.Pull);
        options.Dataset.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = AnnotateRequest.From(options, parsed, parsed.GetValue(verbose));
            return request.Profile.Choice.TellWhereFaultsAsync(() => AnnotateRun.RunAsync(request, cancellationToken));
        });
        return command;
    }

    private static OffsetUnit Refuse(System.CommandLine.Parsing.ArgumentResult result, string value)
    {
        result.AddError($"--offsets is utf-16 or code-points, not {value}.");
        return OffsetUnit.Utf16;
    }
}
