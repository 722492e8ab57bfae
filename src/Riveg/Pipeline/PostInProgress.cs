using Riveg.Annotations;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Pipeline;

/// <summary>One post of a batch while it goes through the stages.</summary>
internal sealed class PostInProgress(Post post)
{
    private readonly List<MentionInProgress> mentions = [];

    public PostContext Context { get; private set; } = new() { Post = post, Captions = post.Captions, AuxiliaryKnowledge = post.AuxiliaryKnowledge };

    public AnnotationError? Error { get; private set; }

    public IReadOnlyList<MentionInProgress> Mentions => mentions;

    public void Fail(string stage, string message)
    {
        Error ??= new AnnotationError(stage, OneLine(message));
        Context = Context with { Image = null };
    }

    public void SetImage(RgbImage image) => Context = Context with { Image = image };

    public void SetCaption(string? caption)
    {
        if (caption is not null)
        {
            Context = Context with { Captions = [caption] };
        }
    }

    public void SetKnowledge(string knowledge) => Context = Context with { AuxiliaryKnowledge = knowledge };

    public void SetMentions(IReadOnlyList<Mention> found)
    {
        Context = Context with { Mentions = found };
        for (var i = 0; i < found.Count; i++)
        {
            mentions.Add(new MentionInProgress(this, new MentionContext(Context, i)));
        }
    }

    public AnnotationResult Finish(Func<PostContext, Provenance> provenance)
    {
        var image = Context.Image;
        return new AnnotationResult
        {
            PostId = post.Id,
            Text = post.Text,
            Image = post.Image is { } source ? new AnnotatedImage(source.Name, image is null ? null : new ImageSize(image.Width, image.Height)) : null,
            Error = Error,
            Entities = Error is null ? [.. mentions.Select(m => m.Finish())] : [],
            Provenance = Error is null ? provenance(Context) : null,
        };
    }

    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>One mention of a post while it goes through the stages.</summary>
internal sealed class MentionInProgress(PostInProgress post, MentionContext context)
{
    public PostInProgress Post => post;

    public MentionContext Context { get; private set; } = context;

    public double? Entailment { get; private set; }

    public IReadOnlyList<Region> Regions { get; set; } = [];

    private string? EntailmentAnswer { get; set; }

    public void SetExpansion(string? expansion) => Context = Context with { Expansion = expansion };

    public void SetEntailment(double probability, string? answer)
    {
        Entailment = probability;
        EntailmentAnswer = answer;
    }

    public AnnotatedEntity Finish() => new()
    {
        Mention = Context.Mention,
        Text = Context.Surface,
        Expansion = Context.Expansion,
        Entailment = Entailment,
        EntailmentAnswer = EntailmentAnswer,
        Regions = Regions,
    };
}
