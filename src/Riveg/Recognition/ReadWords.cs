using Riveg.Posts;
using Riveg.Posts.Unicode;

namespace Riveg.Recognition;

/// <summary>
/// A post's words for taggers with subwords: as a reader sees them where the text is raw, as they are where the post brought its own
/// tokens. Immutable.
/// </summary>
internal sealed class ReadWords
{
    private readonly Post post;

    private ReadWords(Post post, IReadOnlyList<string> words, IReadOnlyList<TextSpan> written)
    {
        this.post = post;
        Words = words;
        Written = written;
    }

    /// <summary>What is judged.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Where each word stands in the post's text.</summary>
    public IReadOnlyList<TextSpan> Written { get; }

    /// <summary>Takes a post apart.</summary>
    /// <param name="post">The post.</param>
    /// <returns>Its words; none for a text of white space.</returns>
    public static ReadWords Of(Post post)
    {
        ArgumentNullException.ThrowIfNull(post);
        if (post.Tokens is { } own)
        {
            return new ReadWords(post, [.. own.Select(t => t.Of(post.Text))], own);
        }

        var readable = ReadableText.Of(post.Text);
        var tokens = SocialMediaTokenizer.Split(readable);
        return new ReadWords(post, [.. tokens.Select(t => t.Of(readable.Text))], [.. tokens.Select(readable.ToWritten)]);
    }

    /// <summary>Whether a line ends before a word: no mention goes on over that.</summary>
    /// <param name="word">The word's index; false for the first.</param>
    public bool StartsLine(int word) =>
        word > 0 && CharacterKinds.HasLineBreak(post.Text.AsSpan(Written[word - 1].End, Written[word].Start - Written[word - 1].End));
}
