using Riveg.Lexicon;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Scenes;

/// <summary>
/// Hands the persons who are seen out to those who are named: from left to right as captions do (or as the text says), by side, size,
/// colour and company where words tell. Who is said to be elsewhere, and who is left over, gets none.
/// </summary>
internal static class PersonHandout
{
    // The likeliest; more than a group's photograph has.
    private const int MostBoxes = 16;
    private const int MostNames = 16;

    // What is in nobody's reach tells nobody apart.
    private const double LeastReach = 0.2;
    private const double CompanyFactor = 1.6;

    // Who has more than this of what the nearest one has shares a large thing: two ride on one motorcycle, but a tie is one's own.
    private const double LargeThing = 0.5;
    private const double SharedReach = 0.6;

    // Only those who are as good as subjects say what is left and right.
    private const double SubjectShare = 0.25;

    // Who counts where the text counts heads; and what that is worth.
    private const double CountedShare = 0.1;
    private const double TurnGain = 2.5;

    /// <summary>Hands out.</summary>
    /// <param name="named">Who is named, in the order of the text.</param>
    /// <param name="seen">Who is seen.</param>
    /// <param name="scene">The rest of the picture.</param>
    /// <returns>For each name a place, or null.</returns>
    public static IReadOnlyList<ScenePlace?> HandOut(IReadOnlyList<PostedThing> named, IReadOnlyList<SeenObject> seen, PersonScene scene)
    {
        var boxes = seen.OrderByDescending(Weight).Take(MostBoxes).OrderBy(o => o.Box.X0 + o.Box.X1).ToList();
        var asked = named.Index().OrderByDescending(n => Presence(n.Item)).Take(MostNames).Select(n => n.Index).Order().ToList();
        var reaches = new Reaches(boxes, scene);
        var fit = asked.Select(n => Fits(named[n], boxes, scene, reaches)).ToArray();
        var best = PersonOrder.Best(fit, [.. asked.Select(n => named[n].Cues is { Side: Side.Unsaid, Turn: 0 })], scene.Order);
        var places = new ScenePlace?[named.Count];
        for (var i = 0; i < asked.Count; i++)
        {
            if (best[i] >= 0)
            {
                var (thing, box) = (named[asked[i]], boxes[best[i]]);
                places[asked[i]] = new ScenePlace(
                    box.Box, Strength(fit[i][best[i]]), PlaceKind.Person, Reason(thing, best[i], boxes.Count, named.Count))
                {
                    Label = PostedThing.PersonClass,
                    Score = boxes[best[i]].Score,
                    Choices = boxes.Count,
                };
            }
        }

        return places;
    }

    // How likely a name's owner is there at all, as far as words tell; in the unit of the fit.
    private static double Presence(PostedThing thing) =>
        2 + (thing.Cues.HasLook ? 1 : 0) - (thing.Cues.IsSaidAbsent ? 4 : thing.Cues.SoundsAbsent ? 2.5 : 0) - (thing.Cues.IsKnownToAll
            ? 0.8
            : 0);

    private static double Weight(SeenObject seen) => seen.Score * seen.Prominence;

    private static double[] Fits(PostedThing thing, IReadOnlyList<SeenObject> boxes, PersonScene scene, Reaches reaches)
    {
        if (boxes.Count == 0)
        {
            return [];
        }

        var cues = thing.Cues;
        var largest = boxes.Max(Weight);
        var subjects = boxes.Where(b => Weight(b) >= SubjectShare * largest).Select(Center).ToList();
        var (left, right) = (subjects.Min(), subjects.Max());
        var labels = cues.Company.SelectMany(Labels).Concat(cues.RoleThings).Distinct().ToList();
        var company = reaches.Of(labels);
        var fits = new double[boxes.Count];
        for (var i = 0; i < boxes.Count; i++)
        {
            var box = boxes[i];
            var share = Math.Log(Weight(box) / largest);
            var fit = Presence(thing) + share + (0.5 * Math.Log(box.Score)) + (cues.IsNear ? 0.7 * share : 0);
            var center = Center(box) / scene.Size.Width;
            var among = right > left ? Math.Clamp((Center(box) - left) / (right - left), 0, 1) : 0.5;
            fit += TurnFit(cues.Turn, box, boxes, largest);
            fit += (cues.Turn != 0 ? Side.Unsaid : cues.Side) switch
            {
                Side.Left => (1.5 * (0.5 - center)) + (2 * (0.5 - among)),
                Side.Right => (1.5 * (center - 0.5)) + (2 * (among - 0.5)),
                Side.Middle => 1 - (2.5 * Math.Abs(center - 0.5)) - (2 * Math.Abs(among - 0.5)),
                _ => 0,
            };
            if (scene.Image is { } image)
            {
                fit += cues.Colors.Sum(c => 1.5 * ColorShare.Of(image, box.Box, c));
            }

            fit += CompanyFactor * company[i];
            fit += thing.Written.Any(w => box.Covers(w.Box) > 0.8) ? 2 : 0;
            fits[i] = fit;
        }

        return fits;
    }

    // The second from the left is one alone, and counted among those who are as good as subjects.
    private static double TurnFit(int turn, SeenObject box, IReadOnlyList<SeenObject> boxes, double largest)
    {
        var counted = boxes.Where(b => Weight(b) >= CountedShare * largest).ToList();
        return turn == 0 || Math.Abs(turn) > counted.Count ? 0
            : ReferenceEquals(counted[turn > 0 ? turn - 1 : counted.Count + turn], box) ? TurnGain : -TurnGain;
    }

    private static double Center(SeenObject seen) => (seen.Box.X0 + seen.Box.X1) / 2;

    private static IEnumerable<string> Labels(string thing) =>
        ClassLexicon.Default.Read(thing).Classes.Take(2).Select(m => m.Label).Where(l => l != PostedThing.PersonClass);

    private static double Strength(double fit) => 1 / (1 + Math.Exp(-fit));

    private static string Reason(PostedThing thing, int box, int boxes, int names) =>
        $"person {box + 1} from the left of {boxes} seen"
        + (names > 1 ? $", {names} are named" : string.Empty)
        + (thing.Cues.Side == Side.Unsaid ? string.Empty : $"; said to be {thing.Cues.Side.ToString().ToLowerInvariant()}");

    /// <summary>How far things are in the reach of each person, the one who has most of it to 1.</summary>
    private sealed class Reaches(IReadOnlyList<SeenObject> persons, PersonScene scene)
    {
        /// <summary>For each person 0..1: the thing of these classes that is most his.</summary>
        public double[] Of(IReadOnlyCollection<string> labels)
        {
            var most = new double[persons.Count];
            foreach (var thing in labels.Count == 0 ? [] : scene.Objects.Where(o => labels.Contains(o.Label)))
            {
                var reach = persons.Select(p => Reach(p, thing)).ToArray();
                var largest = reach.Max();
                for (var i = 0; largest > LeastReach && i < most.Length; i++)
                {
                    var share = reach[i] / largest;
                    var isShared = thing.Box.Area > LargeThing * persons[i].Box.Area;
                    most[i] = Math.Max(most[i], isShared ? Math.Min(1, share / SharedReach) : share * share);
                }
            }

            return most;
        }

        // A tie is within the person, and the person within a couch.
        private static double Reach(SeenObject person, SeenObject thing) => Math.Max(
            (0.3 * Around(person).Covers(thing.Box)) + (0.7 * person.Covers(thing.Box)), 0.7 * thing.Covers(person.Box));

        private static SeenObject Around(SeenObject person)
        {
            var (dx, dy) = (person.Box.Width * 0.2, person.Box.Height * 0.15);
            return person with
            {
                Box = new Box(person.Box.X0 - dx, person.Box.Y0 - dy, person.Box.X1 + dx, person.Box.Y1 + dy),
            };
        }
    }
}

/// <summary>What surrounds the persons.</summary>
/// <param name="Size">The picture's size.</param>
/// <param name="Image">The picture; null where it is gone.</param>
/// <param name="Objects">What is seen in it.</param>
/// <param name="Order">In which order the text names those who are in it.</param>
internal sealed record PersonScene(
    ImageSize Size, RgbImage? Image, IReadOnlyList<SeenObject> Objects, NamedOrder Order = NamedOrder.Unsaid);
