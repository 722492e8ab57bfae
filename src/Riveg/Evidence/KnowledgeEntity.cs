namespace Riveg.Evidence;

/// <summary>An entity as the language model listed it: <c>1. Ted Cruz (person/politician)</c>.</summary>
/// <param name="Name">The name as the model wrote it, without numbering, quotes or markup; never empty.</param>
/// <param name="FreeType">The type in the model's own words, such as <c>person/politician</c>; empty where it gave none.</param>
public sealed record KnowledgeEntity(string Name, string FreeType);
