using Riveg.Evaluation.Datasets;
using Riveg.Faults;
using Riveg.Pipeline;

namespace Riveg.Evaluation.Photos;

/// <summary>Takes the posts of a split through a pipeline one by one, so that each one's time is its own.</summary>
/// <param name="time">The clock.</param>
internal sealed class PhotoRun(TimeProvider time)
{
    /// <summary>Annotates the posts, and asks the pipeline's segmenter about gold boxes where the split has outlines.</summary>
    /// <param name="pipeline">The pipeline; the time of its making is not counted.</param>
    /// <param name="gold">The split.</param>
    /// <param name="told">Told each answer with the faults of its gold masks.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>One answer for each post, in order.</returns>
    /// <exception cref="StageUnavailableException">A stage can answer nothing more.</exception>
    public async Task<IReadOnlyList<PhotoAnswer>> AnswerAsync(
        RivegPipeline pipeline,
        Dataset gold,
        Action<PhotoAnswer, IReadOnlyList<Fault>> told,
        CancellationToken cancellationToken)
    {
        var segmenter = pipeline.Find(StageSlots.Segmentation);
        var answers = new List<PhotoAnswer>(gold.Posts.Count);
        foreach (var post in gold.Posts)
        {
            var start = time.GetTimestamp();
            var result = await pipeline.AnnotateAsync(post.Post, cancellationToken).ConfigureAwait(false);
            var took = time.GetElapsedTime(start);
            var isSeen = result.Image is { Fault: null, Unseen: false };
            var answer = new PhotoAnswer(post, result) { Time = isSeen ? took : null };
            IReadOnlyList<Fault> faults = [];
            if (segmenter is not null && isSeen && GoldBoxMasks.HasAny(post))
            {
                (var overlaps, faults) =
                    await GoldBoxMasks.MeasureAsync(segmenter, post, result, cancellationToken).ConfigureAwait(false);
                answer = answer with { MaskOverlaps = overlaps };
            }

            answers.Add(answer);
            told(answer, faults);
        }

        return answers;
    }
}
