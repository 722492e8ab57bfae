namespace Riveg.LanguageModels.Chat;

/// <summary>Whether answers are held to a JSON schema, in the stages that gain by it.</summary>
public enum StructuredOutput
{
    /// <summary>Where the model's family is known to have it: OpenAI's models, Gemini, Grok.</summary>
    Auto,

    /// <summary>With every model; where the server refuses it, it is left out after the first refusal.</summary>
    On,

    /// <summary>Never.</summary>
    Off,
}
