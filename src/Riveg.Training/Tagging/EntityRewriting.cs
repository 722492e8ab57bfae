using System.Text;
using Riveg.Posts;

namespace Riveg.Training.Tagging;

/// <summary>What is written in the place of an entity.</summary>
/// <param name="Words">Its words; where there are none the entity stays as it is.</param>
/// <param name="Mark">What stands before it and is no part of it; empty for nothing.</param>
internal readonly record struct NewName(IReadOnlyList<string> Words, string Mark = "");

/// <summary>An entity in its post.</summary>
/// <param name="Post">The post.</param>
/// <param name="Span">Where it stands.</param>
internal readonly record struct PostEntity(Post Post, TextSpan Span)
{
    /// <summary>How it is written.</summary>
    public string Text => Span.Of(Post.Text);

    /// <summary>Whether it is no part of a longer word, #tag or @name.</summary>
    public bool IsApart =>
        (Span.Start == 0 || char.IsWhiteSpace(Post.Text[Span.Start - 1]))
        && (Span.End == Post.Text.Length || !char.IsLetterOrDigit(Post.Text[Span.End]));
}

/// <summary>
/// Writes entities of a post otherwise: all around them stays as it is, and the post's own tokens, where it has some, follow. A post whose
/// entities overlap or share a token is left as it is.
/// </summary>
internal sealed class EntityRewriting
{
    private readonly Post post;
    private readonly StringBuilder text = new();
    private readonly List<TextSpan>? tokens;
    private int read;
    private int readTokens;

    private EntityRewriting(Post post)
    {
        this.post = post;
        tokens = post.Tokens is null ? null : [];
    }

    /// <summary>Writes a post otherwise.</summary>
    /// <param name="example">The post.</param>
    /// <param name="rename">Asked about each entity in the order of the text; null leaves one as it is.</param>
    public static TaggerExample Of(TaggerExample example, Func<PostEntity, EntityType, NewName?> rename)
    {
        (TextSpan Span, EntityType Type)[] entities = [.. example.Entities.OrderBy(e => e.Span)];
        if (!AreApart(example.Post, entities))
        {
            return example;
        }

        var writing = new EntityRewriting(example.Post);
        (TextSpan, EntityType)[] written =
            [.. entities.Select(e => (writing.Write(e.Span, rename(new(example.Post, e.Span), e.Type)), e.Type))];
        writing.CopyTo(example.Post.Text.Length);
        return example with { Post = example.Post with { Text = writing.text.ToString(), Tokens = writing.tokens }, Entities = written };
    }

    private static bool AreApart(Post post, (TextSpan Span, EntityType Type)[] entities)
    {
        for (var i = 0; i < entities.Length; i++)
        {
            if (entities[i].Span.Length == 0 || (i > 0 && entities[i - 1].Span.End > entities[i].Span.Start))
            {
                return false;
            }
        }

        return post.Tokens is not { } own || own.All(t => t.Length > 0 && entities.Count(e => e.Span.Overlaps(t)) <= 1);
    }

    private TextSpan Write(TextSpan entity, NewName? name)
    {
        CopyTo(entity.Start);
        var start = text.Length;
        if (name is { Words.Count: > 0 } other)
        {
            start = Replace(entity, other);
        }
        else
        {
            CopyTo(entity.End);
        }

        return new TextSpan(start, text.Length);
    }

    /// <summary>Gives where the name begins, behind its mark.</summary>
    private int Replace(TextSpan entity, NewName name)
    {
        // A token of which the entity is only a part keeps what is beside it.
        var (before, behind) = (0, 0);
        for (; tokens is not null && readTokens < post.Tokens!.Count && post.Tokens[readTokens].Start < entity.End; readTokens++)
        {
            before = Math.Max(before, entity.Start - post.Tokens[readTokens].Start);
            behind = Math.Max(behind, post.Tokens[readTokens].End - entity.End);
        }

        string[] words = name.Mark.Length > 0 ? [name.Mark, .. name.Words] : [.. name.Words];
        var start = text.Length;
        for (var i = 0; i < words.Length; i++)
        {
            // The data sets whose posts have tokens part a #tag from its mark.
            var isBehindMark = i == 1 && name.Mark.Length > 0;
            text.Append(i == 0 || (isBehindMark && tokens is null) ? string.Empty : " ");
            start = isBehindMark ? text.Length : start;
            tokens?.Add(new TextSpan(
                text.Length - (i == 0 ? before : 0), text.Length + words[i].Length + (i == words.Length - 1 ? behind : 0)));
            text.Append(words[i]);
        }

        read = entity.End;
        return start;
    }

    private void CopyTo(int end)
    {
        var shift = text.Length - read;
        for (; tokens is not null && readTokens < post.Tokens!.Count && post.Tokens[readTokens].End <= end; readTokens++)
        {
            var token = post.Tokens[readTokens];
            tokens.Add(new TextSpan(token.Start + shift, token.End + shift));
        }

        text.Append(post.Text, read, end - read);
        read = end;
    }
}
