using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Expansion;

/// <summary>Stage 2: turns a named entity into a short phrase that a picture can be searched for (TMM 2025, section III-C).</summary>
public interface IEntityExpander : IStage
{
    /// <summary>Says what each mention is. All mentions of a post are in the same batch, one after the other.</summary>
    /// <returns>For each mention a short noun phrase, or null where nothing is known.</returns>
    ValueTask<IReadOnlyList<string?>> ExpandAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default);
}
