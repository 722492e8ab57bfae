using System.CommandLine;
using System.Text;
using Riveg.Cli.Output;
using Riveg.LanguageModels.Datasets;
using Riveg.LanguageModels.Profiles;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg knowledge</c> and <c>riveg expand</c>: a language model's answers for a whole split.</summary>
internal sealed class ChatDatasetCommand
{
    private readonly DatasetOptions dataset = new();
    private readonly ChatOptions chat = new();
    private readonly Option<string> output = new("--output", "-o") { Description = "The file to write.", HelpName = "FILE", Required = true };
    private readonly Option<string[]> profiles = new("--profile", "-p") { Description = "A profile with a chat section.", HelpName = "FILE", Required = true };

    public static Command CreateKnowledge()
    {
        var options = new ChatDatasetCommand();
        options.profiles.Description = "A profile with a chat section; several give one more copy of each post for each model (the augmented training set).";
        return options.Create("knowledge", "Asks a language model about each post of a split and writes its answers in the authors' form.", options.WriteKnowledgeAsync);
    }

    public static Command CreateExpand()
    {
        var options = new ChatDatasetCommand();
        return options.Create("expand", "Asks a language model what each gold entity of a split is and writes JSON lines.", options.WriteExpansionsAsync);
    }

    private Command Create(string name, string description, Func<ParseResult, ProfileSession, string, TextWriter, CancellationToken, Task<IReadOnlyList<(string PostId, string Message)>>> write)
    {
        var command = new Command(name, description) { dataset.Dataset, dataset.Split, dataset.Images, dataset.Captions, profiles, output };
        chat.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, write, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(
        ParseResult parsed,
        Func<ParseResult, ProfileSession, string, TextWriter, CancellationToken, Task<IReadOnlyList<(string PostId, string Message)>>> write,
        CancellationToken cancellationToken)
    {
        using var session = chat.OpenSession(parsed);
        var failures = new List<(string PostId, string Message)>();
        var path = parsed.GetValue(output)!;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        await using (var writer = new StreamWriter(path, append: false, new UTF8Encoding(false)))
        {
            foreach (var profile in parsed.GetValue(profiles)!)
            {
                failures.AddRange(await write(parsed, session, profile, writer, cancellationToken));
            }
        }

        FaultLines.Write(failures.Select(f => $"post {f.PostId}: {f.Message}"));
        return session.Close(failures.Count == 0 ? ExitCode.Done : ExitCode.SomePostsFailed);
    }

    private async Task<IReadOnlyList<(string PostId, string Message)>> WriteKnowledgeAsync(ParseResult parsed, ProfileSession session, string profile, TextWriter writer, CancellationToken cancellationToken)
    {
        var posts = dataset.Read(parsed, cancellationToken).Posts;

        // Annotated examples of a split that is to be scored must not stand in its own prompts; in training a post leaves out only itself.
        var evaluated = parsed.GetValue(dataset.Split) == "train" ? [] : posts.Select(p => p.Post);
        var source = LanguageModelStages.CreateKnowledge(session.Catalog.LoadProfile(profile), session.Chat, evaluated, out var model);
        using (model)
        {
            return await KnowledgeWriter.WriteAsync(posts, source, writer, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<(string PostId, string Message)>> WriteExpansionsAsync(ParseResult parsed, ProfileSession session, string profile, TextWriter writer, CancellationToken cancellationToken)
    {
        var expander = LanguageModelStages.CreateExpander(session.Catalog.LoadProfile(profile), session.Chat, out var model);
        using (model)
        {
            return await ExpansionWriter.WriteAsync(dataset.Read(parsed, cancellationToken).Posts, expander, writer, cancellationToken);
        }
    }
}
