using Riveg.Builtin.Learning;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Scenes;

namespace Riveg.Builtin.Grounding;

/// <summary>What is placed in a picture by its looks: a person who is named alone, or a thing that is none.</summary>
/// <param name="IsPerson">Whether it is a person.</param>
/// <param name="IsLarge">Whether things of its class mostly fill a good part of the pictures that show them.</param>
internal readonly record struct PlacedKind(bool IsPerson, bool IsLarge)
{
    // Classes of COCO, by hand; the sizes of gold boxes in photo-posts and newcomer-posts were in view (docs/grounding.md).
    private static readonly HashSet<string> Large =
    [
        "train", "bus", "airplane", "bed", "elephant", "bear", "giraffe", "zebra", "horse", "cat", "pizza", "couch", "motorcycle",
        "dining table", "cow", "toilet", "refrigerator", "truck", "boat", "laptop", "teddy bear", "umbrella", "sandwich", "hot dog", "cake",
        "donut", "bench", "oven", "sheep",
    ];

    /// <summary>The kinds of all things of a post that the pixels can place, in the order of its things; null for the others: of several
    /// persons the pixels do not say who is who.</summary>
    public static IReadOnlyList<(EntityMentions Mentions, PlacedKind? Kind)> Of(PostContext post)
    {
        var things = PostedThings.Of(post);
        var persons = things.Count(t => t.IsPerson && !t.Cues.IsSaidAbsent && !t.Cues.SoundsAbsent);
        return [.. things.Select(t => (t.Mentions, t.IsPerson && persons > 1
            ? (PlacedKind?)null
            : new PlacedKind(t.IsPerson, !t.IsPerson && t.Classes.Count > 0 && Large.Contains(t.Classes[0].Label))))];
    }
}

/// <summary>
/// Chooses a place: each gets a share of the belief by what speaks for it, and the box is taken that overlaps most belief well enough to be
/// right with it (IoU >= 0.5), which is also how sure the choice is. docs/grounding.md lists the weights.
/// </summary>
internal static class PlaceChoice
{
    // Places with less belief than the first so many hardly count.
    private const int MostVoters = 400;

    /// <summary>The names of the numbers that speak for a place, in the order of the weights.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "small parts whole", "large parts whole", "colour contrast", "overlap with salience", "salience inside less around",
        "off centre sideways", "off centre up or down", "sides touched", "layout's belief", "large: log area", "large: its square",
        "small: log area", "small: its square", "person: log area", "person: its square", "person: log width by height",
        "person: overlap with salience", "large: overlap with salience",
    ];

    /// <summary>The weights (the command <c>placing</c> fits them).</summary>
    public static IReadOnlyList<double> Shipped { get; } =
    [
        1.286, 3.743, 1.455, 0.36, 2.726, 0.237, -0.401, -1.491, 0.388, 0.526, 0.243, -1.036, -0.02, 0.203, 0.002, -1.392, 0.355, 0.268,
    ];

    /// <summary>How sure a choice is, from its share of the votes.</summary>
    public static PlattScaling Calibration { get; } = new(0.768, 0.257);

    /// <summary>The numbers of a place.</summary>
    /// <param name="place">The place.</param>
    /// <param name="kind">What is placed.</param>
    /// <param name="belief">The layout prior's log-odds of the place.</param>
    public static double[] Numbers(PicturePlace place, PlacedKind kind, double belief)
    {
        var area = place.LogArea;
        var (large, small, person) = (kind.IsLarge ? 1 : 0, kind is { IsLarge: false, IsPerson: false } ? 1 : 0, kind.IsPerson ? 1 : 0);
        return
        [
            place.FineWholeness, place.CoarseWholeness, place.ColourContrast, place.SalienceOverlap, place.SalienceStep,
            place.OffCentreX, place.OffCentreY, place.SidesTouched, belief,
            large * area, large * area * area, small * area, small * area * area, person * area, person * area * area,
            person * place.LogProportion, person * place.SalienceOverlap, large * place.SalienceOverlap,
        ];
    }

    /// <summary>Chooses.</summary>
    /// <param name="places">The places.</param>
    /// <param name="kind">What is placed.</param>
    /// <param name="beliefs">The layout prior's log-odds of each place.</param>
    /// <param name="weights">One for each of <see cref="Names"/>.</param>
    /// <returns>The box, in relative coordinates, and its share of the votes, 0..1.</returns>
    public static (Box Box, double Votes) Of(
        IReadOnlyList<PicturePlace> places, PlacedKind kind, IReadOnlyList<double> beliefs, IReadOnlyList<double> weights)
    {
        var scores = new double[places.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            var numbers = Numbers(places[i], kind, beliefs[i]);
            for (var k = 0; k < numbers.Length; k++)
            {
                scores[i] += weights[k] * numbers[k];
            }
        }

        var highest = scores.Max();
        var shares = Array.ConvertAll(scores, s => Math.Exp(s - highest));
        var sum = shares.Sum();
        var voters = Enumerable.Range(0, shares.Length).OrderByDescending(i => shares[i]).Take(MostVoters).ToArray();
        var (best, most) = (places[voters[0]].Box, -1.0);
        foreach (var i in voters)
        {
            double votes = 0;
            foreach (var j in voters)
            {
                votes += shares[j] * Agreement(places[i].Box.IntersectionOverUnion(places[j].Box));
            }

            if (votes > most)
            {
                (best, most) = (places[i].Box, votes);
            }
        }

        return (best, Math.Clamp(most / sum, 0, 1));
    }

    // A little soft, since the true box lies between the places.
    private static double Agreement(double overlap) => Math.Clamp((overlap - 0.45) * 10, 0, 1);
}
