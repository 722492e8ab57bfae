namespace Riveg.Recognition;

/// <summary>An entity as the language model listed it: <c>1. Ted Cruz (person/politician)</c>.</summary>
/// <param name="Name">The name as the model wrote it, without numbering, quotes or markup; never empty.</param>
/// <param name="FreeType">The type in the model's own words, such as <c>person/politician</c>; empty where it gave none.</param>
public sealed record KnowledgeEntity(string Name, string FreeType);

/// <summary>
/// What a language model's answer says of a post (PGIM, section 3.2): the entities that it lists, and its reasoning. Immutable and safe to share between threads.
/// </summary>
public sealed class AuxiliaryKnowledge
{
    private AuxiliaryKnowledge(IReadOnlyList<KnowledgeEntity> entities, string reasoning)
    {
        Entities = entities;
        Reasoning = reasoning;
    }

    /// <summary>An answer that says nothing.</summary>
    public static AuxiliaryKnowledge Empty { get; } = new([], string.Empty);

    /// <summary>The listed entities in the order of the answer; empty for "none" and for an answer without a list.</summary>
    public IReadOnlyList<KnowledgeEntity> Entities { get; }

    /// <summary>What the answer says besides the list; empty where it says nothing more.</summary>
    public string Reasoning { get; }

    /// <summary>
    /// Reads an answer of the form <c>Named entities: 1. X (type) 2. Y (type) Reasoning: ...</c>, and what models make of that form: no spaces or line
    /// breaks, bullets, commas, markup, a missing heading, type or reasoning, unbalanced parentheses. Takes time linear in the answer's length and never throws.
    /// </summary>
    /// <param name="answer">The model's whole answer; null and empty are read as <see cref="Empty"/>.</param>
    public static AuxiliaryKnowledge Parse(string? answer)
    {
        if (string.IsNullOrWhiteSpace(answer))
        {
            return Empty;
        }

        var sections = KnowledgeSections.Split(answer);
        var list = KnowledgeList.Read(sections.List, sections.HasListHeading, sections.HasReasoningHeading);
        var reasoning = sections.HasReasoningHeading ? sections.Reasoning : list.Rest;
        return new AuxiliaryKnowledge(list.Entities, reasoning.Trim(KnowledgeText.Ornaments).ToString());
    }
}
