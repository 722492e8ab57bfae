using Riveg.Evidence;
using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Onnx.Grounding;

/// <summary>
/// Stage 4 for persons: the faces that were observed in the picture anchor the persons' boxes; everything else, and persons for whom no
/// face is left, goes to another grounder. A post's persons get different faces: of as many faces as there are persons, the largest are
/// taken, and handed out from left to right in the order in which the text names the persons (as captions do). Mentions of the same name
/// share a face. Thread-safe.
/// </summary>
public sealed class FaceAnchoredGrounder : IVisualGrounder
{
    private const string Source = "face";

    private readonly IVisualGrounder inner;
    private readonly PersonShape shape;

    /// <summary>Makes the grounder.</summary>
    /// <param name="inner">Locates what has no face; stays the caller's.</param>
    /// <param name="shape">The persons' boxes around faces; <see cref="PersonShape.TwitterGmner"/> if null.</param>
    public FaceAnchoredGrounder(IVisualGrounder inner, PersonShape? shape = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        this.inner = inner;
        this.shape = shape ?? PersonShape.TwitterGmner;
        Info = new StageInfo("faces") { Details = InnerStage.Details("others", inner.Info) };
    }

    /// <inheritdoc />
    public StageInfo Info { get; }

    /// <inheritdoc />
    public TimeSpan? TimeLimit => inner.TimeLimit;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<GroundingAnswer>>>>> AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        return await RemainingMentions.AskAsync(posts, posts.Select(Anchor).ToList(), inner, cancellationToken).ConfigureAwait(false);
    }

    private Dictionary<int, GroundingAnswer> Anchor(PostContext post)
    {
        var answers = new Dictionary<int, GroundingAnswer>();
        var faces = post.Observations.Where(o => o is { Kind: ObservationKind.Face, Box: not null }).ToList();
        if (faces.Count == 0 || post.Image is not { } image)
        {
            return answers;
        }

        var persons = EntityMentions.Of(post.Asked).Where(t => t.Type == EntityType.Person).ToList();
        var regions = Anchors(faces, persons.Count, new ImageSize(image.Width, image.Height)).ToList();
        for (var i = 0; i < Math.Min(persons.Count, regions.Count); i++)
        {
            var answer = new GroundingAnswer([regions[i]]) { Candidates = Candidates(regions, i, faces.Count) };
            foreach (var mention in persons[i].Mentions)
            {
                answers[mention.Index] = answer;
            }
        }

        return answers;
    }

    private static IReadOnlyList<Candidate> Candidates(List<Region> regions, int chosen, int faces) =>
    [
        new Candidate(
            regions[chosen],
            Source,
            $"the person named {Ordinal(chosen)}, face {chosen + 1} from the left of the {regions.Count} largest of {faces}",
            IsChosen: true),
        .. regions.Where((_, i) => i != chosen)
            .Select(r => new Candidate(r, Source, "the face of another person who is named", IsChosen: false)),
    ];

    private static string Ordinal(int index) => index switch
    {
        0 => "first",
        1 => "second",
        2 => "third",
        _ => $"as number {index + 1}",
    };

    private IEnumerable<Region> Anchors(List<PictureObservation> faces, int persons, ImageSize picture) => faces
        .OrderByDescending(f => f.Box!.Value.Area)
        .Take(persons)
        .OrderBy(f => f.Box!.Value.X0)
        .Select(f => new Region(
            StopAtNeighbours(shape.Around(f.Box!.Value, picture), f.Box.Value, faces), (f.Score ?? 1) * shape.Reliability));

    // A person's box may reach over a neighbour's shoulder, but not over the face.
    private static Box StopAtNeighbours(Box box, Box face, List<PictureObservation> faces)
    {
        foreach (var other in faces.Select(f => f.Box!.Value).Where(o => o != face && o.Y0 < face.Y1 && face.Y0 < o.Y1))
        {
            if (other.X0 >= face.X1)
            {
                box = box with { X1 = Math.Min(box.X1, other.X0) };
            }
            else if (other.X1 <= face.X0)
            {
                box = box with { X0 = Math.Max(box.X0, other.X1) };
            }
        }

        return box;
    }
}
