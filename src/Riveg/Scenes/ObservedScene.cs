using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Scenes;

/// <summary>What the observations of a picture have to do with the names of its post: for each thing where it may be.</summary>
internal sealed class ObservedScene
{
    private readonly Dictionary<int, ObservedThing> byMention;

    private ObservedScene(IReadOnlyList<ObservedThing> things)
    {
        Things = things;
        byMention = things.SelectMany(t => t.Thing.Mentions.Mentions.Select(m => (m.Index, Thing: t)))
            .ToDictionary(t => t.Index, t => t.Thing);
    }

    /// <summary>The things, in the order of their first mentions.</summary>
    public IReadOnlyList<ObservedThing> Things { get; }

    /// <summary>Looks for what a post names among what is seen in its picture.</summary>
    /// <param name="post">The post, with its observations.</param>
    /// <returns>Null where there is no picture.</returns>
    public static ObservedScene? Of(PostContext post)
    {
        ArgumentNullException.ThrowIfNull(post);
        return post.Image is { } image ? PictureMemory.Of(post, image).Scene(() => Look(post, image)) : null;
    }

    /// <summary>The thing that a mention names.</summary>
    public ObservedThing Of(MentionContext mention) => byMention[mention.Index];

    private static ObservedScene Look(PostContext post, RgbImage image)
    {
        var size = new ImageSize(image.Width, image.Height);
        var things = PostedThings.Of(post);
        var objects = SeenObject.Of(post.Observations, size);
        var persons = things.Where(t => t.IsPerson).ToList();
        var others = things.Where(t => !t.IsPerson).ToList();
        var expected = persons.Count(p => !p.Cues.IsSaidAbsent && !p.Cues.SoundsAbsent);
        var order = TextOrder.Of(post.Text);
        var seen = SeenPersons.Of(objects, post.Observations, size);
        var personPlaces = PersonHandout.HandOut(persons, seen, new PersonScene(size, image, objects, order));
        var otherPlaces = ThingHandout.HandOut(others, objects, OtherNames.Of(post.Observations), size, order);
        var (person, other) = (0, 0);
        var places = MistakenKinds.Mend(
            things,
            [
                .. things.Select(t => !t.IsPerson ? otherPlaces[other++]
                    : personPlaces[person++] is { } place ? [place]
                    : ThingHandout.Panels(t, size)),
            ],
            objects,
            seen);
        return new ObservedScene([.. things.Zip(places, (t, p) => t.IsPerson
            ? new ObservedThing(t, p, seen.Count, expected)
            : new ObservedThing(t, p, 0, 0))]);
    }
}

/// <summary>A thing that a post names, and where it may be.</summary>
/// <param name="Thing">The thing.</param>
/// <param name="Places">The best first; empty where nothing that is seen fits.</param>
/// <param name="PersonsSeen">How many persons are seen; 0 for what is no person.</param>
/// <param name="PersonsNamed">How many are named who are not said to be elsewhere; 0 for what is no person.</param>
internal sealed record ObservedThing(PostedThing Thing, IReadOnlyList<ScenePlace> Places, int PersonsSeen, int PersonsNamed);
