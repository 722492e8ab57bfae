using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Evaluation.Training;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg train</c>: makes the built-in model file.</summary>
internal sealed class TrainCommand
{
    public Option<string> Dataset { get; } = new("--dataset")
    {
        Description = "The data set with boxes; its train split, or the whole of riveg:FILE.jsonl, is trained on.",
        HelpName = "KIND:DIR|riveg:FILE",
        Required = true
    };

    public Option<string[]> Knowledge { get; } = new("--knowledge")
    {
        Description = "The folder of the language model's answers (train.txt in it), or such a file; may be given several times, "
            + "each answer is a further view of its post.",
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
        Description = "A data set (its dev split) or a riveg:FILE that is never trained on; in the end the new model is scored on it. "
            + "Nothing is chosen by the scores.",
        HelpName = "KIND:DIR|riveg:FILE",
    };

    public Option<string> Output { get; } = new(
        "--output", "-o") { Description = "The model file to write.", HelpName = "FILE", Required = true };

    public static Command Create()
    {
        var options = new TrainCommand();
        var builtin = new Command(
            "builtin",
            "Trains the built-in model; the same input gives the same bytes. "
            + "Posts of the data set's dev and test splits are left out everywhere.")
        {
            options.Dataset, options.Knowledge, options.Captions, options.Also, options.LeaveOut, options.HeldBack, options.Dev,
            options.Output,
        };
        builtin.SetAction((parsed, cancellationToken) => Task.Run(
            () => RunAsync(TrainRequest.From(options, parsed), cancellationToken), CancellationToken.None));
        return new Command("train", "Trains models.") { builtin };
    }

    private static async Task<int> RunAsync(TrainRequest request, CancellationToken cancellationToken)
    {
        using var output = DerivedFile.Prepare(request.Output);
        var dev = request.Dev?.ReadSplit(null, new DatasetReadOptions { Warn = StandardStreams.Say }, cancellationToken);
        FaultLines.Write((dev?.Faults ?? []).Select(f => f.ToString()));
        var data = ReadData(request, dev?.Posts ?? [], cancellationToken);
        var model = BuiltinTrainer.Train(data, progress: new ProgressLines(), cancellationToken: cancellationToken);
        output.Fill(model.Save);
        Console.Error.WriteLine($"{request.Output}: SHA-256 of its content {model.Sha256}");
        if (dev is null)
        {
            return ExitCode.Done;
        }

        var set = await new TrainedModel(model).AnnotateAsync(dev, cancellationToken);
        FaultLines.Write(set.Faults);
        ScoreOutput.WriteTable(Evaluator.Evaluate(dev, set));
        return set.Faults.Count == 0 && !dev.Faults.Any(f => f.Kind.IsLoss()) ? ExitCode.Done : ExitCode.SomePostsFailed;
    }

    private static BuiltinTrainingData ReadData(TrainRequest request, IReadOnlyList<GoldPost> dev, CancellationToken cancellationToken)
    {
        var options = new DatasetReadOptions
        {
            KnowledgeFiles = request.Knowledge,
            CaptionFiles = request.Captions,
            Warn = StandardStreams.Say
        };
        var train = request.Dataset.ReadSplit(request.Dataset.HasSplits ? "train" : null, options, cancellationToken);
        FaultLines.Write(train.Faults.Select(f => f.ToString()));
        List<GoldPost> scored = [
            .. ReadBeside(request.Dataset, cancellationToken), .. request.LeaveOut.SelectMany(r => ReadScored(r, cancellationToken)), .. dev
        ];
        var ids = request.HeldBack is { } list ? LeakCheck.ReadIds(list) : new HashSet<string>();
        var grounded = LeakCheck.ForTraining(train.Posts, scored, ids);
        var further = request.Also.SelectMany(a => ReadFurther(a, cancellationToken)).ToList();
        return new BuiltinTrainingData { Grounded = grounded, TextOnly = LeakCheck.ForTraining(further, [.. scored, .. grounded], ids) };
    }

    // Of a further data set the test split is left alone, so that it can still be scored.
    private static IEnumerable<GoldPost> ReadFurther(DatasetReference reference, CancellationToken cancellationToken) =>
        reference.HasSplits
            ? reference.Splits.Where(s => s != "test").SelectMany(split =>
            {
                var answers = Path.Combine(reference.Path, "knowledge", $"{split}.txt");
                return reference.ReadSplit(
                    split,
                    new DatasetReadOptions { KnowledgeFiles = File.Exists(answers) ? [answers] : [] },
                    cancellationToken).Posts;
            })
            : reference.ReadSplit(null, cancellationToken: cancellationToken).Posts;

    // What is scored later must not be trained on: every split but train.
    private static IEnumerable<GoldPost> ReadBeside(DatasetReference reference, CancellationToken cancellationToken) => reference.HasSplits
        ? reference.Splits.Where(s => s != "train").SelectMany(s => reference.ReadSplit(s, cancellationToken: cancellationToken).Posts)
        : [];

    private static IEnumerable<GoldPost> ReadScored(DatasetReference reference, CancellationToken cancellationToken) =>
        reference.HasSplits
            ? ReadBeside(reference, cancellationToken)
            : reference.ReadSplit(null, cancellationToken: cancellationToken).Posts;

    private sealed class ProgressLines : IProgress<string>
    {
        private readonly System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();

        public void Report(string value) => Console.Error.WriteLine($"{watch.Elapsed:mm\\:ss} {value}");
    }
}
