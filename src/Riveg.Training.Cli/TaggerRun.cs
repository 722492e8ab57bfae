using System.Security.Cryptography;
using Riveg.Cli.Commands;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Training;
using Riveg.Faults;
using Riveg.Networks.Conversion;
using Riveg.Networks.Tagging;
using Riveg.Onnx.Recognition;
using Riveg.Onnx.Sessions;
using Riveg.Recognition.Reading;
using Riveg.Training.Cli.Configuration;
using Riveg.Training.Cli.Data;
using Riveg.Training.Cli.Reports;
using Riveg.Training.Cli.Runs;
using Riveg.Training.Tagging;

namespace Riveg.Training.Cli;

/// <summary>One run of <c>train tagger</c>: from a config to a model that is served.</summary>
internal sealed class TaggerRun
{
    private readonly ConfigFile file;
    private readonly RunFolder folder;
    private readonly TaggerPosts posts;
    private readonly IReadOnlyList<TaggerExample> examples;
    private readonly TaggerReader reader;
    private readonly (DevJudge Text, DevJudge? Knowledge)? judges;
    private readonly (string Name, string Sha256) source;

    private TaggerRun(ConfigFile file, RunFolder folder, TaggerPosts posts, TaggerReader reader, IReadOnlyList<TaggerExample> examples)
    {
        this.file = file;
        this.folder = folder;
        this.posts = posts;
        this.reader = reader;
        this.examples = examples;
        judges = posts.Dev is { } dev
            ? (DevJudge.OfText(dev), DevJudge.OfKnowledge(dev))
            : null;
        source = (Path.GetFileName(file.Path), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.Path))));
    }

    private TaggerConfig Config => file.Config;

    /// <summary>Does what was asked.</summary>
    /// <exception cref="UsageException">The config or what it names is wrong, or the folder is another run's.</exception>
    /// <exception cref="RivegException">Something cannot be read, or the loss is no number.</exception>
    /// <exception cref="OutputFailedException">The folder cannot be written.</exception>
    public static async Task<int> RunAsync(TrainTaggerRequest request, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        var file = ConfigFile.Read(request.Config, faults);
        var data = DataRequest.From(file, faults);
        if (faults.Count > 0)
        {
            throw new UsageException($"The config {request.Config} is wrong: {string.Join("; ", faults)}.");
        }

        using var folder = RunFolder.Open(request.Output, request.Existing, [.. data.Inputs, request.Config]);
        var posts = TaggerPosts.Read(data, cancellationToken);
        foreach (var learned in posts.Learned)
        {
            Console.Error.WriteLine(learned);
        }

        var split = posts.Learned.Where(l => l.Split.IsOwn).Select(l => SpanCheck.Of($"\"{l.Split.Place}\"", l.Posts))
            .Append(data.Dev is { IsOwn: true } ? SpanCheck.Of("\"dev\"", posts.Dev!.Posts) : null);
        FaultLines.Write(split.OfType<string>());

        TaggerExample[] examples = [.. posts.Learned.SelectMany(l => l.Examples)];
        var clusters = data.Clusters is { } clusterFile ? WordCluster.ReadFile(clusterFile) : [];
        var reader = new TaggerReader(
            WordVectorFile.Read(data.Vectors, TrainingWords.Of(clusters, examples), file.Config.Vocabulary, cancellationToken),
            WordCluster.Pack(clusters),
            FamiliarWords.Of(examples.Select(e => TokenizedPost.Of(e.Post))));
        var run = new TaggerRun(file, folder, posts, reader, examples);
        run.NoteKnowledge();
        return await run.RunAsync(request.Existing, cancellationToken);
    }

    private async Task<int> RunAsync(ExistingOutput existing, CancellationToken cancellationToken)
    {
        var identity = RunIdentity.Of(Config, examples, posts.Dev, reader);
        var checkpoint = existing == ExistingOutput.Resume ? FindCheckpoint(identity) : null;
        var state = checkpoint is null ? RunState.Empty : RunFolder.ReadState(checkpoint);
        if (checkpoint is not null)
        {
            folder.Settle(state, to => CurvePicture.Write(state.Epochs, to));
        }

        if (checkpoint is not null && folder.IsComplete)
        {
            Console.Error.WriteLine($"{folder.ModelName} is there already; the run is at its end.");
            return ExitCode.Done;
        }

        // What the options cannot be is told before anything of an earlier run is lost.
        using var training = Create();
        if (checkpoint is null)
        {
            folder.Begin(identity);
        }

        var learned = await LearnAsync(training, checkpoint, state, cancellationToken);
        await FinishAsync(identity, learned, cancellationToken);
        return posts.IsComplete ? ExitCode.Done : ExitCode.SomePostsFailed;
    }

    // Neither is wrong, and both may surprise.
    private void NoteKnowledge()
    {
        if (examples.Any(e => e.Knowledge.Count > 0))
        {
            return;
        }

        var share = Config.Options.KnowledgeShare;
        if (share != new TaggerTrainingOptions().KnowledgeShare)
        {
            Console.Error.WriteLine(FormattableString.Invariant(
                $"note: no post that is learned from has knowledge, so knowledgeShare {share} does nothing"));
        }

        if (judges?.Knowledge is { } knowledge)
        {
            Console.Error.WriteLine(
                $"note: {Counted.Of(knowledge.Posts.Count, "post")} of dev {(knowledge.Posts.Count == 1 ? "has" : "have")} knowledge, "
                + "and no post that is learned from: the view with knowledge is judged without having been learned");
        }
    }

    private string? FindCheckpoint(RunIdentity identity)
    {
        if (folder.ReadIdentity()?.DifferenceTo(identity) is { } difference)
        {
            throw new UsageException(
                $"{Path.GetDirectoryName(folder.ModelName)} belongs to another run: {difference}; name another folder, "
                + "or replace it by --force.");
        }

        return folder.LastCheckpoint;
    }

    private TaggerTraining Create()
    {
        try
        {
            return new TaggerTraining(reader, examples, Config.Options);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException or NotSupportedException)
        {
            throw new StageUnavailableException(
                "libtorch cannot be loaded here ("
                    + Fault.OneLine(exception.GetBaseException().Message).TrimEnd('.')
                    + "); there are builds of "
                + "it for Linux and Windows on x64 and for macOS on arm64: build riveg-training on the platform that runs it.",
                exception);
        }
    }

    private async Task<RunState> LearnAsync(
        TaggerTraining training, string? checkpoint, RunState state, CancellationToken cancellationToken)
    {
        if (checkpoint is not null)
        {
            training.LoadCheckpoint(checkpoint);
            if (training.Epoch != state.Epochs.Count)
            {
                throw new UsageException(
                    $"{checkpoint} is no checkpoint of epoch {state.Epochs.Count}: its weights are of epoch {training.Epoch}; "
                    + "start the run anew by --force.");
            }

            Console.Error.WriteLine($"going on behind epoch {training.Epoch} of {Config.Options.Epochs}");
        }

        var progress = new TrainingProgress(Config.Options.Epochs, training.Epoch);
        while (!state.IsDone(Config.Options.Epochs, Config.Patience))
        {
            progress.BeginEpoch();
            var epoch = TrainEpoch(training, progress, cancellationToken);
            var rate = progress.Rate;
            progress.Say($"epoch {epoch.Epoch} of {Config.Options.Epochs}: judged on dev");
            folder.WriteEpoch(epoch.Epoch, to => training.Export(to, source, cancellationToken));
            var (text, knowledge) = await JudgeAsync(epoch.Epoch, cancellationToken);
            var record = new EpochRecord(epoch.Epoch, epoch.Loss, progress.Elapsed.TotalSeconds, rate, text, knowledge);
            state = state.With(record);
            var epochs = state.Epochs;
            folder.WriteCheckpoint(state, training.SaveCheckpoint, to => CurvePicture.Write(epochs, to));
            progress.EndEpoch(record, state.Best == record);
        }

        return state;
    }

    private EpochResult TrainEpoch(TaggerTraining training, TrainingProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            return training.TrainEpoch(progress, cancellationToken);
        }
        catch (TrainingDivergedException exception)
        {
            throw Kept(exception, training.Epoch);
        }
    }

    private static RivegException Kept(RivegException exception, int epochs) => new(
        FaultKind.Unanswered,
        $"{exception.Message} {(epochs == 0 ? "No epoch was finished." : $"The checkpoint of epoch {epochs} is kept.")}",
        exception);

    private async Task<(Figures? Text, Figures? Knowledge)> JudgeAsync(int epoch, CancellationToken cancellationToken)
    {
        if (judges is not { } both)
        {
            return default;
        }

        using var recognizer = Open(folder.EpochModel(epoch));
        try
        {
            return (await ScoreAsync(both.Text), both.Knowledge is { } knowledge ? await ScoreAsync(knowledge) : null);
        }
        catch (RivegException exception) when (exception.Kind == FaultKind.Unanswered)
        {
            throw Kept(exception, epoch - 1);
        }

        async Task<Figures> ScoreAsync(DevJudge judge) =>
            Figures.Of(judge.Score(await judge.ReadAsync(recognizer, cancellationToken)).Overall);
    }

    private async Task FinishAsync(RunIdentity identity, RunState state, CancellationToken cancellationToken)
    {
        var (text, knowledge) = await CalibrateAsync(state.Best!.Epoch, cancellationToken);
        var hash = string.Empty;
        folder.WriteModel(state, to =>
        {
            // The copies have times of their own, by which they are known to be unchanged.
            var description = ModelDescription.Load(to);
            description = description with
            {
                Tagger = Calibrated(description.Tagger!, text?.Calibration, knowledge?.Calibration),
                Files = [.. ConvertedFile.In(to, cancellationToken).Where(f => f.Name != ModelDescription.FileName)],
            };
            description.Save(to);
            hash = description.Hash();
            File.WriteAllText(
                Path.Combine(to, ModelCard.FileName),
                new ModelCard(file, source.Sha256, identity, posts, state, text, knowledge, description).Write());
        });
        TrainingProgress.EndLine();
        if (judges is not null && state.Best.Merit == 0)
        {
            FaultLines.Write(
                ["No mention of dev was found as it is marked, so this model is of no use: look at dev's offsets, or learn longer."]);
        }

        Console.Error.WriteLine(
            $"{folder.ModelName}: epoch {state.Best.Epoch} of {state.Epochs.Count}{Judged(text, knowledge)}, model {hash}");
    }

    private async Task<(ViewCalibration? Text, ViewCalibration? Knowledge)> CalibrateAsync(
        int epoch, CancellationToken cancellationToken)
    {
        if (judges is not { } both)
        {
            Console.Error.WriteLine("the config names no dev: the last epoch is kept, and its scores are not calibrated");
            return default;
        }

        var model = folder.EpochModel(epoch);
        var description = ModelDescription.Load(model);
        var text = await ViewCalibration.ChooseAsync(both.Text, ReadAsync);
        return (text, both.Knowledge is { } knowledge ? await ViewCalibration.ChooseAsync(knowledge, ReadAsync) : null);

        async Task<IReadOnlyList<JudgedDevPost>> ReadAsync(TaggerCalibration calibration, DevJudge judge)
        {
            cancellationToken.ThrowIfCancellationRequested();
            folder.Describe(epoch, description with { Tagger = Calibrated(description.Tagger!, calibration, calibration) });
            using var recognizer = Open(model);
            return await judge.ReadAsync(recognizer, cancellationToken);
        }
    }

    // A view that was not judged is set as the other one.
    private static TaggerDescription Calibrated(TaggerDescription tagger, TaggerCalibration? text, TaggerCalibration? knowledge) =>
        tagger with { Text = text ?? new TaggerCalibration(), Knowledge = knowledge ?? text ?? new TaggerCalibration() };

    private TaggerRecognizer Open(string model) =>
        TaggerRecognizer.Open(model, new OnnxSessionOptions { Threads = Config.Options.Threads });

    private static string Judged(ViewCalibration? text, ViewCalibration? knowledge) =>
        (text is null ? string.Empty : FormattableString.Invariant($", dev F1 {text.Figures.F1:F4} text alone"))
        + (knowledge is null ? string.Empty : FormattableString.Invariant($", {knowledge.Figures.F1:F4} with knowledge"));
}
