using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Onnx.Sessions;
using Riveg.Settings;

namespace Riveg.Onnx.Profiles;

/// <summary>The settings of the observer of faces.</summary>
internal sealed record FaceSettings
{
    /// <summary>The model where none is named.</summary>
    public const string Standard = "ultraface";

    /// <summary>The network: a file or a name of 'riveg models list'.</summary>
    /// <value>The default value is ultraface.</value>
    [Description("The network: a file or a name of 'riveg models list'.")]
    [MinLength(1)]
    public string Model { get; init; } = Standard;

    /// <summary>How it runs.</summary>
    [SettingsGroup(Section = OnnxSettings.SharedSection, IsInline = true)]
    public OnnxSessionOptions Session { get; init; } = new();
}
