using Riveg.Evidence;
using Riveg.Regions;

namespace Riveg.Scenes;

/// <summary>
/// The persons who are seen: bodies, each with at most one face, and the bodies below faces that have none. Two who stand close have one
/// box and two faces.
/// </summary>
internal static class SeenPersons
{
    // How far a face's person reaches, in widths and heights of the face; where the detector of objects saw none there.
    private const double FaceSide = 1.1;
    private const double FaceUp = 0.4;
    private const double FaceDown = 4;

    // A face says that there is a person, not where the body ends.
    private const double FaceFactor = 0.6;

    // A smaller face in a person's box is on a shirt, a poster or far behind.
    private const double LeastHeight = 0.5;

    /// <summary>All who are seen.</summary>
    /// <param name="objects">The objects that are seen.</param>
    /// <param name="observations">All that is observed.</param>
    /// <param name="picture">The picture's size.</param>
    public static IReadOnlyList<SeenObject> Of(
        IReadOnlyList<SeenObject> objects, IReadOnlyList<PictureObservation> observations, ImageSize picture)
    {
        var persons = objects.Where(o => o.Label == PostedThing.PersonClass).ToArray();
        var faces = observations.Where(o => o is { Kind: ObservationKind.Face, Box: not null })
            .Select(o => new Face(o.Box!.Value, o.Score ?? 1))
            .ToList();
        var held = Hold(persons, faces);
        var bodies = new List<SeenObject>();
        foreach (var face in faces.Where(f => !held.ContainsValue(f)))
        {
            // Beside the face of the one whose box it is in, as large as that, it is another person's.
            var around = Enumerable.Range(0, persons.Length).Where(p => IsIn(face, persons[p])).ToList();
            if (around.Any(p => !held.TryGetValue(p, out var own) || face.Box.Height < LeastHeight * own.Box.Height))
            {
                continue;
            }

            var body = new Box(
                face.Box.X0 - (FaceSide * face.Box.Width),
                face.Box.Y0 - (FaceUp * face.Box.Height),
                face.Box.X1 + (FaceSide * face.Box.Width),
                face.Box.Y1 + (FaceDown * face.Box.Height)).ClampTo(picture);
            if (body.IsProper)
            {
                bodies.Add(new SeenObject(
                    PostedThing.PersonClass, body, FaceFactor * face.Score, SeenObject.ProminenceOf(body, picture)));
            }
        }

        return
        [
            .. persons.Select((p, i) => held.TryGetValue(i, out var face)
                ? p with { Score = Math.Max(p.Score, FaceFactor * face.Score) }
                : p),
            .. bodies,
        ];
    }

    // Whose face is whose: a box around one face has it, and one around several what is left.
    private static Dictionary<int, Face> Hold(SeenObject[] persons, List<Face> faces)
    {
        var held = new Dictionary<int, Face>();
        var inside = Array.ConvertAll(persons, p => faces.Where(f => IsIn(f, p)).ToList());
        foreach (var p in Enumerable.Range(0, persons.Length).OrderBy(p => inside[p].Count).ThenByDescending(p => persons[p].Score))
        {
            var free = inside[p].Where(f => !held.ContainsValue(f)).ToList();
            if (free.Count > 0)
            {
                held[p] = free.MaxBy(f => f.Box.Area)!;
            }
        }

        return held;
    }

    private static bool IsIn(Face face, SeenObject person) => person.Covers(face.Box) > 0.6;

    private sealed record Face(Box Box, double Score);
}
