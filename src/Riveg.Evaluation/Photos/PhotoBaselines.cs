using Riveg.Evaluation.Datasets;
using Riveg.Posts;

namespace Riveg.Evaluation.Photos;

/// <summary>The figures of what looks at nothing.</summary>
internal static class PhotoBaselines
{
    /// <summary>All names are absent.</summary>
    public const string Nothing = "nothing";

    /// <summary>The one answer for each type that is best in the other folds.</summary>
    public const string TypeOnly = "typeOnly";

    /// <summary>Each gold box, filled, as its mask.</summary>
    public const string Box = "box";

    /// <summary>Measures the baselines.</summary>
    /// <param name="gold">The split.</param>
    /// <param name="answers">Whose mentions they are about; null for the gold ones.</param>
    /// <returns>By name; a baseline that has nothing to be measured by is left out.</returns>
    public static IReadOnlyList<(string Name, IReadOnlyDictionary<PhotoFigure, MeasuredFigure> Figures)> Of(
        Dataset gold, IReadOnlyList<PhotoAnswer>? answers)
    {
        answers ??= [.. gold.Posts.Select(GoldMentions)];
        var typeOnly = PhotoFigures.Of(gold, ConstantAnswers.TypeOnly(answers));
        var boxes = PhotoFigures.Of(gold, [.. answers.Select(a => a with { MaskOverlaps = GoldBoxMasks.OverlapsOfBoxes(a.Gold) })]);
        (string Name, IReadOnlyDictionary<PhotoFigure, MeasuredFigure> Figures)[] all =
        [
            (Nothing, PhotoFigures.Of(gold, ConstantAnswers.Nothing(answers))),

            // A constant box has no outline.
            (TypeOnly, Only(typeOnly, f => f != PhotoFigure.Smner)),
            (Box, Only(boxes, f => f == PhotoFigure.MaskIou)),
        ];
        return [.. all.Where(b => b.Figures.Count > 0)];
    }

    private static Dictionary<PhotoFigure, MeasuredFigure> Only(
        IReadOnlyDictionary<PhotoFigure, MeasuredFigure> figures, Predicate<PhotoFigure> isKept) =>
        figures.Where(f => isKept(f.Key)).ToDictionary();

    private static PhotoAnswer GoldMentions(GoldPost post) => new(post, new AnnotationResult
    {
        PostId = post.Post.Id,
        Text = post.Post.Text,
        Entities =
        [
            .. post.Entities.Select(e => new AnnotatedEntity
            {
                Mention = new Mention(e.Span, e.Type),
                Text = e.Span.Of(post.Post.Text),
            }),
        ],
    });
}
