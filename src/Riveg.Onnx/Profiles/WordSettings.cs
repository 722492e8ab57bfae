using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Onnx.Observation.Reading;
using Riveg.Onnx.Sessions;
using Riveg.Settings;

namespace Riveg.Onnx.Profiles;

/// <summary>The settings of the observer of words.</summary>
internal sealed record WordSettings
{
    /// <summary>The model where none is named.</summary>
    public const string Standard = "ppocr-en";

    /// <summary>The networks: a folder with detection, recognition and dictionary, or a name of 'riveg models list'.</summary>
    /// <value>The default value is ppocr-en.</value>
    [Description("The networks: a folder with detection, recognition and dictionary, or a name of 'riveg models list'.")]
    [MinLength(1)]
    public string Model { get; init; } = Standard;

    /// <summary>
    /// In which posts' pictures words are looked for: in all, or where the text has a capital letter, a hashtag or a handle.
    /// </summary>
    /// <value>The default value is always.</value>
    [Description("In which posts' pictures words are looked for: in all, or where the text has a capital letter, a hashtag or a handle.")]
    public WordSearch Search { get; init; } = WordSearch.Always;

    /// <summary>How they are looked for.</summary>
    [SettingsGroup(IsInline = true)]
    public WordReaderOptions Reading { get; init; } = new();

    /// <summary>How it runs.</summary>
    [SettingsGroup(Section = OnnxSettings.SharedSection, IsInline = true)]
    public OnnxSessionOptions Session { get; init; } = new();
}
