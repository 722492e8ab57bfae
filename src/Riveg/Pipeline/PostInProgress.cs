using Riveg.Evidence;
using Riveg.Faults;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Pipeline;

/// <summary>The one state of a post while it goes through the stages. Stages see what <see cref="Context"/> makes of it.</summary>
internal sealed class PostInProgress(Post post)
{
    /// <summary>How faults name the reading of a picture.</summary>
    public const string ImageStage = "image";

    private readonly List<MentionInProgress> mentions = [];
    private IReadOnlyList<Fault> faults = [];

    // Never changed, only replaced: stages and results hold it.
    private IReadOnlyList<PictureObservation> observations =
        post.Captions.Count == 0 ? [] : [.. post.Captions.Select(c => PictureObservation.OfCaption(c))];

    private List<Task>? stillAtWork;
    private AuxiliaryKnowledge? knowledge = AuxiliaryKnowledge.Of(post.AuxiliaryKnowledge);
    private RgbImage? image;
    private PixelBudget.Lease? pixels;
    private bool mayBeInUse;

    public Post Post => post;

    public Fault? Error { get; private set; }

    /// <summary>What optional stages could not answer for the whole post.</summary>
    public IReadOnlyList<Fault> Faults => faults;

    public IReadOnlyList<MentionInProgress> Mentions => mentions;

    public IReadOnlyList<PictureObservation> Observations => observations;

    /// <summary>The language model's whole answer; null where nobody was asked.</summary>
    public string? Knowledge { get; private set; } = post.AuxiliaryKnowledge;

    /// <summary>How long stages have been at work about the post so far, its picture included.</summary>
    public TimeSpan TimeSpent { get; private set; }

    /// <summary>What was left to itself when the run was cancelled.</summary>
    public IReadOnlyList<Task> StillAtWork => stillAtWork ?? [];

    /// <summary>The picture while it is needed.</summary>
    public RgbImage? Image => image;

    /// <summary>The size of the picture while it is needed; null where none is open.</summary>
    public ImageSize? SizeOfImage => image is { } open ? new ImageSize(open.Width, open.Height) : null;

    /// <summary>The size of the picture that was read; null where none was.</summary>
    public ImageSize? ImageSize { get; private set; }

    /// <summary>Why the picture could not be read.</summary>
    public Fault? ImageFault { get; private set; }

    /// <summary>What is wrong with a picture that was read all the same.</summary>
    public string? ImageWarning { get; private set; }

    /// <summary>Whether there is a picture to be opened.</summary>
    public bool HasPictureToOpen => Error is null && post.Image is { IsUnseen: false };

    /// <summary>Whether there is a picture that is not to be had.</summary>
    public bool HasUnseenPicture => Error is null && post.Image is { IsUnseen: true };

    /// <summary>
    /// Whether its entities may be in a picture: one that is open, or one that exists and cannot be seen. A post without a picture has no
    /// entity in it.
    /// </summary>
    public bool MayShowEntities => image is not null || post.Image is { IsUnseen: true };

    /// <summary>The picture between the check of its header and its decoding.</summary>
    public OpenedPicture? Opened { get; private set; }

    /// <summary>What a stage sees now.</summary>
    public PostContext Context() => new()
    {
        Post = post,
        Image = image,
        Knowledge = knowledge,
        Observations = observations,
        Mentions = mentions.Count == 0 ? [] : [.. mentions.Select(m => m.Context())],
    };

    public void Fail(Fault fault) => Error ??= fault;

    public void AddFault(Fault fault) => faults = [.. faults, fault];

    public void FailPicture(Fault fault) => ImageFault = fault;

    public void Open(OpenedPicture picture) => Opened = picture;

    /// <summary>Keeps pixels of the budget until the picture is released.</summary>
    public void Hold(PixelBudget.Lease lease) => pixels = lease;

    public void SetImage(DecodedImage decoded)
    {
        CloseFile();
        ImageSize = new ImageSize(decoded.Image.Width, decoded.Image.Height);
        ImageWarning = decoded.Warning;
        image = decoded.Image;
    }

    /// <summary>
    /// A stage was left to itself at its time limit: it may still read the picture, whose memory is not to be used again.
    /// </summary>
    public void LeavePictureAlone() => mayBeInUse = true;

    /// <summary>A call about the post was left to itself when the run was cancelled.</summary>
    public void LeaveTo(Task call)
    {
        LeavePictureAlone();
        (stillAtWork ??= []).Add(call);
    }

    /// <summary>Stages were at work about the post.</summary>
    public void Spend(TimeSpan time) => TimeSpent += time;

    /// <summary>Lets go of the picture: no stage needs it any more.</summary>
    public void ReleasePicture(PixelBuffers buffers)
    {
        CloseFile();
        if (!mayBeInUse && image?.Release() is { } array)
        {
            buffers.Return(array);
        }

        image = null;
        pixels?.Dispose();
        pixels = null;
    }

    public void AddObservations(IEnumerable<PictureObservation> seen) => observations = [.. observations, .. seen];

    public void SetKnowledge(AuxiliaryKnowledge answer)
    {
        Knowledge = answer.Answer;
        knowledge = string.IsNullOrWhiteSpace(answer.Answer) ? null : answer;
    }

    public void SetMentions(IEnumerable<Mention> found) => mentions.AddRange(found.Select(m => new MentionInProgress(this, m)));

    // What a stage that was left to itself may still be decoding is the garbage collector's.
    private void CloseFile()
    {
        if (!mayBeInUse)
        {
            Opened?.Dispose();
        }

        Opened = null;
    }
}
