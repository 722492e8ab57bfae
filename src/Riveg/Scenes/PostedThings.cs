using Riveg.Evidence;
using Riveg.Lexicon;
using Riveg.Posts;

namespace Riveg.Scenes;

/// <summary>Reads what a post names: each thing once, with what is said of it.</summary>
internal static class PostedThings
{
    /// <summary>The things that a post's mentions name, in the order of their first mentions.</summary>
    /// <param name="post">The post.</param>
    public static IReadOnlyList<PostedThing> Of(PostContext post) => post.Image is { } image
        ? PictureMemory.Of(post, image).Things(() => Read(post))
        : Read(post);

    private static IReadOnlyList<PostedThing> Read(PostContext post) => [.. post.Things.Select(t => Of(post, t))];

    private static PostedThing Of(PostContext post, EntityMentions mentions)
    {
        var mention = mentions.First;
        var said = SaidOf(post, mention);
        var reading = ReadingOf(post, mention, ref said);
        var cues = PresenceCues.Of(post.Text, mention.Span, said, mention.Type == EntityType.Person);
        return new PostedThing(
            mentions,
            said,
            reading,
            WrittenName.Of(mention.Text).Find(post.Observations),
            reading.SaysAbsent ? cues with { IsSaidAbsent = true } : cues);
    }

    // Where nothing is said, or nothing that tells what to look for, the lexicon of names tells what such names are.
    private static PhraseReading ReadingOf(PostContext post, MentionContext mention, ref string said)
    {
        var reading = ClassLexicon.Default.Read(said);
        if (reading.Classes.Count > 0 || (said.Length > 0 && reading.Kind is not (ThingKind.Unknown or ThingKind.Group)))
        {
            if (post.Knowledge is not null)
            {
                return reading;
            }
        }

        var names = NameLexicon.Read(post, mention);
        if (post.Knowledge is null && said.Length > 0)
        {
            var own = said;
            if (!names.Any(n => n.Phrase == own))
            {
                return reading;
            }

            // The expansion is the lexicon's own, which is sure of it by half.
            said = string.Empty;
        }

        return reading with
        {
            Classes = NameLexicon.Classes(names),
            Kind = reading.Kind == ThingKind.Unknown && names.Count > 0 ? names[0].Kind : reading.Kind,
        };
    }

    // The knowledge's sentence says more than the expansion that was made of it.
    private static string SaidOf(PostContext post, MentionContext mention)
    {
        var sentence = post.Knowledge is { } knowledge ? KnowledgePhrase.Of(knowledge, mention.Text) : null;
        var expansion = mention.Expansion ?? string.Empty;
        return sentence is null ? expansion
            : expansion.Length == 0 || sentence.Contains(expansion, StringComparison.OrdinalIgnoreCase) ? sentence
            : $"{expansion}, {sentence}";
    }
}
