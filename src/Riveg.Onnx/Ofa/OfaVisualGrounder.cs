using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Ofa;

/// <summary>
/// Stage 4 by OFA (TMM 2025, section III-D): the expanded entity is the expression. Its best box is the answer, the others that the search
/// followed are candidates; without a picture an entity is nowhere.
/// </summary>
internal sealed class OfaVisualGrounder : OfaStage<GroundingAnswer>, IVisualGrounder
{
    private readonly OfaGrounding grounding;

    public OfaVisualGrounder(OfaModel model, OfaGroundingOptions options, string name, Action<string> warn)
        : base(
            model,
            name,
            warn,
            ("beam", $"{options.Beam}"),
            ("tokens", options.Free ? "all" : "places"),
            ("side", $"{options.Side}")) => grounding = new OfaGrounding(model, options);

    protected override GroundingAnswer Unseen => GroundingAnswer.Nowhere;

    protected override OfaQuestion Ask(MentionContext mention, RgbImage image) => grounding.Ask(image, mention.ExpandedEntity);

    protected override async Task<IReadOnlyList<GroundingAnswer>> AnswerAsync(
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
}
