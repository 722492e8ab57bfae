using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Riveg.Onnx.Ofa;

/// <summary>How OFA looks for a box.</summary>
public sealed record OfaGroundingOptions
{
    /// <summary>How many sequences of places are followed at once; 1 takes the likeliest place at each step.</summary>
    /// <value>The default value is 5; 1 to 50. As published.</value>
    [Description("How many sequences of places are followed at once; 1 takes the likeliest place at each step.")]
    [Range(1, 50)]
    public int Beam { get; init; } = 5;

    /// <summary>Whether words may be written too, as published; such an answer names no box. Otherwise only places may.</summary>
    /// <value>The default value is false.</value>
    [Description("Whether words may be written too, as published; such an answer names no box. Otherwise only places may.")]
    public bool Free { get; init; }

    /// <summary>Height and width that the picture is brought to, its shape not kept, in pixels; a multiple of 16.</summary>
    /// <value>The default value is 512; 32 to 672. As published.</value>
    [Description("Height and width that the picture is brought to, its shape not kept, in pixels; a multiple of 16.")]
    [Range(32, 672)]
    public int Side { get; init; } = 512;
}
