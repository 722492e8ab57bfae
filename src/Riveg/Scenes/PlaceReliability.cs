namespace Riveg.Scenes;

/// <summary>
/// How likely a place's box is right (an intersection over union of 0.5 at least) where the name is in the picture: by what speaks for it,
/// how sure the detector is, and from how many it was chosen. docs/eyes.md lists the weights.
/// </summary>
internal static class PlaceReliability
{
    /// <summary>The names of the numbers, in the order of the weights.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "person", "object", "look-alike", "written on an object", "written", "log-odds of the detector's score",
        "person: log of the persons seen", "other: log of the objects of the class",
    ];

    /// <summary>The weights (the command <c>looking</c> fits them).</summary>
    public static IReadOnlyList<double> Shipped { get; } = [2.84, 1.44, 1.18, 1.52, -0.13, 0.86, -1.08, 0.08];

    /// <summary>The numbers of one place.</summary>
    public static double[] Numbers(ScenePlace place)
    {
        var score = Math.Clamp(place.Score, 0.05, 0.97);
        var isPerson = place.Kind == PlaceKind.Person;
        return
        [
            isPerson ? 1 : 0,
            place.Kind == PlaceKind.Object ? 1 : 0,
            place.Kind == PlaceKind.LookAlike ? 1 : 0,
            place.Kind == PlaceKind.WrittenOnObject ? 1 : 0,
            place.Kind == PlaceKind.Written ? 1 : 0,
            Math.Log(score / (1 - score)),
            isPerson ? Math.Log(Math.Max(1, place.Choices)) : 0,
            isPerson ? 0 : Math.Log(Math.Max(1, place.Choices)),
        ];
    }

    /// <summary>The probability of each place, of the first as it was fitted; the others share what that leaves.</summary>
    /// <param name="places">The places of one name, the best first.</param>
    public static IReadOnlyList<double> Of(IReadOnlyList<ScenePlace> places)
    {
        if (places.Count == 0)
        {
            return [];
        }

        var first = Probability(Shipped, Numbers(places[0]));
        var rest = places.Skip(1).Sum(p => p.Strength);
        return [first, .. places.Skip(1).Select(p => (1 - first) * p.Strength / Math.Max(1, rest))];
    }

    /// <summary>The probability that weights give to numbers.</summary>
    public static double Probability(IReadOnlyList<double> weights, IReadOnlyList<double> numbers) =>
        1 / (1 + Math.Exp(-weights.Zip(numbers, (w, n) => w * n).Sum()));
}
