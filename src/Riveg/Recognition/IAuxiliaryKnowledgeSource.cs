using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Recognition;

/// <summary>Before stage 1: what does a language model know of the post? (PGIM, section 3.2.)</summary>
public interface IAuxiliaryKnowledgeSource : IStage
{
    /// <summary>Asks about each post.</summary>
    /// <param name="posts">Posts with their captions, where they have some.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>For each post the model's whole answer as it gave it.</returns>
    ValueTask<IReadOnlyList<string>> GetKnowledgeAsync(IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default);
}
