using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Datasets;

/// <summary>The sizes of pictures whose annotation does not say them, read from the pictures.</summary>
internal static class PictureSizes
{
    /// <summary>A picture's size by its header; null where it cannot be opened.</summary>
    public static ImageSize? Of(ImageSource picture)
    {
        if (picture.IsUnseen || !File.Exists(picture.FilePath))
        {
            return null;
        }

        try
        {
            return new ImageDecoder().ReadSize(picture);
        }
        catch (ImageDecodingException)
        {
            // What cannot be opened has no size; whoever needs its pixels says why.
            return null;
        }
    }

    /// <summary>Posts with boxes and without a size get that of their picture, and their boxes are looked at with it.</summary>
    public static IReadOnlyList<GoldPost> Complete(IReadOnlyList<GoldPost> posts, List<DatasetFault> faults) => [
        .. posts.Select(p => p.ImageSize is null && p.Post.Image is { } picture && p.Entities.Any(e => e.IsGroundable)
            && Of(picture) is { } size ? Complete(p, size, faults) : p)
    ];

    private static GoldPost Complete(GoldPost post, ImageSize size, List<DatasetFault> faults) => post with
    {
        ImageSize = size,
        Entities = [.. post.Entities.Select(e => e with
        {
            Boxes = [.. e.Boxes
                .Select(b => BoxCheck.Keep(
                    b,
                    $"of \"{e.Span.Of(post.Post.Text)}\"",
                    size,
                    (kind, message) => faults.Add(new DatasetFault(kind, post.Location, message))))
                .OfType<Box>()],
        })],
    };
}
