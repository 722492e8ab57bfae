using Riveg.Lexicon;
using Riveg.Regions;

namespace Riveg.Scenes;

/// <summary>
/// Hands the objects that are seen out to the things that are named, by their classes and by what is written on them. Two pets of a kind
/// get two boxes, from left to right; a maker and its product may share one; of two rivals one gets it.
/// </summary>
internal static class ThingHandout
{
    private const double SameObject = 0.7;
    private const double LookAlikeFactor = 0.4;
    private const double LeastAlike = 0.05;
    private const double LeastAgreement = 0.7;

    // A thing with a rival's name on it is seldom meant.
    private const double RivalFactor = 0.15;

    // What somebody calls his own and nothing else is known of is one time in three the thing that stands out.
    private const double OwnFactor = 0.35;
    private const double HardlyKnown = 0.2;

    // Things on which the name of a maker, a shop or a carrier stands.
    private static readonly HashSet<string> Bearers =
    [
        "bus", "truck", "car", "airplane", "train", "boat", "bottle", "cup", "book", "tv", "laptop", "cell phone", "umbrella", "kite",
        "surfboard", "snowboard", "skateboard", "suitcase", "backpack", "handbag", "refrigerator", "oven", "microwave", "motorcycle",
        "bicycle", "parking meter", "fire hydrant", "vase", "keyboard", "skis", "frisbee", "sports ball", "cake", "clock",
    ];

    // What people have of makers whom no list knows.
    private static readonly HashSet<string> Belongings =
    [
        "bicycle", "car", "motorcycle", "truck", "boat", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee", "skis",
        "snowboard",
        "sports ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle", "wine glass", "cup",
        "chair", "couch", "bed", "laptop", "cell phone", "book", "clock", "teddy bear", "hair drier", "toothbrush",
    ];

    /// <summary>Hands out.</summary>
    /// <param name="named">What is named, in the order of the text.</param>
    /// <param name="objects">What is seen.</param>
    /// <param name="written">The names of others that are written in the picture.</param>
    /// <param name="picture">The picture's size.</param>
    /// <param name="order">In which order the text names what is in it.</param>
    /// <returns>For each name its places, the best first; the first is its own.</returns>
    public static IReadOnlyList<IReadOnlyList<ScenePlace>> HandOut(
        IReadOnlyList<PostedThing> named, IReadOnlyList<SeenObject> objects, OtherNames written, ImageSize picture, NamedOrder order)
    {
        var open = named.Select(t => Places(t, objects, written, picture)).ToArray();
        var own = new ScenePlace?[named.Count];
        foreach (var i in Enumerable.Range(0, named.Count).OrderByDescending(i => open[i].Count > 0 ? open[i][0].Strength : 0))
        {
            own[i] = open[i].FirstOrDefault(p => !Enumerable.Range(0, named.Count).Any(
                j => own[j] is { } taken && Exclude(named[i], named[j]) && taken.Box.IntersectionOverUnion(p.Box) > SameObject));
        }

        InOrder(named, own, order);
        return [.. open.Select((places, i) => own[i] is { } first
            ? (IReadOnlyList<ScenePlace>)[first, .. places.Where(p => p.Box != first.Box)]
            : [])];
    }

    /// <summary>Where a name is written for which nothing that is seen was found: a person's on a sign, a poster, a cake.</summary>
    /// <param name="thing">Who or what is named.</param>
    /// <param name="picture">The picture's size.</param>
    /// <returns>The panels, the best first.</returns>
    public static IReadOnlyList<ScenePlace> Panels(PostedThing thing, ImageSize picture) =>
        [.. Written(thing, [], picture).OrderByDescending(p => p.Strength)];

    private static bool Exclude(PostedThing thing, PostedThing other) => thing.IsOneOfItsKind == other.IsOneOfItsKind;

    // Of one class and without a name on them, they stand as the text names them.
    private static void InOrder(IReadOnlyList<PostedThing> named, ScenePlace?[] own, NamedOrder order)
    {
        var groups = Enumerable.Range(0, named.Count)
            .Where(i => own[i] is { Kind: PlaceKind.Object or PlaceKind.LookAlike })
            .GroupBy(i => (own[i]!.Label, named[i].IsOneOfItsKind));
        foreach (var group in groups.Select(g => g.ToList()).Where(g => g.Count > 1))
        {
            var places = group.Select(i => own[i]!)
                .OrderBy(p => (order == NamedOrder.RightToLeft ? -1 : 1) * (p.Box.X0 + p.Box.X1)).ToList();
            for (var i = 0; i < group.Count; i++)
            {
                own[group[i]] = places[i];
            }
        }
    }

    private static List<ScenePlace> Places(
        PostedThing thing, IReadOnlyList<SeenObject> objects, OtherNames names, ImageSize picture)
    {
        var places = new List<ScenePlace>();
        places.AddRange(OfClasses(thing, objects, names));
        places.AddRange(OfOwners(thing, objects));
        places.AddRange(Written(thing, objects, picture));
        return [.. places.OrderByDescending(p => p.Strength)];
    }

    private static IEnumerable<ScenePlace> OfClasses(PostedThing thing, IReadOnlyList<SeenObject> objects, OtherNames names)
    {
        foreach (var seen in objects)
        {
            var exact = thing.Classes.FirstOrDefault(c => c.Label == seen.Label);
            // What hardly is a bird at all is not looked for in what is taken for one.
            var alike = exact is null
                ? thing.Classes.FirstOrDefault(c => c.Weight >= LeastAlike && LookAlikes.Are(c.Label, seen.Label))
                : null;
            if ((exact ?? alike) is { } match && match.Label != PostedThing.PersonClass)
            {
                var rival = names.On(thing, seen);
                var factor = (exact is null ? LookAlikeFactor : 1) * (rival is null ? 1 : RivalFactor);
                yield return new ScenePlace(
                    seen.Box,
                    factor * match.Weight * seen.Score * Prominence(seen),
                    exact is null ? PlaceKind.LookAlike : PlaceKind.Object,
                    (exact is null
                        ? $"{Articles.Before(seen.Label)} is seen, which is taken for {Articles.Before(match.Label)}; {match.Source}"
                        : $"{Articles.Before(seen.Label)} is seen; {match.Source}")
                    + (rival is null ? string.Empty : $"; {rival} is written on it"))
                {
                    Label = seen.Label,
                    Rival = rival,
                    Meant = match.Weight,
                    Score = seen.Score,
                    Choices = objects.Count(o => o.Label == seen.Label),
                };
            }
        }
    }

    private static IEnumerable<ScenePlace> OfOwners(PostedThing thing, IReadOnlyList<SeenObject> objects) =>
        thing.Cues.IsOwned && !thing.IsPerson && thing.Classes.All(c => c.Weight < HardlyKnown)
            ? objects.Where(o => Belongings.Contains(o.Label)).Select(o => new ScenePlace(
                o.Box,
                OwnFactor * o.Score * Prominence(o),
                PlaceKind.Object,
                $"{Articles.Before(o.Label)} is seen, and it is said to be somebody's own")
            {
                Label = o.Label,
                Score = o.Score,
                Choices = objects.Count(b => Belongings.Contains(b.Label)),
            })
            : [];

    // A small thing is as likely somebody else's.
    private static double Prominence(SeenObject seen) => Math.Clamp(0.55 + (1.5 * seen.Prominence), 0, 1);

    private static IEnumerable<ScenePlace> Written(PostedThing thing, IReadOnlyList<SeenObject> objects, ImageSize picture)
    {
        foreach (var written in thing.Written.Where(w => w.Score >= LeastAgreement).Take(3))
        {
            var bearers = thing.Reading.IsWritten ? [] : objects.Where(o => o.Covers(written.Box) > 0.7 && IsBearer(thing, o)).ToList();
            if (bearers.Count > 0)
            {
                // The smallest thing around the words bears them.
                var bearer = bearers.MinBy(o => o.Box.Area)!;
                yield return new ScenePlace(
                    bearer.Box,
                    0.5 + (0.5 * written.Score),
                    PlaceKind.WrittenOnObject,
                    $"the name is written on {Articles.Before(bearer.Label)}")
                {
                    Label = bearer.Label,
                    Score = bearer.Score,
                    Choices = thing.Written.Count,
                };
            }
            else
            {
                yield return new ScenePlace(
                    Panel(written.Box, picture), 0.4 + (0.5 * written.Score), PlaceKind.Written, "the name is written there")
                {
                    Score = written.Score,
                    Choices = thing.Written.Count,
                };
            }
        }
    }

    private static bool IsBearer(PostedThing thing, SeenObject seen) => thing.Classes.Count > 0 && thing.Classes[0].Weight > 0.3
        ? thing.Classes.Any(c => c.Label == seen.Label || LookAlikes.Are(c.Label, seen.Label))
        : thing.Mentions.Type != Posts.EntityType.Location && Bearers.Contains(seen.Label);

    // A sign is a little larger than its letters.
    private static Box Panel(Box words, ImageSize picture)
    {
        var margin = 0.15 * Math.Min(words.Height, words.Width);
        return new Box(words.X0 - margin, words.Y0 - margin, words.X1 + margin, words.Y1 + margin).ClampTo(picture);
    }
}
