namespace Riveg.Evidence;

/// <summary>
/// What a language model's answer says of a post (PGIM, section 3.2): the entities that it lists, and its reasoning. Read once for a post,
/// whatever the number of stages that look at it. Immutable and safe to share between threads.
/// </summary>
public sealed class AuxiliaryKnowledge
{
    private readonly Lazy<IReadOnlyList<string[]>> names;
    private readonly Lazy<IReadOnlyList<KnowledgeSentence>> sentences;
    private AuxiliaryKnowledge? readable;

    private AuxiliaryKnowledge(string answer, IReadOnlyList<KnowledgeEntity> entities, string reasoning)
    {
        Answer = answer;
        Entities = entities is List<KnowledgeEntity> list ? list.AsReadOnly() : entities;
        Reasoning = reasoning;
        names = new(() => [.. entities.Select(e => Words.Of(e.Name))], LazyThreadSafetyMode.PublicationOnly);
        sentences = new(() => [.. KnowledgeSentence.Split(reasoning)], LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>An answer that says nothing.</summary>
    public static AuxiliaryKnowledge Empty { get; } = new(string.Empty, [], string.Empty);

    /// <summary>The whole answer as the model gave it.</summary>
    public string Answer { get; }

    /// <summary>The listed entities in the order of the answer; empty for "none" and for an answer without a list.</summary>
    public IReadOnlyList<KnowledgeEntity> Entities { get; }

    /// <summary>What the answer says besides the list; empty where it says nothing more.</summary>
    public string Reasoning { get; }

    /// <summary>The sentences of the reasoning.</summary>
    internal IReadOnlyList<KnowledgeSentence> Sentences => sentences.Value;

    /// <summary>
    /// Reads an answer of the form <c>Named entities: 1. X (type) 2. Y (type) Reasoning: ...</c>, and what models make of that form: no
    /// spaces or line breaks, bullets, commas, markup, a missing heading, type or reasoning, unbalanced parentheses. Takes time linear in
    /// the answer's length and never throws.
    /// </summary>
    /// <param name="answer">The model's whole answer; null and empty are read as <see cref="Empty"/>.</param>
    /// <returns>What it says; never null.</returns>
    public static AuxiliaryKnowledge Parse(string? answer)
    {
        if (string.IsNullOrWhiteSpace(answer))
        {
            return Empty;
        }

        var sections = KnowledgeSections.Split(answer);
        var list = KnowledgeList.Read(sections.List, sections.HasListHeading, sections.HasReasoningHeading);
        var reasoning = sections.HasReasoningHeading ? sections.Reasoning : list.Rest;
        return new AuxiliaryKnowledge(answer, list.Entities, reasoning.Trim(KnowledgeText.Ornaments).ToString());
    }

    /// <summary>The answer read, or null where there is none: a text that is null, empty or white space.</summary>
    internal static AuxiliaryKnowledge? Of(string? answer) => string.IsNullOrWhiteSpace(answer) ? null : Parse(answer);

    /// <summary>The index of the listed entity that a mention means; -1 if none.</summary>
    internal int Align(ReadOnlySpan<string> mentionWords) => NameAlignment.Best(mentionWords, names.Value);

    /// <summary>The words of a listed entity's name.</summary>
    internal string[] NameWords(int entity) => names.Value[entity];

    /// <summary>The same answer in the writing that a reader sees; made once.</summary>
    /// <param name="read">Gives a text as it is read.</param>
    internal AuxiliaryKnowledge AsRead(Func<string, string> read) => readable ??= Parse(read(Answer));
}
