using System.Globalization;
using Microsoft.Extensions.Logging;
using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Ofa;

/// <summary>
/// Stage 4 by OFA (TMM 2025, section III-D): the expanded entity is the expression. Its best box is the answer, the others that the search
/// followed are candidates; a score is how sure the model is of its four places. Without a picture an entity is nowhere. Thread-safe.
/// </summary>
public sealed class OfaVisualGrounder : OfaStage<GroundingAnswer>, IVisualGrounder
{
    private readonly OfaGrounding grounding;

    /// <summary>Makes the stage.</summary>
    /// <param name="model">A model that was trained for referring expressions. It stays the caller's, and another stage may use it
    /// too.</param>
    /// <param name="options">How it looks; the defaults if null.</param>
    /// <param name="name">The model's name for the provenance; the checkpoint's file if null.</param>
    /// <param name="log">Where is said, once, that a text was cut; nowhere if null.</param>
    /// <exception cref="InvalidDataException">The options do not fit the model.</exception>
    public OfaVisualGrounder(OfaModel model, OfaGroundingOptions? options = null, string? name = null, ILogger? log = null)
        : base(model ?? throw new ArgumentNullException(nameof(model)), name, log, Details(options ??= new OfaGroundingOptions())) =>
        grounding = new OfaGrounding(model, options);

    private protected override GroundingAnswer Unseen => GroundingAnswer.Nowhere;

    private protected override OfaQuestion Ask(MentionContext mention, RgbImage image) => grounding.Ask(image, mention.ExpandedEntity);

    private protected override async Task<IReadOnlyList<GroundingAnswer>> AnswerAllAsync(
        IReadOnlyList<OfaQuestion> questions, CancellationToken cancellationToken)
    {
        var places = await grounding.AnswerAsync(questions, cancellationToken).ConfigureAwait(false);
        return [.. questions.Zip(places, (q, p) => Answer(p, new ImageSize(q.Image.Width, q.Image.Height)))];
    }

    // In the search's order, whose scores count the end as well.
    private static GroundingAnswer Answer(IReadOnlyList<OfaPlace> places, ImageSize size)
    {
        var regions = places.Where(p => p.Box is not null)
            .Select(p => new Region(OfaPlaces.WithArea(p.Box!.Value, size), p.Score))
            .ToList();
        return regions.Count == 0
            ? GroundingAnswer.Nowhere
            : new GroundingAnswer([regions[0]])
            {
                Candidates = [.. regions.Select((r, i) => new Candidate(r, "ofa", $"beam {i + 1}", i == 0))],
            };
    }

    private static (string Name, string Value)[] Details(OfaGroundingOptions options) =>
    [
        ("beam", options.Beam.ToString(CultureInfo.InvariantCulture)),
        ("tokens", options.Free ? "all" : "places"),
        ("side", options.Side.ToString(CultureInfo.InvariantCulture)),
    ];
}
