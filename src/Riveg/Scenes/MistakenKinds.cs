using Riveg.Evidence;
using Riveg.Lexicon;

namespace Riveg.Scenes;

/// <summary>
/// A first name alone may be a child's or a pet's where the recogniser is not sure of its type: if nobody of its kind is seen, what is seen
/// of the other kind and belongs to no other name may be meant.
/// </summary>
internal static class MistakenKinds
{
    // As likely as not it is somebody who is not there.
    private const double Factor = 0.5;

    // A surer recogniser is believed; a data set's own mentions are sure.
    private const double Unsure = 0.9;

    private const double LeastScore = 0.5;
    private const double LeastProminence = 0.2;
    private const double SameObject = 0.5;

    private static readonly HashSet<string> Animals =
        ["dog", "cat", "horse", "bird", "cow", "sheep", "elephant", "bear", "zebra", "giraffe", "teddy bear"];

    /// <summary>The places with those of names that had none.</summary>
    /// <param name="things">What is named.</param>
    /// <param name="places">For each its places, the best first.</param>
    /// <param name="objects">The objects that are seen.</param>
    /// <param name="persons">The persons who are seen.</param>
    public static IReadOnlyList<IReadOnlyList<ScenePlace>> Mend(
        IReadOnlyList<PostedThing> things,
        IReadOnlyList<IReadOnlyList<ScenePlace>> places,
        IReadOnlyList<SeenObject> objects,
        IReadOnlyList<SeenObject> persons)
    {
        var mended = places.ToArray();
        var animals = objects.Where(o => Animals.Contains(o.Label)).ToList();
        for (var i = 0; i < things.Count; i++)
        {
            if (mended[i].Count == 0 && IsFirstNameAlone(things[i]))
            {
                var isPerson = things[i].IsPerson;
                var (own, other) = isPerson ? (persons, (IReadOnlyList<SeenObject>)animals) : (animals, persons);
                var free = own.Any(IsSubject)
                    ? null
                    : other.Where(o => IsSubject(o) && !mended.Any(m => IsHeld(m, o))).MaxBy(o => o.Score * o.Prominence);
                if (free is not null)
                {
                    mended[i] =
                    [
                        new ScenePlace(free.Box, Factor * free.Score, PlaceKind.LookAlike, isPerson
                            ? $"{Articles.Before(free.Label)} is seen and no person, and the name may be a pet's"
                            : "a person is seen and no animal, and the name may be a person's") 
                        {
                            Label = free.Label,
                            Score = free.Score,
                            Choices = other.Count,
                        },
                    ];
                }
            }
        }

        return mended;
    }

    private static bool IsHeld(IReadOnlyList<ScenePlace> places, SeenObject seen) => places.Count > 0
        && places[0].Kind != PlaceKind.LookAlike && places[0].Box.IntersectionOverUnion(seen.Box) > SameObject;

    private static bool IsSubject(SeenObject seen) => seen.Score >= LeastScore && seen.Prominence >= LeastProminence;

    // What is known of it, or said, tells what it is.
    private static bool IsFirstNameAlone(PostedThing thing) => thing.Said.Length == 0
        && thing.First.Mention.Score < Unsure
        && thing.Cues is { Absence: 0, IsKnownToAll: false }
        && (thing.IsPerson || (thing.Mentions.Type == Posts.EntityType.Other && thing.Classes.All(c => c.Weight < 0.5)))
        && Words.Of(thing.First.Text) is [var word]
        && NameTable.Default.Find(word) is { Count: > 0 } entries
        && entries.Any(e => e.Source is NameSource.FirstName or NameSource.Pet);
}
