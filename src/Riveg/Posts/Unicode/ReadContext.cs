using System.Runtime.CompilerServices;

namespace Riveg.Posts.Unicode;

/// <summary>
/// A raw post and its mentions as a reader sees them (<see cref="ReadableText"/>), for stages that judge words and give back no places in
/// the text.
/// </summary>
internal static class ReadContext
{
    private static readonly ConditionalWeakTable<PostContext, PostContext> Known = [];

    /// <summary>
    /// The mention in the post as it is read; itself where that is the post as it was written, or where the post brought its own tokens.
    /// </summary>
    public static MentionContext AsRead(this MentionContext mention) =>
        mention.Post.AsRead() is var read && ReferenceEquals(read, mention.Post)
            ? mention
            : mention with { Post = read, Expansion = mention.Expansion is { } expansion ? ReadableText.Of(expansion).Text : null };

    private static PostContext AsRead(this PostContext context) =>
        context.Post.Tokens is not null || ReadableText.IsPlain(context.Post.Text)
            && ReadableText.IsPlain(context.AuxiliaryKnowledge ?? string.Empty)
            ? context
            : Known.GetValue(context, Read);

    private static PostContext Read(PostContext context)
    {
        var readable = ReadableText.Of(context.Post.Text);
        return context with
        {
            Post = context.Post with { Text = readable.Text },
            AuxiliaryKnowledge = context.AuxiliaryKnowledge is { } knowledge ? ReadableText.Of(knowledge).Text : null,
            Mentions = [.. context.Mentions.Select(m => m with { Span = readable.FromWritten(m.Span) })],
        };
    }
}
