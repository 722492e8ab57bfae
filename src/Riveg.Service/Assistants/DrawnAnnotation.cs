using Riveg.Posts;
using Riveg.Rendering;

namespace Riveg.Service.Assistants;

/// <summary>Annotates a post in its turn, and draws what was found where that is asked for.</summary>
/// <param name="service">Gives the turn.</param>
/// <param name="limits">What a picture may be at most.</param>
internal sealed class DrawnAnnotation(AnnotationService service, ServiceLimits limits)
{
    // What assistants look at: larger pictures are made smaller by them, and cost more.
    private const int LongestSide = 1024;

    private readonly ImageDecoder decoder = new(limits.Apply(new()).ImageLimits);

    /// <summary>Annotates a post whose picture can be read.</summary>
    /// <param name="profiles">Where the profile is.</param>
    /// <param name="post">The post.</param>
    /// <param name="profile">The profile; null for the default one.</param>
    /// <param name="draws">Whether what was found is drawn, where something was.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The annotation, and a JPEG of it where something was found in the picture.</returns>
    /// <exception cref="ToolArgumentException">The post or its picture is wrong.</exception>
    public async Task<(AnnotationResult Result, ReadOnlyMemory<byte>? Jpeg)> AnnotateAsync(
        OpenProfiles profiles,
        Post post,
        string? profile,
        Func<AnnotationResult, bool> draws,
        ToolProgress progress,
        CancellationToken cancellationToken)
    {
        await progress.TellAsync("waits for its turn", cancellationToken).ConfigureAwait(false);
        return await service.InTurnAsync(
            async (turn, token) =>
            {
                await progress.TellAsync("annotates", token).ConfigureAwait(false);
                var result = await AnnotationService.AnnotateAsync(profiles, post, profile, turn, token).ConfigureAwait(false);
                Refuse(result);
                if (post.Image is null || result.Entities.All(e => e.Regions.Count == 0) || !draws(result))
                {
                    return (result, (ReadOnlyMemory<byte>?)null);
                }

                await progress.TellAsync("draws", token).ConfigureAwait(false);
                return (result, await DrawAsync(post.Image, result, token).ConfigureAwait(false));
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static void Refuse(AnnotationResult result)
    {
        if ((result.Error?.Message ?? result.Image?.Fault?.Message) is { } fault)
        {
            throw new ToolArgumentException(fault);
        }
    }

    private async Task<ReadOnlyMemory<byte>> DrawAsync(ImageSource picture, AnnotationResult result, CancellationToken cancellationToken)
    {
        var decoded = await decoder.DecodeAsync(picture, cancellationToken).ConfigureAwait(false);
        using var jpeg = new MemoryStream();
        new OverlayRenderer().WriteJpeg(decoded.Image, result, jpeg, LongestSide);
        return jpeg.ToArray();
    }
}
