using System.CommandLine;
using Riveg.Builtin;
using Riveg.Datasets;
using Riveg.Formats;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg train</c>: makes the built-in model file.</summary>
internal sealed class TrainCommand
{
    private readonly Option<string> dataset = new("--dataset") { Description = "The data set with boxes; its train split is trained on.", HelpName = "twitter-gmner:DIR", Required = true };
    private readonly Option<string[]> knowledge = new("--knowledge")
    {
        Description = "The folder of the language model's answers (train.txt in it), or such a file; may be given several times, each answer is a further view of its post.",
        HelpName = "DIR",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> captions = new("--captions") { Description = "Captions of the pictures; may be given several times.", HelpName = "FILE", DefaultValueFactory = _ => [] };
    private readonly Option<string[]> also = new("--also")
    {
        Description = "A further data set without boxes, for recognition: its train and valid splits, with knowledge/ in its folder where it is there; may be given several times.",
        HelpName = "KIND:DIR",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> leaveOut = new("--leave-out")
    {
        Description = "A data set whose dev, valid and test posts are to be scored and so are not trained on, as those of --dataset never are; may be given several times.",
        HelpName = "KIND:DIR",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> heldBack = new("--held-back") { Description = "A list of post ids, one a line, that are never trained on.", HelpName = "FILE" };
    private readonly Option<string> output = new("--output", "-o") { Description = "The model file to write.", HelpName = "FILE", Required = true };

    public static Command Create()
    {
        var options = new TrainCommand();
        var builtin = new Command("builtin", "Trains the built-in model; the same input gives the same bytes. Posts of the data set's dev and test splits are left out everywhere.")
        {
            options.dataset, options.knowledge, options.captions, options.also, options.leaveOut, options.heldBack, options.output,
        };
        builtin.SetAction((parsed, cancellationToken) => Task.FromResult(options.Run(parsed, cancellationToken)));
        return new Command("train", "Trains models.") { builtin };
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var reference = DatasetReference.Parse(parsed.GetValue(dataset)!);
        var data = ReadData(parsed, reference, cancellationToken);
        var model = BuiltinTrainer.Train(data, progress: new ProgressLines(), cancellationToken: cancellationToken);
        Save(model, parsed.GetValue(output)!);
        Console.Error.WriteLine($"{parsed.GetValue(output)}: SHA-256 of its content {model.Sha256}");
        return ExitCode.Done;
    }

    private BuiltinTrainingData ReadData(ParseResult parsed, DatasetReference reference, CancellationToken cancellationToken)
    {
        var train = reference.ReadSplit(
            "train",
            new DatasetReadOptions
            {
                KnowledgeFiles = [.. parsed.GetValue(knowledge)!.Select(k => Directory.Exists(HomePath.Expand(k)) ? Path.Combine(k, "train.txt") : k)],
                CaptionFiles = parsed.GetValue(captions)!,
            },
            cancellationToken);
        Output.FaultLines.Write(train.Faults.Select(f => f.ToString()));
        var scored = parsed.GetValue(leaveOut)!.Select(DatasetReference.Parse).Prepend(reference).SelectMany(r => ReadScored(r, cancellationToken)).ToList();
        var ids = parsed.GetValue(heldBack) is { } list ? LeakCheck.ReadIds(list) : new HashSet<string>();
        var grounded = LeakCheck.ForTraining(train.Posts, scored, ids);
        var further = parsed.GetValue(also)!.SelectMany(a => ReadFurther(DatasetReference.Parse(a), cancellationToken)).ToList();
        return new BuiltinTrainingData { Grounded = grounded, TextOnly = LeakCheck.ForTraining(further, [.. scored, .. grounded], ids) };
    }

    // Of a further data set the test split is left alone, so that it can still be scored.
    private static IEnumerable<GoldPost> ReadFurther(DatasetReference reference, CancellationToken cancellationToken) =>
        reference.Splits.Where(s => s != "test").SelectMany(split =>
        {
            var answers = Path.Combine(reference.Folder, "knowledge", $"{split}.txt");
            return reference.ReadSplit(split, new DatasetReadOptions { KnowledgeFiles = File.Exists(answers) ? [answers] : [] }, cancellationToken).Posts;
        });

    // What is scored later must not be trained on: every split but train.
    private static IEnumerable<GoldPost> ReadScored(DatasetReference reference, CancellationToken cancellationToken) =>
        reference.Splits.Where(s => s != "train").SelectMany(s => reference.ReadSplit(s, cancellationToken: cancellationToken).Posts);

    // Into place only when it is whole: a stopped training must not leave half a model.
    private static void Save(BuiltinModel model, string path)
    {
        var temporary = $"{path}.part";
        using (var file = File.Create(temporary))
        {
            model.Save(file);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private sealed class ProgressLines : IProgress<string>
    {
        private readonly System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();

        public void Report(string value) => Console.Error.WriteLine($"{watch.Elapsed:mm\\:ss} {value}");
    }
}
