using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Grounding;

/// <summary>Stage 4: where in the picture is the entity? (TMM 2025, section III-D.)</summary>
public interface IVisualGrounder : IStage
{
    /// <summary>
    /// Locates each mention. The batch holds, one after the other, those mentions of a post that are in its picture; <see cref="PostContext.Mentions"/> has all of them.
    /// </summary>
    /// <returns>For each mention 0..n regions, best first; in pixels inside the picture, or relative where the post has no picture.</returns>
    ValueTask<IReadOnlyList<IReadOnlyList<Region>>> GroundAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default);
}
