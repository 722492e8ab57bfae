using Riveg.Pipeline;

namespace Riveg;

/// <summary>Makes results of posts that went through the stages.</summary>
internal static class PostResult
{
    /// <summary>The result of a post.</summary>
    /// <param name="post">The post.</param>
    /// <param name="origin">What the provenance of every post of the pipeline says.</param>
    public static AnnotationResult Of(PostInProgress post, Provenance origin)
    {
        var source = post.Post.Image;
        return new AnnotationResult
        {
            PostId = post.Post.Id,
            Text = post.Post.Text,
            Image = source is null
                ? null
                : new AnnotatedImage(source.Name, post.ImageSize) 
                {
                    File = source.FilePath,
                    Fault = post.ImageFault,
                    Warning = post.ImageWarning,
                    Unseen = source.IsUnseen,
                },
            Error = post.Error,
            Faults = post.Error is null ? post.Faults : [],
            Entities = post.Error is null ? [.. post.Mentions.Select(Of)] : [],
            Observations = post.Error is null ? post.Observations : [],
            Provenance = post.Error is null ? ProvenanceOf(post, origin) : null,
        };
    }

    private static Provenance ProvenanceOf(PostInProgress post, Provenance origin) => origin with
    {
        AuxiliaryKnowledge = post.Knowledge,
        Captions = post.Context().Captions,
        Picture = post.Post.Image switch
        {
            null => PictureUse.None,
            { IsUnseen: true } => PictureUse.Unseen,
            _ => post.ImageFault is null ? PictureUse.Seen : PictureUse.Unreadable,
        },
    };

    private static AnnotatedEntity Of(MentionInProgress mention) => new()
    {
        Mention = mention.Mention,
        Text = mention.Mention.Span.Of(mention.Post.Post.Text),
        Expansion = mention.Expansion,
        Entailment = mention.Entailment?.Probability,
        EntailmentAnswer = mention.Entailment?.RawAnswer,
        EntailmentIsFlatGuess = mention.Entailment is { IsFlatGuess: true },
        Regions = mention.Regions,
        Candidates = mention.Candidates,
        Presence = PresenceOf(mention),
        Fault = mention.Fault,
    };

    private static EntityPresence PresenceOf(MentionInProgress mention)
    {
        if (mention.Regions.Count > 0)
        {
            return EntityPresence.InPicture;
        }

        var post = mention.Post;
        return post.Post.Image is null || (post.ImageFault is null && mention.Fault is null && mention.Entailment is not null)
            ? EntityPresence.NotInPicture
            : EntityPresence.NotJudged;
    }
}
