using Riveg.Evidence;
using Riveg.Lexicon;
using Riveg.Posts;

namespace Riveg.Scene;

/// <summary>Reads what a post names: each thing once, with what is said of it.</summary>
internal static class PostedThings
{
    // What a sentence says of a name begins behind a verb.
    private static readonly string[] Verbs = ["is", "was", "are", "were", "refers", "being"];

    /// <summary>The things that a post's mentions name, in the order of their first mentions.</summary>
    /// <param name="post">The post.</param>
    public static IReadOnlyList<PostedThing> Of(PostContext post) => [.. post.Things.Select(t => Of(post, t))];

    private static PostedThing Of(PostContext post, EntityMentions mentions)
    {
        var mention = mentions.First;
        var said = SaidOf(post, mention);
        var reading = ClassLexicon.Default.Read(said);
        var cues = PresenceCues.Of(post.Text, mention.Span, said);
        return new PostedThing(
            mentions,
            said,
            reading,
            WrittenName.Of(mention.Text).Find(post.Observations),
            reading.SaysAbsent ? cues with { IsSaidAbsent = true } : cues);
    }

    // The knowledge's sentence says more than the expansion that was made of it.
    private static string SaidOf(PostContext post, MentionContext mention)
    {
        var words = Words.Of(mention.Text);
        var sentence = post.Knowledge?.Sentences
            .Select(s => Behind(s.Text, mention.Text, words))
            .FirstOrDefault(s => s is not null);
        var expansion = mention.Expansion ?? string.Empty;
        return sentence is null ? expansion
            : expansion.Length == 0 || sentence.Contains(expansion, StringComparison.OrdinalIgnoreCase) ? sentence
            : $"{expansion}, {sentence}";
    }

    // "Silk is a brand of soy milk, its carton." says "a brand of soy milk, its carton" of Silk.
    private static string? Behind(string sentence, string name, string[] words)
    {
        var at = sentence.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var rest = sentence[(at + name.Length)..].TrimStart();
        var end = rest.IndexOf(' ');
        return end > 0 && Verbs.Contains(rest[..end].ToLowerInvariant()) && words.Length > 0
            ? rest[(end + 1)..].TrimEnd('.', ' ', '!')
            : null;
    }
}
