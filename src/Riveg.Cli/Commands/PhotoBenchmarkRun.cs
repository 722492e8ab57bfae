using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Photos;
using Riveg.Pipeline;

namespace Riveg.Cli.Commands;

/// <summary>Does what <c>riveg benchmark photos</c> was asked.</summary>
internal static class PhotoBenchmarkRun
{
    public static async Task<int> RunAsync(PhotoBenchmarkRequest request, CancellationToken cancellationToken)
    {
        var gold = request.Dataset.Read(cancellationToken);
        RefuseUnseen(request, gold);
        using var session = request.Profiles[0].OpenSession(request.Dataset, gold);
        var pipelines = new List<RivegPipeline>();
        try
        {
            // All are opened before any is measured, so that what is missing is told at once.
            foreach (var profile in request.Profiles)
            {
                pipelines.Add(profile.CreatePipeline(
                    session, profile.LoadProfile(session), new PipelineOptions(), request.Natural ? null : gold));
                pipelines[^1].EnsureReadyForPictures();
            }

            var measured = new List<MeasuredSystem>();
            IReadOnlyList<PhotoAnswer>? mentions = null;
            foreach (var (profile, pipeline) in request.Profiles.Zip(pipelines))
            {
                var (answers, failed) = await AnswerAsync(profile.Choice.Profile, pipeline, gold, cancellationToken);
                measured.Add(new MeasuredSystem(profile.Choice.Profile, Shown(request, PhotoFigures.Of(gold, answers)), failed));
                mentions ??= answers;
            }

            var baselines = PhotoBaselines.Of(gold, request.Natural ? mentions : null);
            PhotoFigureOutput.Write(
                request.Format,
                new PhotoMeasurement(
                    NameOf(request),
                    PhotoSetSize.Of(gold),
                    request.Natural,
                    gold.Posts.Any(p => p.Post.AuxiliaryKnowledge is not null),
                    measured,
                    [.. baselines.Select(b => new MeasuredSystem(b.Name, Shown(request, b.Figures)))]));
            var isWhole = !gold.Faults.Any(f => f.Kind.IsLoss()) && measured.TrueForAll(m => m.Failed == 0);
            return session.Close(isWhole ? ExitCode.Done : ExitCode.SomePostsFailed);
        }
        finally
        {
            foreach (var pipeline in pipelines)
            {
                await pipeline.DisposeAsync();
            }
        }
    }

    private static void RefuseUnseen(PhotoBenchmarkRequest request, Dataset gold)
    {
        var name = NameOf(request);
        if (!gold.Posts.Any(p => p.Entities.Count > 0))
        {
            throw new DatasetException($"The data set {name} holds no post with names that can be read; there is nothing to measure.");
        }

        if (!gold.Posts.Any(p => p.Post.Image is { IsUnseen: false }))
        {
            throw new UsageException($"No post of {name} has a picture that can be looked at; name their folder with --images DIR.");
        }
    }

    private static string NameOf(PhotoBenchmarkRequest request) => $"{request.Dataset.Reference.Kind}:{request.Dataset.Reference.Path}";

    // Of mentions that were given MNER says nothing.
    private static Dictionary<PhotoFigure, MeasuredFigure> Shown(
        PhotoBenchmarkRequest request, IReadOnlyDictionary<PhotoFigure, MeasuredFigure> figures) =>
        figures.Where(f => request.Natural || f.Key != PhotoFigure.Mner).ToDictionary();

    private static async Task<(IReadOnlyList<PhotoAnswer> Answers, int Failed)> AnswerAsync(
        string profile, RivegPipeline pipeline, Dataset gold, CancellationToken cancellationToken)
    {
        var progress = new RunProgress("post", $" with {profile}");
        var eyes = new EyesNotice("'--profile light' after 'riveg models pull light'");
        try
        {
            var answers = await new PhotoRun(TimeProvider.System).AnswerAsync(
                pipeline,
                gold,
                (answer, faults) =>
                {
                    var told = answer.Result.AllFaults().Concat(faults).ToList();
                    progress.Report(told.Count == 0);
                    eyes.Report(answer.Result.Provenance);
                    if (told.Count > 0)
                    {
                        var more = told.Count > 1 ? $" (and {told.Count - 1} more of this post)" : string.Empty;
                        StandardStreams.Say($"{profile}: post {answer.Result.PostId}: {told[0].Message}{more}");
                    }
                },
                cancellationToken);
            return (answers, (int)progress.Failed);
        }
        finally
        {
            progress.Complete();
        }
    }
}
