using Riveg.Posts;

namespace Riveg.Evaluation.Datasets;

/// <summary>Opens the pictures of a split and tells which are missing, broken or blank.</summary>
public static class PictureCheck
{
    /// <summary>Checks picture by picture; a picture is let go before the next one is opened.</summary>
    /// <param name="dataset">A split that was read with a folder of pictures.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public static IEnumerable<DatasetFault> Find(Dataset dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var decoder = new ImageDecoder();
        foreach (var post in dataset.Posts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (post.Post.Image is { IsUnseen: false } source && Find(post, source, decoder, cancellationToken) is { } fault)
            {
                yield return fault;
            }
        }
    }

    private static DatasetFault? Find(GoldPost post, ImageSource source, ImageDecoder decoder, CancellationToken cancellationToken)
    {
        try
        {
            var image = decoder.Decode(source, cancellationToken);
            if (image.IsBlank)
            {
                return new DatasetFault(
                    DatasetFaultKind.BlankPicture, source.Name, $"the picture of the post {post.Post.Id} has a single colour.");
            }

            return post.ImageSize is { } size && size != new Regions.ImageSize(image.Width, image.Height)
                ? new DatasetFault(
                    DatasetFaultKind.BrokenAnnotation,
                    source.Name,
                    $"the picture is {image.Width} x {image.Height}, its annotation says {size}.")
                : null;
        }
        catch (ImageDecodingException exception)
        {
            var kind = exception.InnerException is FileNotFoundException or DirectoryNotFoundException
                ? DatasetFaultKind.MissingPicture
                : DatasetFaultKind.BrokenPicture;
            return new DatasetFault(kind, source.Name, exception.Message);
        }
    }
}
