using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Expansion;

/// <summary>
/// Stage 2: turns a named entity into a short phrase that a picture can be searched for (TMM 2025, section III-C). It answers for each
/// mention asked about with a short noun phrase, or null where nothing is known.
/// </summary>
public interface IEntityExpander : IStage<IReadOnlyList<Answer<string?>>>
{
}

/// <summary>An expander that serves the mentions of one post at a time.</summary>
/// <example><code source="../../../samples/Riveg.Samples.Programs/OtherStages.cs" region="expander"><![CDATA[
/// /// <summary>Says of each name what sort of thing it is.</summary>
/// public sealed class TypeExpander() : EntityExpander("types")
/// {
///     protected override ValueTask<IReadOnlyList<string?>> ExpandAsync(PostContext post, CancellationToken cancellationToken) =>
///         ValueTask.FromResult<IReadOnlyList<string?>>(
///             [.. post.Asked.Select(m => m.Type == EntityType.Person ? "a person" : m.Type == EntityType.Location ? "a place" : null)]);
/// }
/// ]]></code></example>
public abstract class EntityExpander : MentionStage<string?>, IEntityExpander
{
    /// <inheritdoc cref="PostStage{TAnswer}(string)" />
    protected EntityExpander(string name)
        : base(name)
    {
    }

    /// <inheritdoc cref="PostStage{TAnswer}(StageInfo)" />
    protected EntityExpander(StageInfo info)
        : base(info)
    {
    }

    /// <summary>Says what each mention asked about is.</summary>
    /// <param name="post">The post; <see cref="PostContext.Asked"/> has the mentions.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>For each mention asked about, in order, a short noun phrase, or null where nothing is known.</returns>
    protected abstract ValueTask<IReadOnlyList<string?>> ExpandAsync(PostContext post, CancellationToken cancellationToken);

    /// <inheritdoc />
    protected sealed override ValueTask<IReadOnlyList<string?>> AnswerMentionsAsync(
        PostContext post, CancellationToken cancellationToken) =>
        ExpandAsync(post, cancellationToken);
}
