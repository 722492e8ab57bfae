using Riveg.Stages;

namespace Riveg.Expansion;

/// <summary>
/// Stage 2: turns a named entity into a short phrase that a picture can be searched for (TMM 2025, section III-C). It answers for each
/// mention asked about with a short noun phrase, or null where nothing is known.
/// </summary>
/// <example><code source="../../../samples/Riveg.Samples.Programs/OtherStages.cs" region="expander"><![CDATA[
/// /// <summary>Says of each name what sort of thing it is.</summary>
/// public sealed class TypeExpander() : MentionStage<string?>("types"), IEntityExpander
/// {
///     protected override ValueTask<string?> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken) =>
///         ValueTask.FromResult(mention.Type == EntityType.Person ? "a person" : mention.Type == EntityType.Location ? "a place" : null);
/// }
/// ]]></code></example>
public interface IEntityExpander : IStage<IReadOnlyList<Answer<string?>>>
{
}
