using Riveg.Networks.Architectures;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Conversion;

/// <summary>What a conversion starts from.</summary>
/// <param name="Weights">The checkpoint's weights, held against what is asked for.</param>
/// <param name="Checkpoint">The checkpoint.</param>
/// <param name="Settings">The configuration.</param>
/// <param name="Options">What the caller wants.</param>
internal sealed record ConversionSource(
    CheckpointWeights Weights, Checkpoint Checkpoint, ArchitectureSettings Settings, ConvertOptions Options)
{
    /// <summary>What image encoders and text models compute in.</summary>
    public ElementType Precision => Options.Precision == ModelPrecision.Float16 ? ElementType.Float16 : ElementType.Float32;
}

/// <summary>A network that was built and checked, ready to be written. Building it throws where the checkpoint does not fit.</summary>
internal interface IConversion
{
    /// <summary>Adds what this kind of model needs to be served.</summary>
    ModelDescription Describe(ModelDescription description);

    /// <summary>Writes the models into an existing folder.</summary>
    void Write(string folder, IProgress<string>? progress, CancellationToken cancellationToken);
}
