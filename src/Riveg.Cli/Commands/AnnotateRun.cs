using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Exports;
using Riveg.Faults;
using Riveg.Formats;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Profiles;
using Riveg.Rendering;

namespace Riveg.Cli.Commands;

/// <summary>Does what <c>riveg annotate</c> was asked.</summary>
internal static class AnnotateRun
{
    // Of an endless stream not every id can be remembered.
    private const int MostIds = 1_000_000;

    public static Task<int> RunAsync(AnnotateRequest request, CancellationToken cancellationToken) =>
        request.Text is { } text ? AnnotateOneAsync(request, text, cancellationToken) : AnnotateManyAsync(request, cancellationToken);

    private static async Task<int> AnnotateOneAsync(AnnotateRequest request, string text, CancellationToken cancellationToken)
    {
        using var session = request.Profile.OpenSession();
        var profile = request.Profile.LoadProfile(session);
        request.RefuseInputs(profile.Files);
        await PullAsync(request, session, profile, cancellationToken);
        await using var pipeline = request.Profile.CreatePipeline(session, profile, Options(request));
        if (request.Image is not null)
        {
            pipeline.EnsureReadyForPictures();
        }

        using var overlay = request.Overlay is null ? null : DerivedFile.PreparePicture(request.Overlay);
        await using var export = request.Form.Whole is { } whole ? Export(request, whole) : null;
        using var output = request.Output is null || export is not null ? null : EarnedFile.Open(request.Output, request.Existing);
        var post = new Post { Id = "post", Text = text, Image = request.Image is null ? null : ImageSource.FromFile(request.Image) };
        var result = await pipeline.AnnotateAsync(post, cancellationToken);
        if (result.Error is { } error)
        {
            StandardStreams.Say(error.Message);
            output?.Abandon();
            return session.Close(error.Stage == "input" ? ExitCode.WrongUse : ExitCode.SomePostsFailed);
        }

        if (export is not null)
        {
            await export.WriteAsync(result, cancellationToken);
            await export.CompleteAsync(cancellationToken);
        }
        else
        {
            Write(request, Shown(request, result), output);
        }

        Tell(result, string.Empty);
        new EyesNotice().Report(result.Provenance);
        if (overlay is not null && result.Image?.Fault is null)
        {
            var picture = new ImageDecoder().Decode(post.Image!, cancellationToken);
            overlay.Fill(stream => new OverlayRenderer().WritePng(picture, result, stream));
        }

        return session.Close(result.Succeeded ? ExitCode.Done : ExitCode.SomePostsFailed);
    }

    private static async Task PullAsync(
        AnnotateRequest request, ProfileSession session, Profile profile, CancellationToken cancellationToken)
    {
        if (request.Pull)
        {
            using var store = ProfileSession.OpenStore();
            await new ModelPull(store, [request.Profile.Choice.Profile])
                .FetchAsync(ModelPull.ModelsOf(profile, session.Catalog, store), cancellationToken);
        }
    }

    private static void Write(AnnotateRequest request, AnnotationResult result, EarnedFile? output)
    {
        var writer = new AnnotationJsonWriter(request.Offsets, request.Output is { } path ? AnnotationOutput.FolderOf(path) : null);
        if (output is not null)
        {
            output.Write(stream => writer.WriteLine(stream, result), result.Succeeded);
        }
        else if (request.Form == AnnotationForm.Json)
        {
            writer.WriteIndented(StandardStreams.Output, result);
        }
        else if (request.Form == AnnotationForm.JsonLines)
        {
            writer.WriteLine(StandardStreams.Output, result);
        }
        else
        {
            AnnotationTable.Write(result);
        }
    }

    // Colours and labels of a labelling config are those that are met; a head that is written first has those that are usual.
    private static ExportTarget Export(AnnotateRequest request, ExportFormat format) => ExportTarget.Prepare(
        request.Output,
        format,
        request.Existing == ExistingOutput.Replace,
        new ExportOptions { Offsets = request.AsksForOffsets ? request.Offsets : null });

    private static AnnotationOutput Open(AnnotateRequest request, Provenance origin) => request switch
    {
        { Form.Whole: { } whole } => new ExportedAnnotations(Export(request, whole)),
        { Output: { } path } => AnnotationOutput.ToFile(path, request.Existing, request.Offsets, Shown(request, origin)),
        _ => AnnotationOutput.ToStandardOutput(new AnnotationJsonWriter(request.Offsets)),
    };

    private static async Task<int> AnnotateManyAsync(AnnotateRequest request, CancellationToken cancellationToken)
    {
        var gold = request.Dataset?.Read(cancellationToken);
        await using var posts = gold is null
            ? PostStream.FromFile(request.PostsPath!, request.Images, request.Offsets)
            : PostStream.FromDataset(gold);
        if (gold is not null && gold.Posts.Any(p => p.Post.Image is { IsUnseen: true }))
        {
            StandardStreams.Say("no --images: regions are guesses from the text, for pictures that nobody looked at.");
        }

        using var session = request.Profile.OpenSession(request.Dataset, gold);
        var profile = request.Profile.LoadProfile(session);
        request.RefuseInputs(profile.Files);
        await PullAsync(request, session, profile, cancellationToken);
        await using var pipeline = request.Profile.CreatePipeline(session, profile, Options(request), request.GoldMentions ? gold : null);
        if (pipeline.LacksModels && await posts.KnowsOfPicturesAsync(pipeline.LacksModelsOfGuesses, cancellationToken))
        {
            // Before the posts that need none of it: nothing is to be done in vain.
            pipeline.EnsureReadyForPictures();
        }

        using var target = Open(request, pipeline.Provenance);
        var progress = new RunProgress("post");
        var eyes = new EyesNotice();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var doubled = 0;
        try
        {
            await foreach (var result in pipeline.AnnotateAsync(target.Open(posts.Posts, cancellationToken), cancellationToken))
            {
                await target.WriteAsync(Shown(request, result), cancellationToken);
                doubled += ids.Count < MostIds && !ids.Add(result.PostId) ? 1 : 0;
                progress.Report(result.Succeeded);
                Tell(result, $"post {result.PostId}: ");
                eyes.Report(result.Provenance);
            }

            await target.FinishAsync(cancellationToken);
        }
        catch (OperationCanceledException exception) when (request is { Form.Whole: { } whole, Output: not null })
        {
            throw new OutputFailedException(
                $"stopped; {request.Output} is as it was, since {whole} is written whole at the end. JSON lines are kept as they are done: "
                    + "annotate to OUT.jsonl, then 'riveg export' it.",
                exception);
        }
        catch (StageUnavailableException exception) when (request.Output is not null)
        {
            throw new StageUnavailableException(
                target.IsUntouched
                    ? $"{exception.Message} {request.Output} is as it was."
                    : $"{exception.Message} What is done is in {request.Output}; run again with --resume.", exception);
        }
        finally
        {
            target.Complete();
            progress.Complete();
        }

        if (target.IsUntouched && progress.Done > 0)
        {
            StandardStreams.Say($"no post was annotated in full: {request.Output} is as it was.");
        }

        if (doubled > 0)
        {
            StandardStreams.Say(
                $"{Counted.Of(doubled, "post")} {(doubled == 1 ? "has" : "have")} the id of another one "
                + "(a post without an id is called after its line); others tell them apart by their texts alone.");
        }

        if (progress.Done == 0)
        {
            StandardStreams.Say(request.Existing == ExistingOutput.Resume
                ? "nothing is left to do: every post has its annotation."
                : "the input holds no post.");
        }

        var lostRows = gold?.Faults.Any(f => f.Kind == DatasetFaultKind.BrokenRow) ?? false;
        return session.Close(progress.Failed > 0 || lostRows ? ExitCode.SomePostsFailed : ExitCode.Done);
    }

    private static PipelineOptions Options(AnnotateRequest request)
    {
        var options = request.MinScore is { } least ? new PipelineOptions { MinScore = least } : new PipelineOptions();
        return request.Candidates ? options with { KeepCandidates = true } : options;
    }

    private static AnnotationResult Shown(AnnotateRequest request, AnnotationResult result) =>
        request.Observations
            ? result
            : result with { Observations = [], Provenance = result.Provenance is { } origin ? Shown(request, origin) : null };

    private static Provenance Shown(AnnotateRequest request, Provenance origin) => origin with { HasObservations = request.Observations };

    // One line a post: its first fault, and how many there are.
    private static void Tell(AnnotationResult result, string prefix)
    {
        if (result.Image?.Warning is { } warning)
        {
            StandardStreams.Say($"{prefix}{warning}");
        }

        var faults = result.AllFaults().ToList();
        if (faults.Count > 0)
        {
            StandardStreams.Say(
                $"{prefix}{faults[0].Message}{(faults.Count > 1 ? $" (and {faults.Count - 1} more of this post)" : string.Empty)}");
        }
    }
}
