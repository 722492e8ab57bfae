using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Onnx.Sessions;
using Riveg.Settings;

namespace Riveg.Onnx.Profiles;

/// <summary>The settings of a stage that runs a network.</summary>
internal sealed record OnnxSettings
{
    /// <summary>The section of a profile with what holds for all stages.</summary>
    public const string SharedSection = "onnx";

    /// <summary>The network: a folder, a file or a name of 'riveg models list'.</summary>
    /// <value>The default value is empty: it must be given.</value>
    [Description("The network: a folder, a file or a name of 'riveg models list'.")]
    [Required(ErrorMessage = "a folder or a name of 'riveg models list'")]
    public string Model { get; init; } = string.Empty;

    /// <summary>How it runs.</summary>
    [SettingsGroup(Section = SharedSection, IsInline = true)]
    public OnnxSessionOptions Session { get; init; } = new();
}
