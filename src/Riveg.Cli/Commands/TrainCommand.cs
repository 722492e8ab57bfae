using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Scores;
using Riveg.Evaluation.Training;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg train</c>: makes the built-in model file, and fits what other models leave open.</summary>
internal sealed class TrainCommand
{
    public Option<string> Dataset { get; } = new("--dataset")
    {
        Description = "The data set with boxes; its train split (--split), or the whole of riveg:FILE.jsonl, is trained on.",
        HelpName = "KIND:DIR|riveg:FILE",
        Required = true
    };

    public Option<string> Split { get; } = new("--split")
    {
        Description = "Which split of --dataset is trained on; its others never are.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "train",
    };

    public Option<string[]> Images { get; } = DatasetOptions.CreateImages();

    public Option<string[]> Knowledge { get; } = new("--knowledge")
    {
        Description = "The folder of the language model's answers (train.txt in it, or as --split says), or such a file; "
            + "may be given several times, each answer is a further view of its post.",
        HelpName = "DIR",
        DefaultValueFactory = _ => [],
    };

    public Option<string[]> Captions { get; } = new("--captions")
    {
        Description = "Captions of the pictures; may be given several times.",
        HelpName = "FILE",
        DefaultValueFactory = _ => []
    };

    public Option<string[]> Also { get; } = new("--also")
    {
        Description = "A further data set without boxes, for recognition: its train and valid splits (or the whole of riveg:FILE), "
            + "with knowledge/ in its folder where it is there; may be given several times.",
        HelpName = "KIND:DIR",
        DefaultValueFactory = _ => [],
    };

    public Option<string[]> Related { get; } = new("--related")
    {
        Description = "A data set that was annotated by other rules (fewer types, marked @names), for recognition of text alone: "
            + "what differs is learned beside, and not looked for later; may be given several times.",
        HelpName = "KIND:DIR",
        DefaultValueFactory = _ => [],
    };

    public Option<string?> Clusters { get; } = new("--clusters")
    {
        Description = "Brown clusters of words, which become part of the model: in each line a path of 0 and 1, a word and a count, "
            + "parted by tabs.",
        HelpName = "FILE",
    };

    public Option<string[]> LeaveOut { get; } = new("--leave-out")
    {
        Description = "A data set whose dev, valid and test posts (of riveg:FILE all) are to be scored and so are not trained on, "
            + "as those of --dataset never are; may be given several times.",
        HelpName = "KIND:DIR",
        DefaultValueFactory = _ => [],
    };

    public Option<string?> HeldBack { get; } = new("--held-back")
    {
        Description = "A list of post ids, one a line, that are never trained on.",
        HelpName = "FILE"
    };

    public Option<string?> Dev { get; } = new("--dev")
    {
        Description = "A data set (its dev split, or --dev-split) or a riveg:FILE that is never trained on; "
            + "in the end the new model is scored on it. Nothing is chosen by the scores.",
        HelpName = "KIND:DIR|riveg:FILE",
    };

    public Option<string> DevSplit { get; } = new("--dev-split")
    {
        Description = "How the split of --dev is called.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "dev",
    };

    public Option<bool> Force { get; } = new("--force") { Description = "Replaces a file that is there already and is no such model." };

    public Option<string> Output { get; } = new(
        "--output", "-o") { Description = "The model file to write.", HelpName = "FILE", Required = true };

    public static Command Create()
    {
        var options = new TrainCommand();
        var builtin = new Command(
            "builtin",
            "Trains the built-in model; the same input gives the same bytes. "
            + "Posts of the data set's other splits are left out everywhere.")
        {
            options.Dataset, options.Split, options.Images, options.Knowledge, options.Captions, options.Also, options.Related,
            options.Clusters, options.LeaveOut, options.HeldBack, options.Dev, options.DevSplit,
            options.Output, options.Force,
        };
        builtin.SetAction((parsed, cancellationToken) => Task.Run(
            () => RunAsync(TrainRequest.From(options, parsed), cancellationToken), CancellationToken.None));
        return new Command("train", "Trains models.") { builtin, TrainTaggerCommand.Create(), TemperatureCommand.Create() };
    }

    private static async Task<int> RunAsync(TrainRequest request, CancellationToken cancellationToken)
    {
        using var output = DerivedFile.Prepare(request.Output, OwnOutput.Model, request.Replaces);
        var dev = request.Dev?.Read(cancellationToken);
        var posts = new TrainingPosts(request, dev?.Posts ?? []);
        var data = posts.Read(cancellationToken);
        var model = BuiltinTrainer.Train(data, progress: new ProgressLines(), cancellationToken: cancellationToken);
        output.Fill(model.Save);
        Console.Error.WriteLine($"{request.Output}: SHA-256 of its content {model.Sha256}");
        var complete = posts.IsComplete;
        if (dev is not null)
        {
            var set = await new TrainedModel(model).AnnotateAsync(dev, cancellationToken);
            FaultLines.Write(set.Notices);
            FaultLines.Write(set.Faults);
            ScoreOutput.WriteTable(Evaluator.Evaluate(dev, set));
            complete &= set.Faults.Count == 0 && !dev.Faults.Any(f => f.Kind.IsLoss());
        }

        return complete ? ExitCode.Done : ExitCode.SomePostsFailed;
    }

    private sealed class ProgressLines : IProgress<string>
    {
        private readonly System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();

        public void Report(string value) => Console.Error.WriteLine($"{watch.Elapsed:mm\\:ss} {value}");
    }
}
