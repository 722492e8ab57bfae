using Riveg.Annotations;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Pipeline;

/// <summary>One post of a batch while it goes through the stages.</summary>
internal sealed class PostInProgress(Post post)
{
    private readonly List<MentionInProgress> mentions = [];
    private readonly List<StageFault> faults = [];
    private PixelBudget.Lease? pixels;
    private ImageSize? size;
    private string? imageFault;
    private string? imageWarning;
    private bool mayBeInUse;

    public PostContext Context { get; private set; } = new() { Post = post, Captions = post.Captions, AuxiliaryKnowledge = post.AuxiliaryKnowledge };

    public string Id => post.Id;

    public AnnotationError? Error { get; private set; }

    public IReadOnlyList<MentionInProgress> Mentions => mentions;

    /// <summary>Whether there is a picture to be opened.</summary>
    public bool HasPictureToOpen => Error is null && post.Image is { IsUnseen: false };

    /// <summary>Whether its entities may be in a picture: one that is open, or one that exists and cannot be seen. A post without a picture has no entity in it.</summary>
    public bool MayShowEntities => Context.Image is not null || post.Image is { IsUnseen: true };

    public void Fail(string stage, string message) => Error ??= new AnnotationError(stage, OneLine(message));

    public void AddFault(string stage, string message) => faults.Add(new StageFault(stage, OneLine(message)));

    public void FailPicture(string message) => imageFault = OneLine(message);

    /// <summary>The picture between the check of its header and its decoding.</summary>
    public OpenedPicture? Opened { get; private set; }

    public void Open(OpenedPicture picture) => Opened = picture;

    /// <summary>Keeps pixels of the budget until the picture is released.</summary>
    public void Hold(PixelBudget.Lease lease) => pixels = lease;

    public void SetImage(DecodedImage decoded)
    {
        CloseFile();
        size = new ImageSize(decoded.Image.Width, decoded.Image.Height);
        imageWarning = decoded.Warning;
        Context = Context with { Image = decoded.Image };
    }

    /// <summary>A stage was left to itself at its time limit: it may still read the picture, whose memory is not to be used again.</summary>
    public void LeavePictureAlone() => mayBeInUse = true;

    /// <summary>Lets go of the picture: no stage needs it any more.</summary>
    public void ReleasePicture(PixelBuffers buffers)
    {
        CloseFile();
        if (Context.Image is null && pixels is null)
        {
            return;
        }

        if (!mayBeInUse && Context.Image?.Release() is { } array)
        {
            buffers.Return(array);
        }

        Context = Context with { Image = null };
        foreach (var mention in mentions)
        {
            mention.Follow(Context);
        }

        pixels?.Dispose();
        pixels = null;
    }

    // What a stage that was left to itself may still be decoding is the garbage collector's.
    private void CloseFile()
    {
        if (!mayBeInUse)
        {
            Opened?.Dispose();
        }

        Opened = null;
    }

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

    public AnnotationResult Finish(Func<PostContext, Provenance> provenance) => new()
    {
        PostId = post.Id,
        Text = post.Text,
        Image = post.Image is { } source ? new AnnotatedImage(source.Name, size) { File = source.FilePath, Fault = imageFault, Warning = imageWarning, Unseen = source.IsUnseen } : null,
        Error = Error,
        Faults = Error is null ? faults : [],
        Entities = Error is null ? [.. mentions.Select(m => m.Finish())] : [],
        Provenance = Error is null ? provenance(Context) with { Picture = PictureUse } : null,
    };

    internal static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private PictureUse PictureUse => post.Image switch
    {
        null => PictureUse.None,
        { IsUnseen: true } => PictureUse.Unseen,
        _ => imageFault is null ? PictureUse.Seen : PictureUse.Unreadable,
    };
}

/// <summary>One mention of a post while it goes through the stages.</summary>
internal sealed class MentionInProgress(PostInProgress post, MentionContext context)
{
    private StageFault? fault;
    private string? entailmentAnswer;

    public PostInProgress Post => post;

    public MentionContext Context { get; private set; } = context;

    public double? Entailment { get; private set; }

    public IReadOnlyList<Region> Regions { get; set; } = [];

    /// <summary>Whether a stage could not answer for it: it goes no further.</summary>
    public bool IsFaulty => fault is not null;

    public void Fail(string stage, string message) => fault ??= new StageFault(stage, PostInProgress.OneLine(message));

    public void Follow(PostContext post) => Context = Context with { Post = post };

    public void SetExpansion(string? expansion) => Context = Context with { Expansion = expansion };

    public void SetEntailment(double probability, string? answer)
    {
        Entailment = probability;
        entailmentAnswer = answer;
    }

    public AnnotatedEntity Finish() => new()
    {
        Mention = Context.Mention,
        Text = Context.Surface,
        Expansion = Context.Expansion,
        Entailment = Entailment,
        EntailmentAnswer = entailmentAnswer,
        Regions = Regions,
        Fault = fault,
    };
}
