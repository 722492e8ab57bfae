using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Recognition;

/// <summary>Before stage 1: says in a sentence what a picture shows, so that language models without eyes can use it.</summary>
public interface IImageCaptioner : IStage
{
    /// <summary>Describes the picture of each post.</summary>
    /// <param name="posts">Posts; those without a picture get null.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    ValueTask<IReadOnlyList<string?>> CaptionAsync(IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default);
}
