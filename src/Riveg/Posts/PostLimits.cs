using System.ComponentModel.DataAnnotations;

namespace Riveg.Posts;

/// <summary>What a post must be like to be annotated.</summary>
public sealed record PostLimits
{
    /// <summary>The default of <see cref="MaxTextLength"/>: well above the longest post of any large network.</summary>
    public const int DefaultMaxTextLength = 50_000;

    /// <summary>The longest text, in UTF-16 code units.</summary>
    /// <value>The default value is 50,000; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxTextLength { get; init; } = DefaultMaxTextLength;

    /// <summary>Says in one line why a post cannot be annotated; null where it can.</summary>
    /// <param name="post">The post.</param>
    /// <returns>Null where nothing is wrong.</returns>
    public string? FindFault(Post post)
    {
        ArgumentNullException.ThrowIfNull(post);
        if (post.ReadError is not null)
        {
            return post.ReadError;
        }

        if (FindMissing(post) is { } missing)
        {
            return missing;
        }

        if (string.IsNullOrWhiteSpace(post.Text))
        {
            return "The text is empty; a post needs some text.";
        }

        if (post.Text.Length > MaxTextLength)
        {
            return $"The text has {post.Text.Length} characters, more than the {MaxTextLength} allowed; split the post.";
        }

        return FindUnpairedSurrogate(post.Text) is var index and >= 0
            ? $"The text holds half a surrogate pair (U+{(int)post.Text[index]:X4}) at index {index}; it was cut or decoded wrongly."
            : FindTokenFault(post);
    }

    // What no post made by a compiler that minds null has.
    private static string? FindMissing(Post post) =>
        post.Id is null ? "The post has no id (null)."
        : post.Captions is null ? "The post has no list of captions (null); leave it empty."
        : post.Captions.Any(c => c is null) ? "The post has a caption that is null."
        : post.Image is { Name: null } ? "The post's picture has no name (null)." : null;

    private static int FindUnpairedSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static string? FindTokenFault(Post post)
    {
        var end = 0;
        foreach (var token in post.Tokens ?? [])
        {
            if (token.Start < end || token.End > post.Text.Length || token.Length == 0)
            {
                return $"The token {token} is empty, overlaps the one before or lies outside the text of {post.Text.Length} characters.";
            }

            end = token.End;
        }

        return null;
    }
}
