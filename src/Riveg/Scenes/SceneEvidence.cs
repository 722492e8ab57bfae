using Riveg.Lexicon;
using Riveg.Posts;

namespace Riveg.Scenes;

/// <summary>
/// What was seen as numbers, each of which moves the odds that a name is in the picture. docs/eyes.md lists them with their weights.
/// </summary>
internal static class SceneEvidence
{
    /// <summary>The names of the numbers, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "prior",
        "person",
        "person seen",
        "person fits",
        "person left over",
        "rival's name on it",
        "said absent",
        "look told",
        "known to all",
        "thing seen",
        "thing not seen",
        "thing that may look like anything",
        "name written",
        "place",
    ];

    /// <summary>The numbers of one thing.</summary>
    /// <param name="thing">The thing.</param>
    /// <param name="prior">What the words alone give, as a probability.</param>
    public static double[] Of(ObservedThing thing, double prior)
    {
        var (named, cues) = (thing.Thing, thing.Thing.Cues);
        var best = thing.Places.Count > 0 ? thing.Places[0] : null;
        // Who may be a pet is judged as a thing.
        var isPerson = named.IsPerson && best is null or { Kind: PlaceKind.Person };
        var isPlace = named.Mentions.Type == EntityType.Location;
        var tooMany = thing.PersonsNamed > thing.PersonsSeen;
        // What is read outweighs that the words put it elsewhere.
        var read = named.Written.Count > 0 && named.Written[0].Score >= 0.7 ? named.Written[0].Score : 0;
        var covered = !isPerson && named.Classes.Count > 0 ? named.Classes[0].Weight : 0;
        var seen = best is { Kind: PlaceKind.Object or PlaceKind.LookAlike or PlaceKind.WrittenOnObject } ? best.Strength : 0;
        return
        [
            EntailmentWeights.LogOdds(prior),
            isPerson ? 1 : 0,
            isPerson && best is not null ? 1 : 0,
            isPerson && best is not null ? best.Strength : 0,
            isPerson && best is null && tooMany ? 1 : 0,
            best?.Rival is not null ? 1 : 0,
            isPlace && !cues.IsSaidAbsent ? 0 : cues.Absence * (1 - read),
            isPerson && cues.HasLook ? 1 : 0,
            isPerson && cues.IsKnownToAll ? 1 : 0,
            isPerson ? 0 : seen,
            isPerson || isPlace ? 0 : Math.Max(0, NotSeen(named.Reading.Kind, covered, read) - (seen > 0 ? best!.Meant : 0)),
            isPerson || seen > 0 ? 0 : NotKnown(named.Reading.Kind, covered),
            read,
            isPlace ? 1 : 0,
        ];
    }

    // Of a thing's classes none is seen; and what has no look is there by its name alone.
    private static double NotSeen(ThingKind kind, double covered, double read) => read > 0 ? covered : Math.Max(covered, kind switch
    {
        ThingKind.Work or ThingKind.Abstract or ThingKind.Event => 1,
        ThingKind.Group => 0.5,
        _ => 0,
    });

    // Less than an even chance of any class does not tell what to look for.
    private static double NotKnown(ThingKind kind, double covered) => kind is ThingKind.Group or ThingKind.Work or ThingKind.Place
        or ThingKind.Abstract or ThingKind.Event ? 0 : Math.Max(0, 1 - (2 * covered));
}
