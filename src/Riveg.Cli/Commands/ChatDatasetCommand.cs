using System.CommandLine;
using System.Text;
using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Augmentation;
using Riveg.Evaluation.Datasets;
using Riveg.Faults;
using Riveg.LanguageModels.Profiles;
using Riveg.Pipeline;
using Riveg.Profiles;
using Riveg.Stages;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg knowledge</c> and <c>riveg expand</c>: a language model's answers for a whole split.</summary>
internal sealed class ChatDatasetCommand
{
    private delegate Questioner Prepare(ProfileSession session, string profile);

    private delegate Task<IReadOnlyList<(string PostId, string Message)>> Write(
        IReadOnlyList<GoldPost> posts, TextWriter writer, CancellationToken cancellationToken);

    public DatasetOptions Dataset { get; } = new();

    public ChatOptions Chat { get; } = new();

    public Option<string> Output { get; } = new(
        "--output", "-o") { Description = "The file to write.", HelpName = "FILE", Required = true };

    public Option<bool> Resume { get; } =
        new("--resume") { Description = "Goes on with a FILE that is there already: asks only about what has no answer in it." };

    public Option<bool> Force { get; } = new("--force") { Description = "Replaces a FILE that is there already." };

    public Option<string[]> Profiles { get; } = new(
        "--profile", "-p") { Description = "A profile with a chat section.", HelpName = "FILE", Required = true };

    public static Command CreateKnowledge(Option<bool> verbose)
    {
        var options = new ChatDatasetCommand();
        options.Profiles.Description =
            "A profile with a chat section; several give one more copy of each post for each model (the augmented training set).";
        return options.Create(
            "knowledge",
            "Asks a language model about each post of a split and writes its answers in the authors' form.",
            verbose,
            AnsweredKnowledge.Read,
            PrepareKnowledge);
    }

    public static Command CreateExpand(Option<bool> verbose)
    {
        var options = new ChatDatasetCommand();
        return options.Create(
            "expand",
            "Asks a language model what each gold entity of a split is and writes JSON lines.",
            verbose,
            AnsweredExpansions.Read,
            PrepareExpansions);
    }

    private Command Create(
        string name,
        string description,
        Option<bool> verbose,
        Func<EarnedFile, IReadOnlyList<GoldPost>, IReadOnlyList<GoldPost>> leaveOutAnswered,
        Prepare prepare)
    {
        var command = new Command(
            name, description) { Dataset.Dataset, Dataset.Split, Dataset.Images, Dataset.Captions, Profiles, Output, Resume, Force };
        Chat.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            ChatDatasetRequest.From(this, parsed, parsed.GetValue(verbose)), leaveOutAnswered, prepare, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ChatDatasetRequest request,
        Func<EarnedFile, IReadOnlyList<GoldPost>, IReadOnlyList<GoldPost>> leaveOutAnswered,
        Prepare prepare,
        CancellationToken cancellationToken)
    {
        var dataset = request.Dataset.Read(cancellationToken);
        var split = dataset.Posts;
        using var session = request.Chat.OpenSession(request.Verbose, request.Dataset.Evaluated(split));
        var questioners = new List<Questioner>();
        try
        {
            // Before the file is made: a profile that is wrong leaves none behind.
            questioners.AddRange(request.Profiles.Select(p => prepare(session, p)));
            var code = await AskAsync(request, session, split, leaveOutAnswered, questioners, cancellationToken);
            return code == ExitCode.Done && dataset.Faults.Any(f => f.Kind == DatasetFaultKind.BrokenRow) ? ExitCode.SomePostsFailed : code;
        }
        finally
        {
            questioners.ForEach(q => q.Model.Dispose());
        }
    }

    private static async Task<int> AskAsync(
        ChatDatasetRequest request,
        ProfileSession session,
        IReadOnlyList<GoldPost> split,
        Func<EarnedFile, IReadOnlyList<GoldPost>, IReadOnlyList<GoldPost>> leaveOutAnswered,
        IReadOnlyList<Questioner> questioners,
        CancellationToken cancellationToken)
    {
        foreach (var profile in request.Profiles)
        {
            OutputFile.RefuseInputs([("-o", request.Output)], session.LoadProfile(profile).Files);
        }

        AnswerOrigin.RefuseForeign(request.Output);
        using var file = EarnedFile.Open(request.Output, request.Existing);
        var goesOn = request.Existing == ExistingOutput.Resume && !file.IsDevice && file.Stream.Length > 0;
        if (goesOn && !AnswerOrigin.RefuseOther(request.Output, questioners[0].Stage.Name, questioners[0].Info))
        {
            StandardStreams.Say($"who answered in {request.Output} is not known ({AnswerOrigin.PathOf(request.Output)} is not there).");
        }

        var open = goesOn ? leaveOutAnswered(file, split) : split;
        Action noteOrigin = goesOn || file.IsDevice
            ? () => { }
            : () => AnswerOrigin.Write(request.Output, [.. questioners.Select(q => q.Info)]);
        var failures = new List<(string PostId, string Message)>();
        try
        {
            await using var writer = new EarnedTextWriter(file, noteOrigin);
            foreach (var questioner in questioners)
            {
                failures.AddRange(await questioner.WriteAsync(open, writer, cancellationToken));
            }
        }
        catch (StageUnavailableException exception)
        {
            if (file.IsUntouched)
            {
                throw new StageUnavailableException($"{exception.Message} {request.Output} is as it was.", exception);
            }

            var advice = request.Profiles.Count == 1 ? "--resume" : "--force and the same --cache";
            throw new StageUnavailableException(
                $"{exception.Message} What is done is in {request.Output}; run again with {advice}.", exception);
        }

        FaultLines.Write(failures.Select(f => $"post {f.PostId}: {f.Message}"));
        return session.Close(failures.Count == 0 ? ExitCode.Done : ExitCode.SomePostsFailed);
    }

    private static Questioner PrepareKnowledge(ProfileSession session, string profile)
    {
        var loaded = session.LoadProfile(profile);
        var options = PipelineSection.Apply(loaded, new PipelineOptions());
        var source = LanguageModelStages.CreateKnowledge(loaded, session.Chat, out var model);
        return new Questioner(
            model,
            StageSlots.Knowledge,
            source.Info,
            (posts, writer, cancellationToken) =>
                KnowledgeWriter.WriteAsync(posts, source, writer, options, session.Chat.Loggers, cancellationToken));
    }

    private static Questioner PrepareExpansions(ProfileSession session, string profile)
    {
        var loaded = session.LoadProfile(profile);
        var options = PipelineSection.Apply(loaded, new PipelineOptions());
        var expander = LanguageModelStages.CreateExpander(loaded, session.Chat, out var model);
        return new Questioner(
            model,
            StageSlots.Expansion,
            expander.Info,
            (posts, writer, cancellationToken) =>
                ExpansionWriter.WriteAsync(posts, expander, writer, options, session.Chat.Loggers, cancellationToken));
    }

    /// <summary>What asks the model of one profile.</summary>
    /// <param name="Model">To be disposed of in the end.</param>
    /// <param name="Stage">The stage that it is in pipelines.</param>
    /// <param name="Info">What answers.</param>
    /// <param name="WriteAsync">Asks about posts and writes the answers.</param>
    private sealed record Questioner(IDisposable Model, StageSlot Stage, StageInfo Info, Write WriteAsync);

    /// <summary>
    /// Collects text until the writer says that an answer is whole (it flushes), so that the file never ends within one but by a kill.
    /// </summary>
    /// <param name="file">Gets the text.</param>
    /// <param name="atFirst">Called before the first answer.</param>
    private sealed class EarnedTextWriter(EarnedFile file, Action atFirst) : StringWriter
    {
        private bool hasBegun;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Flush()
        {
            var text = GetStringBuilder().ToString();
            GetStringBuilder().Clear();
            if (text.Length > 0)
            {
                if (!hasBegun)
                {
                    atFirst();
                    hasBegun = true;
                }

                file.Write(stream => stream.Write(Encoding.UTF8.GetBytes(text)));
            }
        }

        public override Task FlushAsync()
        {
            Flush();
            return Task.CompletedTask;
        }

        protected override void Dispose(bool disposing)
        {
            Flush();
            base.Dispose(disposing);
        }
    }
}
