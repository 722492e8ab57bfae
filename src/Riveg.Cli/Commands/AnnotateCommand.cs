using System.CommandLine;
using Riveg.Annotations;
using Riveg.Cli.Output;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Rendering;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg annotate</c>: one post, a file of posts, or a split of a data set.</summary>
internal sealed class AnnotateCommand
{
    private readonly Argument<string?> input = new("input")
    {
        Description = "The text of one post; or a file of posts, one JSON object a line: {\"id\",\"text\",\"image\":{\"path\"}}; or - for such lines on standard input.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "TEXT|POSTS.jsonl|-",
    };

    private readonly Option<string?> image = new("--image") { Description = "The picture of the one post.", HelpName = "FILE" };
    private readonly Option<string?> overlay = new("--overlay") { Description = "Writes the one post's picture with boxes, masks and labels.", HelpName = "FILE.png" };
    private readonly Option<string?> output = new("--output", "-o") { Description = "Writes JSON lines to a file; standard output otherwise.", HelpName = "OUT.jsonl" };
    private readonly Option<bool> resume = new("--resume") { Description = "Goes on where a run that was stopped left OUT.jsonl." };
    private readonly Option<OutputFormat> format = OutputFormatOption.Create();
    private readonly Option<OffsetUnit> offsets = new("--offsets")
    {
        Description = "What start and end count: UTF-16 units (.NET, Java, JavaScript) or code points (Python).",
        HelpName = "utf-16|code-points",
        DefaultValueFactory = _ => OffsetUnit.Utf16,
        CustomParser = result => result.Tokens[0].Value switch
        {
            "utf-16" => OffsetUnit.Utf16,
            "code-points" => OffsetUnit.CodePoints,
            var other => Refuse(result, other),
        },
    };

    private readonly Option<bool> goldMentions = new("--gold-mentions") { Description = "Takes the data set's own mentions instead of recognising any, to measure the later stages alone." };
    private readonly ProfileOptions profile = new();
    private readonly DatasetOptions dataset = new();

    public static Command Create()
    {
        var options = new AnnotateCommand();
        var command = new Command("annotate", "Finds the entities of posts: their types, whether they are in the picture, and where.")
        {
            options.input, options.image, options.overlay, options.output, options.resume, options.format, options.offsets, options.goldMentions,
        };
        options.profile.AddTo(command);
        options.dataset.AddTo(command);
        command.SetAction(options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var given = parsed.GetValue(input);
        if (given is null == !dataset.IsGiven(parsed))
        {
            throw new UsageException("Give either a text, a file of posts, or --dataset.");
        }

        if (given is not null && !IsPosts(given))
        {
            return await AnnotateOneAsync(parsed, given, cancellationToken);
        }

        foreach (var (option, name) in new[] { (parsed.GetValue(image), "--image"), (parsed.GetValue(overlay), "--overlay") })
        {
            if (option is not null)
            {
                throw new UsageException($"{name} goes with the text of one post; pictures of many come from their \"image\" or from --images.");
            }
        }

        return await AnnotateManyAsync(parsed, given, cancellationToken);
    }

    private static bool IsPosts(string given) => given == "-" || given.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || File.Exists(HomePath.Expand(given));

    private static OffsetUnit Refuse(System.CommandLine.Parsing.ArgumentResult result, string value)
    {
        result.AddError($"--offsets is utf-16 or code-points, not {value}.");
        return OffsetUnit.Utf16;
    }

    private async Task<int> AnnotateOneAsync(ParseResult parsed, string text, CancellationToken cancellationToken)
    {
        using var session = profile.OpenSession(parsed);
        using var pipeline = profile.CreatePipeline(parsed, session);
        var post = new Post { Id = "post", Text = text, Image = parsed.GetValue(image) is { } path ? ImageSource.FromFile(path) : null };
        var result = await pipeline.AnnotateAsync(post, cancellationToken);
        if (result.Error is { } error)
        {
            await Console.Error.WriteLineAsync($"riveg: {error.Message}");
            return session.Close(ExitCode.WrongUse);
        }

        if (parsed.GetValue(overlay) is { } overlayPath)
        {
            WriteOverlay(post, result, overlayPath);
        }

        if (parsed.GetValue(output) is { } outputPath)
        {
            await using var file = CreateFile(outputPath);
            new AnnotationJsonWriter(parsed.GetValue(offsets)).WriteLine(file, result);
        }
        else if (parsed.GetValue(format) == OutputFormat.Json)
        {
            using var standardOutput = Console.OpenStandardOutput();
            new AnnotationJsonWriter(parsed.GetValue(offsets)).WriteIndented(standardOutput, result);
        }
        else
        {
            AnnotationTable.Write(result);
        }

        return session.Close(ExitCode.Done);
    }

    private static void WriteOverlay(Post post, AnnotationResult result, string path)
    {
        if (post.Image is null)
        {
            throw new UsageException("--overlay needs a picture; give one with --image.");
        }

        using var file = CreateFile(path);
        new OverlayRenderer().WritePng(new ImageDecoder().Decode(post.Image), result, file);
    }

    private async Task<int> AnnotateManyAsync(ParseResult parsed, string? given, CancellationToken cancellationToken)
    {
        var gold = given is null ? dataset.Read(parsed, cancellationToken) : null;
        await using var posts = gold is null ? PostStream.FromFile(given!, parsed.GetValue(dataset.Images)!, parsed.GetValue(offsets)) : PostStream.FromDataset(gold);
        var outputPath = parsed.GetValue(output);
        if (parsed.GetValue(resume) && outputPath is null)
        {
            throw new UsageException("--resume goes with -o OUT.jsonl.");
        }

        if (parsed.GetValue(goldMentions) && gold is null)
        {
            throw new UsageException("--gold-mentions goes with --dataset.");
        }

        using var session = profile.OpenSession(parsed);
        using var pipeline = profile.CreatePipeline(parsed, session, parsed.GetValue(goldMentions) ? gold : null);
        await using var target = outputPath is null
            ? AnnotationTarget.StandardOutput()
            : parsed.GetValue(resume) ? AnnotationTarget.Resume(outputPath) : AnnotationTarget.File(outputPath);
        var progress = new RunProgress("posts");
        var writer = new AnnotationJsonWriter(parsed.GetValue(offsets));
        try
        {
            await foreach (var result in pipeline.AnnotateAsync(target.SkipDone(posts.Posts, cancellationToken), cancellationToken))
            {
                target.Write(writer, result);
                progress.Report(result.Succeeded);
                if (result.Error is { } error)
                {
                    await Console.Error.WriteLineAsync($"riveg: post {result.PostId}: {error.Message}");
                }
            }
        }
        finally
        {
            progress.Complete();
        }

        return session.Close(progress.Failed + target.FailedBefore > 0 ? ExitCode.SomePostsFailed : ExitCode.Done);
    }

    private static FileStream CreateFile(string path) => new(path, FileMode.Create, FileAccess.Write);
}
