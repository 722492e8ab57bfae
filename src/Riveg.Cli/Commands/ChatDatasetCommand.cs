using System.CommandLine;
using System.Text;
using Riveg.Cli.Output;
using Riveg.Datasets;
using Riveg.LanguageModels.Datasets;
using Riveg.LanguageModels.Profiles;
using Riveg.Stages;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg knowledge</c> and <c>riveg expand</c>: a language model's answers for a whole split.</summary>
internal sealed class ChatDatasetCommand
{
    private delegate Task<IReadOnlyList<(string PostId, string Message)>> Write(ChatDatasetRun run, string profile, TextWriter writer, CancellationToken cancellationToken);

    public DatasetOptions Dataset { get; } = new();

    public ChatOptions Chat { get; } = new();

    public Option<string> Output { get; } = new("--output", "-o") { Description = "The file to write.", HelpName = "FILE", Required = true };

    public Option<bool> Resume { get; } = new("--resume") { Description = "Goes on with a FILE that is there already: asks only about what has no answer in it." };

    public Option<bool> Force { get; } = new("--force") { Description = "Replaces a FILE that is there already." };

    public Option<string[]> Profiles { get; } = new("--profile", "-p") { Description = "A profile with a chat section.", HelpName = "FILE", Required = true };

    public static Command CreateKnowledge(Option<bool> verbose)
    {
        var options = new ChatDatasetCommand();
        options.Profiles.Description = "A profile with a chat section; several give one more copy of each post for each model (the augmented training set).";
        return options.Create("knowledge", "Asks a language model about each post of a split and writes its answers in the authors' form.", verbose, AnsweredKnowledge.Read, WriteKnowledgeAsync);
    }

    public static Command CreateExpand(Option<bool> verbose)
    {
        var options = new ChatDatasetCommand();
        return options.Create("expand", "Asks a language model what each gold entity of a split is and writes JSON lines.", verbose, AnsweredExpansions.Read, WriteExpansionsAsync);
    }

    private Command Create(string name, string description, Option<bool> verbose, Func<EarnedFile, IReadOnlyList<GoldPost>, IReadOnlyList<GoldPost>> leaveOutAnswered, Write write)
    {
        var command = new Command(name, description) { Dataset.Dataset, Dataset.Split, Dataset.Images, Dataset.Captions, Profiles, Output, Resume, Force };
        Chat.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(ChatDatasetRequest.From(this, parsed, parsed.GetValue(verbose)), leaveOutAnswered, write, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ChatDatasetRequest request, Func<EarnedFile, IReadOnlyList<GoldPost>, IReadOnlyList<GoldPost>> leaveOutAnswered, Write write, CancellationToken cancellationToken)
    {
        var split = request.Dataset.Read(cancellationToken).Posts;
        using var session = request.Chat.OpenSession(request.Verbose ? new StandardErrorLog() : null);
        using var file = EarnedFile.Open(request.Output, request.Existing);
        var run = new ChatDatasetRun(request, session, split, request.Existing == ExistingOutput.Resume && !file.IsDevice ? leaveOutAnswered(file, split) : split);
        var failures = new List<(string PostId, string Message)>();
        try
        {
            await using var writer = new EarnedTextWriter(file);
            foreach (var profile in request.Profiles)
            {
                failures.AddRange(await write(run, profile, writer, cancellationToken));
            }
        }
        catch (StageUnavailableException exception)
        {
            session.Close(ExitCode.Missing);
            var advice = request.Profiles.Count == 1 ? "--resume" : "--force and the same --cache";
            throw new StageUnavailableException($"{exception.Message} What is done is in {request.Output}; run again with {advice}.", exception);
        }

        FaultLines.Write(failures.Select(f => $"post {f.PostId}: {f.Message}"));
        return session.Close(failures.Count == 0 ? ExitCode.Done : ExitCode.SomePostsFailed);
    }

    private static async Task<IReadOnlyList<(string PostId, string Message)>> WriteKnowledgeAsync(ChatDatasetRun run, string profile, TextWriter writer, CancellationToken cancellationToken)
    {
        // Annotated examples of a split that is to be scored must not stand in its own prompts; in training a post leaves out only itself.
        var evaluated = run.Request.Dataset.Split == "train" ? [] : run.Split.Select(p => p.Post);
        var source = LanguageModelStages.CreateKnowledge(run.Session.Catalog.LoadProfile(profile), run.Session.Chat, evaluated, out var model);
        using (model)
        {
            return await KnowledgeWriter.WriteAsync(run.Open, source, writer, cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<(string PostId, string Message)>> WriteExpansionsAsync(ChatDatasetRun run, string profile, TextWriter writer, CancellationToken cancellationToken)
    {
        var expander = LanguageModelStages.CreateExpander(run.Session.Catalog.LoadProfile(profile), run.Session.Chat, out var model);
        using (model)
        {
            return await ExpansionWriter.WriteAsync(run.Open, expander, writer, cancellationToken);
        }
    }

    /// <param name="Request">What was asked.</param>
    /// <param name="Session">What the language models share.</param>
    /// <param name="Split">All posts.</param>
    /// <param name="Open">Those that have no answer yet.</param>
    private sealed record ChatDatasetRun(ChatDatasetRequest Request, ProfileSession Session, IReadOnlyList<GoldPost> Split, IReadOnlyList<GoldPost> Open);

    /// <summary>Collects text until the writer says that an answer is whole (it flushes), so that the file never ends within one but by a kill.</summary>
    private sealed class EarnedTextWriter(EarnedFile file) : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Flush()
        {
            var text = GetStringBuilder().ToString();
            GetStringBuilder().Clear();
            if (text.Length > 0)
            {
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
