using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Riveg.Onnx.Ofa;

/// <summary>How OFA is asked whether an entity is in a picture.</summary>
public sealed record OfaEntailmentOptions
{
    /// <summary>What the answer is written behind: nothing, the question, or the question without its end, as published.</summary>
    /// <value>The default value is prevOutput, as published.</value>
    [Description("What the answer is written behind: nothing, the question, or the question without its end, as published.")]
    public OfaPromptKind Prompt { get; init; } = OfaPromptKind.PrevOutput;

    /// <summary>Which text is the first: the entity, as in the authors' data (published), or the caption (natural).</summary>
    /// <value>The default value is published.</value>
    [Description("Which text is the first: the entity, as in the authors' data (published), or the caption (natural).")]
    public OfaTextOrder Order { get; init; } = OfaTextOrder.Published;

    /// <summary>Height and width that the picture is brought to, its shape not kept, in pixels; a multiple of 16.</summary>
    /// <value>The default value is 480; 32 to 672. As published.</value>
    [Description("Height and width that the picture is brought to, its shape not kept, in pixels; a multiple of 16.")]
    [Range(32, 672)]
    public int Side { get; init; } = 480;
}

/// <summary>What the decoder has read before it answers.</summary>
public enum OfaPromptKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The question.</summary>
    Src,

    /// <summary>The question without its end.</summary>
    PrevOutput,
}

/// <summary>The order of entity and caption in the question.</summary>
public enum OfaTextOrder
{
    /// <summary>The entity, then the caption.</summary>
    Published,

    /// <summary>The caption, then the entity.</summary>
    Natural,
}
