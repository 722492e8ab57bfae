namespace Riveg.Evaluation.LabelStudio;

/// <summary>How the tags of a labelling config are called that Riveg's regions belong to.</summary>
public sealed record LabelStudioNames
{
    /// <summary>The tag <c>Labels</c> for spans of the text; null where the config has none.</summary>
    /// <value>The default value is <c>entity</c>.</value>
    public string? Labels { get; init; } = "entity";

    /// <summary>The tag <c>Text</c> that <see cref="Labels"/> is of.</summary>
    /// <value>The default value is <c>text</c>.</value>
    public string Text { get; init; } = "text";

    /// <summary>The tag <c>RectangleLabels</c> for boxes; null where the config has none.</summary>
    /// <value>The default value is <c>box</c>.</value>
    public string? Boxes { get; init; } = "box";

    /// <summary>The tag <c>BrushLabels</c> for masks; null where the config has none.</summary>
    /// <value>The default value is <c>mask</c>.</value>
    public string? Masks { get; init; } = "mask";

    /// <summary>The tag <c>Image</c> that <see cref="Boxes"/> and <see cref="Masks"/> are of.</summary>
    /// <value>The default value is <c>image</c>.</value>
    public string Image { get; init; } = "image";
}
