using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Onnx.Observation.Objects;
using Riveg.Onnx.Sessions;
using Riveg.Settings;

namespace Riveg.Onnx.Profiles;

/// <summary>The settings of the observer of objects.</summary>
internal sealed record ObjectSettings
{
    /// <summary>The model where none is named.</summary>
    public const string Standard = "picodet-s";

    /// <summary>The network: a file, a folder with one, or a name of 'riveg models list'.</summary>
    /// <value>The default value is picodet-s.</value>
    [Description("The network: a file, a folder with one, or a name of 'riveg models list'.")]
    [MinLength(1)]
    public string Model { get; init; } = Standard;

    /// <summary>What is reported.</summary>
    [SettingsGroup(IsInline = true)]
    public ObjectDetectorOptions Detection { get; init; } = new();

    /// <summary>How it runs.</summary>
    [SettingsGroup(Section = OnnxSettings.SharedSection, IsInline = true)]
    public OnnxSessionOptions Session { get; init; } = new();
}
