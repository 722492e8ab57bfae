using Riveg.Evidence;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Testing.Conformance;

namespace Riveg.Testing;

/// <summary>A post that stages are asked about, and how a slot sees it.</summary>
/// <param name="Name">Names it in failures.</param>
/// <param name="Text">Its text.</param>
internal sealed record TrialPost(string Name, string Text)
{
    private const int Few = 12;

    private static readonly EntityType[] Types = [.. EntityType.Coarse, EntityType.Parse("musician")];

    private readonly string[] slotsOfMentions =
        [StageSlots.Expansion.Name, StageSlots.Entailment.Name, StageSlots.Grounding.Name, StageSlots.Segmentation.Name];

    /// <summary>The post's id.</summary>
    public string Id { get; init; } = Name;

    /// <summary>Whether it costs much, and goes into few batches.</summary>
    public bool IsHeavy { get; init; }

    /// <summary>The picture's size; null for a post whose picture is not at hand.</summary>
    public ImageSize? Picture { get; init; } = new(96, 64);

    /// <summary>Tells pictures apart.</summary>
    public int Seed { get; init; }

    /// <summary>Whether all pixels have one colour.</summary>
    public bool IsBlank { get; init; }

    /// <summary>Whether there is a picture, at hand or not.</summary>
    public bool HasPicture { get; init; } = true;

    /// <summary>The post's own tokens.</summary>
    public IReadOnlyList<TextSpan>? Tokens { get; init; }

    /// <summary>A language model's answer that came with the post.</summary>
    public string? Knowledge { get; init; }

    /// <summary>At most so many mentions.</summary>
    public int MaxMentions { get; init; } = Few;

    /// <summary>Whether a pipeline asks what serves a slot about the post.</summary>
    public bool IsAskedOf(StageSlot slot)
    {
        var isSeen = HasPicture && Picture is not null;
        return slot.Name switch
        {
            "captions" or "observation" => isSeen,
            "entailment" or "grounding" => HasPicture && HasWords,
            "segmentation" => isSeen && HasWords,
            "expansion" => HasWords,
            _ => true,
        };
    }

    /// <summary>The post as a slot sees it, made fresh.</summary>
    public Shot Make(StageSlot slot)
    {
        var size = HasPicture ? Picture : null;
        var pixels = size is { } s ? Pixels(s) : null;
        var image = size is { } known ? new RgbImage(known.Width, known.Height, pixels!) : null;
        var isCaptioner = slot.Name == StageSlots.Captions.Name;
        var isOfMentions = slotsOfMentions.Contains(slot.Name);
        return new Shot(
            new PostContext
            {
                Post = new Post
                {
                    Id = Id,
                    Text = Text,
                    Tokens = Tokens,
                    AuxiliaryKnowledge = Knowledge,
                    Image = !HasPicture ? null
                        : size is null ? ImageSource.Unseen($"{Name}.jpg")
                        : ImageSource.FromBytes(Array.Empty<byte>(), $"{Name}.png"),
                },
                Image = image,
                Knowledge = slot.Name == StageSlots.Knowledge.Name || Knowledge is null ? null : AuxiliaryKnowledge.Parse(Knowledge),
                Observations = size is { } seen && !isCaptioner ? Observations(slot, seen) : [],
                Mentions = isOfMentions ? [.. Mentions(slot, size)] : [],
            },
            pixels);
    }

    private bool HasWords => FakeEntityRecognizer.WordsOf(Text).Any();

    private byte[] Pixels(ImageSize size)
    {
        var pixels = DrawnPicture.Pixels(size.Width, size.Height, Seed);
        if (IsBlank)
        {
            Array.Fill(pixels, (byte)255);
        }

        return pixels;
    }

    private static IReadOnlyList<PictureObservation> Observations(StageSlot slot, ImageSize size)
    {
        var caption = PictureObservation.OfCaption("a woman sings on a stage");
        return slot.Name == StageSlots.Observation.Name ? [caption] :
        [
            caption,
            new PictureObservation(ObservationKind.Face, "face", "drawn")
            {
                Box = Box.FromRelative(new Box(0.2, 0.2, 0.5, 0.6), size),
                Score = 0.9,
            },
        ];
    }

    private IEnumerable<MentionContext> Mentions(StageSlot slot, ImageSize? size)
    {
        var isBehindExpansion = slot.Name != StageSlots.Expansion.Name;
        var isBehindEntailment = isBehindExpansion && slot.Name != StageSlots.Entailment.Name;
        var mentions = FakeEntityRecognizer.WordsOf(Text).Take(MaxMentions).Select((w, i) => new Mention(w, Types[i % Types.Length], 0.9));
        return mentions.Select((mention, i) => new MentionContext(mention)
        {
            Expansion = isBehindExpansion && i % 2 == 0 ? "a person on a stage" : null,
            Entailment = isBehindEntailment ? 0.7 : null,
            Regions = slot.Name == StageSlots.Segmentation.Name && size is { } s ? RegionsOf(i, s) : [],
            IsAsked = i % 4 != 3,
        });
    }

    // One region, two of them, the whole picture, and less than a pixel in the corner.
    private static IReadOnlyList<Region> RegionsOf(int index, ImageSize size)
    {
        var part = new Region(Box.FromRelative(new Box(0.1, 0.2, 0.6, 0.9), size), 0.8);
        var whole = new Region(new Box(0, 0, size.Width, size.Height), 0.4);
        var corner = new Region(new Box(size.Width - 0.5, size.Height - 0.5, size.Width, size.Height), 0.3);
        return (index % 3) switch
        {
            0 => [part],
            1 => [part, whole],
            _ => [corner],
        };
    }
}
