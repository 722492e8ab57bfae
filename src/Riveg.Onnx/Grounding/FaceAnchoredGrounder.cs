using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Onnx.Grounding;

/// <summary>
/// Stage 4 for persons: the faces of the picture anchor the persons' boxes; everything else, and persons for whom no face is left, goes to another grounder.
/// A post's persons get different faces: of as many faces as there are persons, the largest are taken, and handed out from left to right in the order
/// in which the text names the persons (as captions do). Mentions of the same name share a face. Thread-safe.
/// </summary>
public sealed class FaceAnchoredGrounder : IVisualGrounder, IDisposable
{
    private readonly UltraFaceDetector detector;
    private readonly IVisualGrounder inner;
    private readonly PersonShape shape;
    private readonly bool ownsDetector;

    /// <summary>Makes the grounder.</summary>
    /// <param name="detector">Finds the faces.</param>
    /// <param name="inner">Locates what has no face; stays the caller's.</param>
    /// <param name="shape">The persons' boxes around faces; <see cref="PersonShape.TwitterGmner"/> if null.</param>
    /// <param name="modelSha256">The hash of the detector's model, for the provenance.</param>
    /// <param name="ownsDetector">Whether the detector is disposed of with the grounder.</param>
    public FaceAnchoredGrounder(UltraFaceDetector detector, IVisualGrounder inner, PersonShape? shape = null, string? modelSha256 = null, bool ownsDetector = false)
    {
        this.detector = detector ?? throw new ArgumentNullException(nameof(detector));
        this.inner = inner ?? throw new ArgumentNullException(nameof(inner));
        this.shape = shape ?? PersonShape.TwitterGmner;
        this.ownsDetector = ownsDetector;
        Info = new StageInfo("faces")
        {
            Model = "ultraface",
            ModelSha256 = modelSha256,
            Details = new Dictionary<string, string> { ["device"] = detector.DeviceInUse, ["others"] = inner.Info.Implementation },
        };
    }

    /// <inheritdoc />
    public StageInfo Info { get; }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<IReadOnlyList<Region>>> GroundAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mentions);
        var anchored = await Task.Run(() => AnchorAll(mentions, cancellationToken), cancellationToken).ConfigureAwait(false);
        var rest = Enumerable.Range(0, mentions.Count).Where(i => anchored[i] is null).ToList();
        if (rest.Count > 0)
        {
            var others = await inner.GroundAsync([.. rest.Select(i => mentions[i])], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < rest.Count; i++)
            {
                anchored[rest[i]] = others[i];
            }
        }

        return anchored!;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (ownsDetector)
        {
            detector.Dispose();
        }
    }

    private IReadOnlyList<Region>?[] AnchorAll(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken)
    {
        var answers = new IReadOnlyList<Region>?[mentions.Count];
        foreach (var post in Enumerable.Range(0, mentions.Count).GroupBy(i => mentions[i].Post, ReferenceEqualityComparer.Instance))
        {
            var persons = post.Where(i => mentions[i].Mention.Type == EntityType.Person)
                .GroupBy(i => mentions[i].Surface, StringComparer.OrdinalIgnoreCase)
                .OrderBy(g => g.Min(i => mentions[i].Mention.Span))
                .ToList();
            if (persons.Count == 0 || mentions[post.First()].Post.Image is not { } image)
            {
                continue;
            }

            var boxes = Anchors(detector.Detect(image, cancellationToken), persons.Count, new ImageSize(image.Width, image.Height));
            foreach (var (person, region) in persons.Zip(boxes))
            {
                foreach (var i in person)
                {
                    answers[i] = [region];
                }
            }
        }

        return answers;
    }

    private IEnumerable<Region> Anchors(IReadOnlyList<DetectedFace> faces, int persons, ImageSize picture) => faces
        .OrderByDescending(f => f.Box.Area)
        .Take(persons)
        .OrderBy(f => f.Box.X0)
        .Select(f => new Region(StopAtNeighbours(shape.Around(f.Box, picture), f, faces), f.Score * shape.Reliability));

    // A person's box may reach over a neighbour's shoulder, but not over the face.
    private static Box StopAtNeighbours(Box box, DetectedFace face, IReadOnlyList<DetectedFace> faces)
    {
        foreach (var other in faces.Select(f => f.Box).Where(o => o != face.Box && o.Y0 < face.Box.Y1 && face.Box.Y0 < o.Y1))
        {
            if (other.X0 >= face.Box.X1)
            {
                box = box with { X1 = Math.Min(box.X1, other.X0) };
            }
            else if (other.X1 <= face.Box.X0)
            {
                box = box with { X0 = Math.Max(box.X0, other.X1) };
            }
        }

        return box;
    }
}
