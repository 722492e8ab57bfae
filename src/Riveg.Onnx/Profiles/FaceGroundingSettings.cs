using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Settings;

namespace Riveg.Onnx.Profiles;

/// <summary>The settings of grounding by faces.</summary>
internal sealed record FaceGroundingSettings
{
    /// <summary>The implementation of grounding that locates everything but persons.</summary>
    /// <value>The default value is builtin.</value>
    [Description("The implementation of grounding that locates everything but persons.")]
    [ImplementationName]
    [MinLength(1)]
    public string Others { get; init; } = "builtin";
}
