using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Settings;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>Which of the objects that a detector proposes are reported. Immutable.</summary>
public sealed record ObjectDetectorOptions
{
    /// <summary>The least score of an object that is reported.</summary>
    /// <value>The default value is 0.25; above 0 and at most 1.</value>
    [Description("The least score of an object that is reported.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double MinScore { get; init; } = 0.25;

    /// <summary>
    /// From which intersection over union on the weaker of two boxes of one class is dropped; models that suppress themselves are left as
    /// they are.
    /// </summary>
    /// <value>The default value is 0.5; above 0 and at most 1.</value>
    [Description("From which intersection over union on the weaker of two boxes of one class is dropped; "
        + "models that suppress themselves are left as they are.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double MaxOverlap { get; init; } = 0.5;

    /// <summary>The most objects that are reported of one picture: the surest.</summary>
    /// <value>The default value is 100; 1 to 10,000.</value>
    [Description("The most objects that are reported of one picture: the surest.")]
    [Range(1, 10_000)]
    public int MaxObjects { get; init; } = 100;

    /// <summary>
    /// The side in pixels of the square input of a model that takes pictures of any size; another than its own is an error for a model
    /// that has one.
    /// </summary>
    /// <value>The default value is null: the model's own, else 640; 32 to 2048.</value>
    [Description("The side in pixels of the square input of a model that takes pictures of any size; another than its own is an error "
        + "for a model that has one.")]
    [DefaultValue("the model's own, else 640")]
    [Range(32, 2048)]
    public int? InputSide { get; init; }

    /// <summary>
    /// The names of the classes: a file with one a line, a JSON file, or coco for the 80 classes of COCO.
    /// </summary>
    /// <value>The default value is null: what the model or a file beside it says, else the 80 classes of COCO where the model has as
    /// many.</value>
    [Description("The names of the classes: a file with one a line, a JSON file, or coco for the 80 classes of COCO.")]
    [DefaultValue("what the model or a file beside it says, else the 80 classes of COCO where the model has as many")]
    [MinLength(1)]
    public string? Labels { get; init; }

    internal void Validate() => SettingsCheck.Validate(this, "The detector's options");
}
