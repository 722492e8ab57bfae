using Riveg.Evidence;
using Riveg.Lexicon;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Scenes;

/// <summary>
/// Hands the persons who are seen out to those who are named: from left to right as captions do, by side, size, colour and company where
/// words tell. Who is said to be elsewhere, and who is left over, gets none.
/// </summary>
internal static class PersonHandout
{
    // More are not told apart: of 8 boxes and 5 names there are 13,000 ways.
    private const int MostBoxes = 8;
    private const int MostNames = 5;

    /// <summary>Hands out.</summary>
    /// <param name="named">Who is named, in the order of the text.</param>
    /// <param name="seen">Who is seen.</param>
    /// <param name="scene">The rest of the picture.</param>
    /// <returns>For each name a place, or null.</returns>
    public static IReadOnlyList<ScenePlace?> HandOut(IReadOnlyList<PostedThing> named, IReadOnlyList<SeenObject> seen, PersonScene scene)
    {
        var boxes = seen.OrderByDescending(Weight).Take(MostBoxes).OrderBy(o => o.Box.X0 + o.Box.X1).ToList();
        var asked = named.Index().OrderByDescending(n => Presence(n.Item)).Take(MostNames).Select(n => n.Index).Order().ToList();
        var fit = asked.Select(n => boxes.Select(b => Fit(named[n], b, boxes, scene)).ToArray()).ToArray();
        var best = new Search(fit, [.. asked.Select(n => named[n].Cues.Side == Side.Unsaid)]).Best();
        var places = new ScenePlace?[named.Count];
        for (var i = 0; i < asked.Count; i++)
        {
            if (best[i] >= 0)
            {
                var (thing, box) = (named[asked[i]], boxes[best[i]]);
                places[asked[i]] = new ScenePlace(
                    box.Box, Strength(fit[i][best[i]]), PlaceKind.Person, Reason(thing, best[i], boxes.Count, named.Count));
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

    private static double Fit(PostedThing thing, SeenObject box, IReadOnlyList<SeenObject> boxes, PersonScene scene)
    {
        var cues = thing.Cues;
        var fit = Presence(thing) + Math.Log(Weight(box) / boxes.Max(Weight)) + (0.5 * Math.Log(box.Score));
        var center = (box.Box.X0 + box.Box.X1) / 2 / scene.Size.Width;
        fit += cues.Side switch
        {
            Side.Left => 3 * (0.5 - center),
            Side.Right => 3 * (center - 0.5),
            Side.Middle => 1 - (5 * Math.Abs(center - 0.5)),
            _ => 0,
        };
        fit += cues.IsNear ? 0.7 * Math.Log(Weight(box) / boxes.Max(Weight)) : 0;
        if (scene.Image is { } image)
        {
            fit += cues.Colors.Sum(c => 1.5 * ColorShare.Of(image, box.Box, c));
        }

        fit += cues.Company.Sum(c => IsBeside(c, box, scene) ? 0.8 : 0);
        fit += thing.Written.Any(w => box.Covers(w.Box) > 0.8) ? 2 : 0;
        return fit;
    }

    private static bool IsBeside(string thing, SeenObject person, PersonScene scene)
    {
        var labels = ClassLexicon.Default
            .Read(thing).Classes
            .Take(2)
            .Select(m => m.Label)
            .Where(l => l != PostedThing.PersonClass)
            .ToHashSet();
        var (dx, dy) = (person.Box.Width * 0.2, person.Box.Height * 0.15);
        var around = new Box(person.Box.X0 - dx, person.Box.Y0 - dy, person.Box.X1 + dx, person.Box.Y1 + dy);
        return labels.Count > 0 && scene.Objects.Any(
            o => labels.Contains(o.Label) && new SeenObject(o.Label, around, 1, 1).Covers(o.Box) > 0.35);
    }

    private static double Strength(double fit) => 1 / (1 + Math.Exp(-fit));

    private static string Reason(PostedThing thing, int box, int boxes, int names) =>
        $"person {box + 1} from the left of {boxes} seen"
        + (names > 1 ? $", {names} are named" : string.Empty)
        + (thing.Cues.Side == Side.Unsaid ? string.Empty : $"; said to be {thing.Cues.Side.ToString().ToLowerInvariant()}");

    /// <summary>Tries all ways to hand boxes, ordered from left to right, out to names.</summary>
    private sealed class Search(double[][] fit, bool[] inOrder)
    {
        // For two neighbours in the text who stand the other way round.
        private const double OutOfOrder = 0.7;

        private readonly int[] chosen = new int[fit.Length];
        private int[] best = [.. Enumerable.Repeat(-1, fit.Length)];
        private double bestTotal;

        public int[] Best()
        {
            Try(0, 0, -1);
            return best;
        }

        private void Try(int name, double total, int before)
        {
            if (name == fit.Length)
            {
                if (total > bestTotal)
                {
                    (bestTotal, best) = (total, [.. chosen]);
                }

                return;
            }

            // Boxes before none: of equal ways that one counts in which the first names have the boxes.
            for (var box = 0; box < fit[name].Length; box++)
            {
                if (chosen.AsSpan(0, name).Contains(box))
                {
                    continue;
                }

                chosen[name] = box;
                var order = before >= 0 && box < before && inOrder[name] ? OutOfOrder : 0;
                Try(name + 1, total + fit[name][box] - order, box);
            }

            chosen[name] = -1;
            Try(name + 1, total, before);
        }
    }
}

/// <summary>What surrounds the persons.</summary>
/// <param name="Size">The picture's size.</param>
/// <param name="Image">The picture; null where it is gone.</param>
/// <param name="Objects">What is seen in it.</param>
internal sealed record PersonScene(ImageSize Size, RgbImage? Image, IReadOnlyList<SeenObject> Objects);
