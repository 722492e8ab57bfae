using System.Text.Json;
using Riveg.Evidence;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Makes gold posts of annotated posts in JSON: what <c>riveg annotate -o</c> writes, or posts with <c>entities</c> in the small form of
/// <see cref="AnnotationForms"/>. What cannot be read is a fault and no post.
/// </summary>
internal sealed class GoldJson : IJsonItemParser<GoldPost?>
{
    /// <summary>The fields that are read beside those of a post.</summary>
    public static readonly string[] Fields =
    [
        "entities", "error", "faults", "format", "observations", "provenance",
        "image.unseen", "image.file", "image.warning", "image.fault",
    ];

    private readonly string path;
    private readonly AnnotatedPictures pictures;
    private readonly List<DatasetFault> faults;
    private readonly PostFields fields;
    private readonly PostJsonParser posts;

    /// <summary>Makes a reader of one file.</summary>
    /// <param name="path">Names the file in faults.</param>
    /// <param name="pictures">Finds the posts' pictures.</param>
    /// <param name="faults">What cannot be read is told here.</param>
    /// <param name="fields">Takes note of fields that are not read.</param>
    public GoldJson(string path, AnnotatedPictures pictures, List<DatasetFault> faults, PostFields fields)
    {
        this.path = path;
        this.pictures = pictures;
        this.faults = faults;
        this.fields = fields;
        posts = new PostJsonParser(new PostReadOptions { SourceName = path }, fields);
    }

    /// <inheritdoc />
    public GoldPost? ParseLine(ReadOnlyMemory<byte> line, int number)
    {
        var post = posts.ParseLine(line, number);
        if (post.ReadError is { } error)
        {
            Tell(error);
            return null;
        }

        using var document = JsonDocument.Parse(line);
        return Parse(post, document.RootElement, $"{path}:{number}");
    }

    /// <inheritdoc />
    public GoldPost? ParseElement(JsonElement element, int number)
    {
        var post = posts.ParseElement(element, number);
        if (post.ReadError is { } error)
        {
            Tell(error);
            return null;
        }

        return Parse(post, element, $"{path}: post {number}");
    }

    /// <inheritdoc />
    public GoldPost? TooLong(int number)
    {
        Tell(posts.TooLong(number).ReadError!);
        return null;
    }

    /// <inheritdoc />
    public GoldPost? Broken(int number, JsonException exception)
    {
        Tell(posts.Broken(number, exception).ReadError!);
        return null;
    }

    /// <inheritdoc />
    public GoldPost? BrokenArchive(int number, string what)
    {
        Tell(posts.BrokenArchive(number, what).ReadError!);
        return null;
    }

    // A read error begins with its place.
    private void Tell(string error)
    {
        var end = error.IndexOf(": ", Math.Min(path.Length, error.Length), StringComparison.Ordinal);
        faults.Add(
            end < 0
                ? new DatasetFault(DatasetFaultKind.BrokenRow, path, error)
                : new DatasetFault(DatasetFaultKind.BrokenRow, error[..end], error[(end + 2)..]));
    }

    private GoldPost? Parse(Post post, JsonElement root, string location)
    {
        try
        {
            var elements = AnnotationForms.Entities(root);
            foreach (var name in elements.SelectMany(AnnotationForms.UnreadFields))
            {
                fields.Add($"entities.{name}", location);
            }

            var read = AnnotationForms.Read(root, post.Id, post.Text);
            if (read.Error is { } error)
            {
                throw new FormatException(
                    $"the post failed when it was annotated ({error.Message.TrimEnd('.')}), so nothing is known of it");
            }

            if (read.Entities.SelectMany(e => e.Regions).Any(r => !IsFinite(r.Box)))
            {
                throw new FormatException("a box holds something that is no number");
            }

            var image = post.Image is { } given ? read.Image ?? new AnnotatedImage(given.Name, null) : null;
            var picture = image is null ? null : pictures.Of(image);
            if (image is { Size: null } && read.Entities.Any(e => e.Regions.Count > 0))
            {
                image = image with { Size = PictureSizes.Of(picture!) };
            }

            return new GoldPost
            {
                Post = WithEvidence(post, read) with { Image = picture },
                Entities = new GoldEntities(read with { Image = image }, location, faults).Read([.. elements.Select(FineType)]),
                ImageSize = image?.Size,
                Location = location,
            };
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            // Kinds are looked at before values are read, so an invalid operation is an escape such as \ud800 that has no partner.
            var what = exception is InvalidOperationException ? "a string holds half a surrogate pair" : exception.Message.TrimEnd('.');
            faults.Add(new DatasetFault(DatasetFaultKind.BrokenRow, location, $"{what}; correct the line or leave it out."));
            return null;
        }
    }

    // What 'annotate' was told of a post, and its stages found, stands in other fields than a post's own.
    private static Post WithEvidence(Post post, AnnotationResult read) => post with
    {
        AuxiliaryKnowledge = post.AuxiliaryKnowledge ?? read.Provenance?.AuxiliaryKnowledge,
        Captions = post.Captions.Count > 0
            ? post.Captions
            : [.. (read.Provenance?.Captions ?? [])
                .Concat(read.Observations.Where(o => o.Kind == ObservationKind.Caption).Select(o => o.Text)).Distinct()],
    };

    private static bool IsFinite(Box box) =>
        double.IsFinite(box.X0) && double.IsFinite(box.Y0) && double.IsFinite(box.X1) && double.IsFinite(box.Y1);

    private static string? FineType(JsonElement entity)
    {
        if (!entity.TryGetProperty("fineType", out var type) || type.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return type.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(type.GetString())
            ? type.GetString()
            : throw new FormatException("\"fineType\" is no string");
    }
}

/// <summary>What an annotation says of its entities, as gold: in text order, without overlap, boxes in pixels.</summary>
internal sealed class GoldEntities(AnnotationResult annotation, string location, List<DatasetFault> faults)
{
    /// <summary>Makes the gold entities.</summary>
    /// <param name="fineTypes">The fine type of each entity of the annotation; null where it has none.</param>
    public IReadOnlyList<GoldEntity> Read(IReadOnlyList<string?> fineTypes)
    {
        var entities = new List<GoldEntity>();
        foreach (var (entity, fineType) in annotation.Entities.Zip(fineTypes).OrderBy(e => e.First.Mention.Span))
        {
            if (entities.Count > 0 && entities[^1].Span.Overlaps(entity.Mention.Span))
            {
                Tell(
                    DatasetFaultKind.BrokenEntity,
                    $"\"{entity.Text}\" overlaps \"{entities[^1].Span.Of(annotation.Text)}\" before it; it is left out.");
                continue;
            }

            if (string.IsNullOrWhiteSpace(entity.Text))
            {
                Tell(
                    DatasetFaultKind.BrokenEntity,
                    $"an entity at [{entity.Mention.Span.Start}, {entity.Mention.Span.End}) has no word; it is left out.");
                continue;
            }

            if (CutsPair(entity.Mention.Span.Start) || CutsPair(entity.Mention.Span.End))
            {
                Tell(
                    DatasetFaultKind.BrokenEntity,
                    $"an entity at [{entity.Mention.Span.Start}, {entity.Mention.Span.End}) begins or ends within a character; it is "
                        + "left out.");
                continue;
            }

            if (entity.Fault is { } fault)
            {
                Tell(
                    DatasetFaultKind.BrokenEntity,
                    $"nobody judged whether \"{entity.Text}\" is in the picture ({fault.Message.TrimEnd('.')}); correct its regions "
                        + "and take its \"fault\" out.");
            }

            entities.Add(Of(entity) with { FineType = fineType });
        }

        if (annotation.Image is null && entities.Exists(e => e.Boxes.Count > 0))
        {
            Tell(
                DatasetFaultKind.BrokenEntity,
                "the post has a box and no picture, so that no prediction can match it; give its \"image\" or take the box out.");
        }

        if (annotation.Image?.Fault is { } unread)
        {
            Tell(
                DatasetFaultKind.BrokenEntity,
                $"nobody saw the picture when it was annotated ({unread.Message.TrimEnd('.')}); "
                    + "correct the regions and take its \"fault\" out.");
        }

        return entities;
    }

    private bool CutsPair(int index) =>
        index > 0 && index < annotation.Text.Length && char.IsSurrogatePair(annotation.Text[index - 1], annotation.Text[index]);

    private GoldEntity Of(AnnotatedEntity entity)
    {
        var boxes = new List<Box>();
        var masks = new List<Mask>();
        foreach (var region in entity.Regions)
        {
            if (region.Mask is { BoundingBox: null })
            {
                Tell(DatasetFaultKind.MaskWithoutPixel, $"the mask of \"{entity.Text}\" has no pixel; its region is left out.");
                continue;
            }

            if (ToPixels(region, entity.Text) is not { } box)
            {
                continue;
            }

            boxes.Add(box);
            if (region.Mask is { } mask)
            {
                TellSize(mask, entity.Text);
                masks.Add(mask);
            }
        }

        return new GoldEntity { Span = entity.Mention.Span, Type = entity.Mention.Type, Boxes = boxes, Masks = masks };
    }

    private Box? ToPixels(Region region, string name)
    {
        if (region.Unit == RegionUnit.Pixels || BoxCheck.IsNone(region.Box))
        {
            return BoxCheck.Keep(region.Box, $"of \"{name}\"", annotation.Image?.Size, Tell);
        }

        if (annotation.Image?.Size is { } size)
        {
            return BoxCheck.Keep(region.ToPixels(size), $"of \"{name}\"", size, Tell);
        }

        Tell(
            DatasetFaultKind.BoxInFractions,
            $"the box of \"{name}\" is in fractions of a picture whose \"width\" and \"height\" the \"image\" does not say, and which "
                + "cannot be opened; it is left out.");
        return null;
    }

    private void TellSize(Mask mask, string name)
    {
        if (annotation.Image?.Size is { } size && size != new ImageSize(mask.Width, mask.Height))
        {
            Tell(
                DatasetFaultKind.BrokenAnnotation,
                $"the mask of \"{name}\" is of {new ImageSize(mask.Width, mask.Height)}, its picture of {size}.");
        }
    }

    private void Tell(DatasetFaultKind kind, string message) => faults.Add(new DatasetFault(kind, location, message));
}
