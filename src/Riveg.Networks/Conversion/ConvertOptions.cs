namespace Riveg.Networks.Conversion;

/// <summary>What a conversion is told beside the checkpoint.</summary>
public sealed record ConvertOptions
{
    /// <summary>A JSON file with what shapes do not tell (heads, labels, image size).</summary>
    /// <value>The default value is <see langword="null"/>: the published constants hold.</value>
    public string? ConfigPath { get; init; }

    /// <summary>The folder of the tokenizer's files, copied beside a text model.</summary>
    /// <value>The default value is <see langword="null"/>: none are copied.</value>
    public string? TokenizerFolder { get; init; }

    /// <summary>What to store and compute in. SAM's decoders stay in single: they are small, and coordinates need it.</summary>
    /// <value>The default value is <see cref="ModelPrecision.Float32"/>.</value>
    public ModelPrecision Precision { get; init; }
}
