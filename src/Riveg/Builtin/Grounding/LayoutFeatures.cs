using Riveg.Builtin.Entailment;
using Riveg.Builtin.Learning;
using Riveg.Evidence;
using Riveg.Posts;
using Riveg.Recognition.Reading;

namespace Riveg.Builtin.Grounding;

/// <summary>An entity's place among those of its post that are to be grounded.</summary>
/// <param name="Order">Its index among the different surfaces of its type.</param>
/// <param name="SameType">How many different surfaces have its type.</param>
/// <param name="All">How many different surfaces there are.</param>
internal readonly record struct LayoutPlace(int Order, int SameType, int All);

/// <summary>What the layout prior looks at; the picture enters with nothing but its proportions.</summary>
internal static class LayoutFeatures
{
    private static readonly HashSet<string> PictureWords =
    [
        "portrait", "close", "face", "smiling", "standing", "sitting", "posing", "holding", "stage", "microphone", "playing", "logo",
        "poster", "cover", "sign", "shirt", "jersey", "uniform", "suit", "dress", "jacket", "trophy", "couple", "group", "crowd", "left",
        "right", "two", "three", "four", "middle", "center", "screen", "tv", "phone", "car", "building", "stadium", "field", "court",
        "ball", "game", "street", "city", "skyline", "bridge", "mountain", "beach", "map", "screenshot", "tweet", "text", "quote", "meme",
        "cartoon", "collage", "side", "background", "black", "white", "dog", "cat", "desk", "podium", "speaking", "hugging", "kissing",
        "front", "behind", "hand", "table", "graphic", "newspaper", "magazine", "book", "album", "movie", "flyer", "banner", "flag",
        "players", "people", "men", "women", "walking", "guitar", "selfie", "head",
    ];

    /// <summary>The features of an entity.</summary>
    /// <param name="mention">The entity's mention.</param>
    /// <param name="place">Its place among the entities to be grounded.</param>
    /// <param name="proportion">The picture's width over its height; null where it is not known.</param>
    /// <param name="sink">Collects the features.</param>
    public static uint[] Extract(MentionContext mention, LayoutPlace place, double? proportion, FeatureSink sink)
    {
        mention = mention.Post.AsRead.Mentions[mention.Index];
        var type = WordHash.Of(mention.Type.Name);
        var order = (uint)Math.Min(3, place.Order);
        var count = (uint)Math.Min(4, place.SameType);
        sink.Add(Template.LayoutType, type);
        sink.Add(Template.LayoutCount, type, count);
        sink.Add(Template.LayoutOrder, type, order, count);
        sink.Add(Template.LayoutAll, type, (uint)Math.Min(4, place.All), count);
        if (proportion is { } p)
        {
            var shape = Proportion(p);
            sink.Add(Template.LayoutProportion, shape);
            sink.Add(Template.LayoutProportionAndType, type, shape);
            sink.Add(Template.LayoutProportionAndOrder, type, shape, (order * 10) + count);
        }

        AddCaptions(sink, mention, type, count);
        AddKnowledge(sink, mention, type);
        foreach (var word in Words.Of(mention.Text))
        {
            sink.Add(Template.LayoutSurfaceWord, type, WordHash.Of(word));
        }

        return sink.Take();
    }

    private static void AddCaptions(FeatureSink sink, MentionContext mention, uint type, uint count)
    {
        foreach (var caption in mention.Post.Captions)
        {
            var words = CaptionWords.Of(caption);
            var people = (uint)PictureCues.CountPeople(words);
            sink.Add(Template.LayoutCaptionPeopleAndCount, type, people, count);
            sink.Add(Template.LayoutCaptionPeople, type, people);
            foreach (var word in words)
            {
                if (PictureWords.Contains(word))
                {
                    sink.Add(Template.LayoutCaptionWord, type, WordHash.Of(word));
                    sink.Add(Template.LayoutCaptionWordAndCount, type, WordHash.Of(word), count);
                }
            }
        }
    }

    private static void AddKnowledge(FeatureSink sink, MentionContext mention, uint type)
    {
        if (mention.Post.Knowledge is not { } knowledge)
        {
            return;
        }

        var entity = knowledge.Align(Words.Of(mention.Text));
        if (entity >= 0 && knowledge.Entities[entity].FreeType is { } freeType)
        {
            foreach (var word in Words.Of(freeType))
            {
                sink.Add(Template.LayoutFreeTypeWord, type, WordHash.Of(word));
            }
        }

        foreach (var sentence in knowledge.Sentences)
        {
            foreach (var word in sentence.Words)
            {
                if (sentence.IsAboutPicture && PictureWords.Contains(word))
                {
                    sink.Add(Template.LayoutPictureWord, type, WordHash.Of(word));
                }
            }
        }
    }

    private static uint Proportion(double proportion) => proportion switch
    {
        < 0.62 => 0,
        < 0.85 => 1,
        < 1.15 => 2,
        < 1.45 => 3,
        < 1.7 => 4,
        _ => 5,
    };
}
