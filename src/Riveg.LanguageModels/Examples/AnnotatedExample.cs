namespace Riveg.LanguageModels.Examples;

/// <summary>A post that people annotated, to be shown to a language model (PGIM, section 3.2).</summary>
/// <param name="Id">The post's id.</param>
/// <param name="Text">The post's text.</param>
/// <param name="Caption">What its picture shows; null where it has none.</param>
/// <param name="Answer">The annotation: <c>Named entities: ... Reasoning: ...</c></param>
public sealed record AnnotatedExample(string Id, string Text, string? Caption, string Answer);
