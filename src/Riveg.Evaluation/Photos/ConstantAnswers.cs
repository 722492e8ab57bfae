using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Photos;

/// <summary>
/// Answers that look at nothing, to which those of a profile compare: that nothing is in its picture, and for each type of name the one
/// answer that is best in the other folds (whether it is there, and the box, in fractions of the picture, that is right most often).
/// </summary>
internal static class ConstantAnswers
{
    private const int Folds = 5;
    private const int MostBoxes = 200;
    private static readonly Box WholePicture = new(0, 0, 1, 1);

    /// <summary>Nothing is in its picture.</summary>
    /// <param name="answers">Whose mentions they are about.</param>
    public static IReadOnlyList<PhotoAnswer> Nothing(IReadOnlyList<PhotoAnswer> answers) =>
        [.. answers.Select(a => Answer(a, _ => new Constant(0, null)))];

    /// <summary>For each type the answer that is best in the other folds; posts are dealt into folds by their number.</summary>
    /// <param name="answers">Whose mentions they are about; what was answered about them is not looked at.</param>
    public static IReadOnlyList<PhotoAnswer> TypeOnly(IReadOnlyList<PhotoAnswer> answers)
    {
        var folds = Enumerable.Range(0, Folds)
            .Select(f => Learn([.. answers.Where((_, i) => i % Folds != f).Select(a => a.Gold)]))
            .ToList();
        return [.. answers.Select((a, i) => Answer(a, folds[i % Folds]))];
    }

    private static PhotoAnswer Answer(PhotoAnswer answer, Func<EntityType, Constant> constantOf)
    {
        var entities = answer.Result.Entities.Select(e =>
        {
            var constant = constantOf(e.Mention.Type);
            return new AnnotatedEntity
            {
                Mention = e.Mention,
                Text = e.Text,
                Entailment = constant.Probability,
                Regions = constant.Box is { } box ? [new Region(box, constant.Probability) { Unit = RegionUnit.Relative }] : [],
            };
        });
        return new PhotoAnswer(
            answer.Gold, new AnnotationResult { PostId = answer.Result.PostId, Text = answer.Result.Text, Entities = [.. entities] });
    }

    // A type that the other folds lack is answered as all of them together.
    private static Func<EntityType, Constant> Learn(IReadOnlyList<GoldPost> posts)
    {
        var all = posts.SelectMany(p => p.Entities, (p, e) => (Size: p.ImageSize, Entity: e)).ToList();
        var ofAll = Best(all);
        var ofTypes = all.GroupBy(e => e.Entity.Type).ToDictionary(t => t.Key, t => Best([.. t]));
        return type => ofTypes.GetValueOrDefault(type, ofAll);
    }

    private static Constant Best(IReadOnlyCollection<(ImageSize? Size, GoldEntity Entity)> cases)
    {
        if (cases.Count == 0)
        {
            return new Constant(0.5, null);
        }

        var boxes = cases.Where(c => c.Size is not null)
            .Select(c => c.Entity.Boxes.Select(b => b.ToRelative(c.Size!.Value)).ToList())
            .Where(b => b.Count > 0)
            .ToList();
        var candidates = boxes.SelectMany(b => b).ToList();
        var step = Math.Max(1, candidates.Count / MostBoxes);
        var (box, right) = candidates.Where((_, i) => i % step == 0).Prepend(WholePicture)
            .Select(c => (Box: c, Right: boxes.Count(b => EntityJudgement.IsRight(c, b))))
            .MaxBy(c => c.Right);
        var absent = cases.Count(c => !c.Entity.IsGroundable);
        return new Constant(1 - ((double)absent / cases.Count), right > absent ? box : null);
    }

    /// <summary>The one answer about all names of a type.</summary>
    /// <param name="Probability">That a name is in its picture.</param>
    /// <param name="Box">In fractions of the picture; null for none.</param>
    private readonly record struct Constant(double Probability, Box? Box);
}
