using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Recognition;

/// <summary>Stage 1: which named entities does the text mention, of which type? (TMM 2025, section III-B; PGIM.)</summary>
public interface IEntityRecognizer : IStage
{
    /// <summary>Finds the mentions of each post.</summary>
    /// <param name="posts">Posts with their auxiliary knowledge and captions, where they have some.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>For each post its mentions: in text order, without overlap, each with its marginal probability.</returns>
    ValueTask<IReadOnlyList<IReadOnlyList<Mention>>> RecognizeAsync(IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default);
}
