using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Store;
using Riveg.Settings;

namespace Riveg.Onnx.Profiles;

/// <summary>The settings of the small tagger.</summary>
internal sealed record TaggerSettings
{
    /// <summary>The model: a folder that 'riveg train tagger' made, or riveg-tagger, which lies inside the package.</summary>
    /// <value>The default value is riveg-tagger.</value>
    [Description("The model: a folder that 'riveg train tagger' made, or riveg-tagger, which lies inside the package.")]
    [MinLength(1)]
    public string Model { get; init; } = PackagedModel.TaggerName;

    /// <summary>How it runs.</summary>
    [SettingsGroup(Section = OnnxSettings.SharedSection, IsInline = true)]
    public OnnxSessionOptions Session { get; init; } = new();
}
