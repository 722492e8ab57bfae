using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Onnx.Ofa;
using Riveg.Onnx.Sessions;
using Riveg.Settings;

namespace Riveg.Onnx.Profiles;

/// <summary>How OFA is asked where an entity is.</summary>
internal sealed record OfaGroundingSettings
{
    /// <summary>The network: a folder that 'riveg models convert' made, or a name of 'riveg models list' that was converted.</summary>
    /// <value>The default value is empty: it must be given.</value>
    [Description("The network: a folder that 'riveg models convert' made, or a name of 'riveg models list' that was converted.")]
    [Required(ErrorMessage = "a folder or a name of 'riveg models list'")]
    public string Model { get; init; } = string.Empty;

    /// <summary>How it is asked.</summary>
    [SettingsGroup(IsInline = true)]
    public OfaGroundingOptions Asking { get; init; } = new();

    /// <summary>How it runs.</summary>
    [SettingsGroup(Section = OnnxSettings.SharedSection, IsInline = true)]
    public OnnxSessionOptions Session { get; init; } = new();
}
