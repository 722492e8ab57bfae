using Riveg.Networks.Architectures;
using Riveg.Networks.Architectures.Sam;
using Riveg.Networks.Architectures.TinyVit;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Conversion;

/// <summary>Converts SAM and MobileSAM, which differ in their image encoder alone.</summary>
internal sealed class SamConversion : IConversion
{
    /// <summary>The names of the files; docs/networks.md tells what is in them.</summary>
    public const string EncoderFile = "encoder.onnx";
    public const string DecoderFile = "decoder.onnx";
    public const string BoxDecoderFile = "box-decoder.onnx";

    private const string EncoderPrefix = "image_encoder.";

    private const string MeanWeight = "pixel_mean";
    private const string DeviationWeight = "pixel_std";

    /// <summary>Of ImageNet, on the scale of 0 to 255. Published checkpoints have none; those saved by some trainers do.</summary>
    private static readonly float[] PixelMean = [123.675f, 116.28f, 103.53f];
    private static readonly float[] PixelDeviation = [58.395f, 57.12f, 57.375f];

    private readonly ConversionSource source;
    private readonly SamDecoderConfig config;
    private readonly SamDecoder decoder;
    private readonly Func<OnnxEmitter, OnnxTensor, OnnxTensor> encode;
    private readonly float[] mean;
    private readonly float[] deviation;

    private SamConversion(
        ConversionSource source, string architecture, int imageSize, int gridSize, Func<OnnxEmitter, OnnxTensor, OnnxTensor> encode)
    {
        this.source = source;
        this.encode = encode;
        config = SamDecoderConfig.Read(source.Weights, imageSize, gridSize, source.Settings);
        decoder = new SamDecoder(source.Weights, config);
        (mean, deviation) = ReadNormalization(source);
        source.Weights.ThrowIfFaulty(architecture);
    }

    public static SamConversion OfSam(ConversionSource source)
    {
        RefuseWhatIsNotImplemented(source.Settings);
        if (source.Weights.Names.Any(HuggingFaceSamNames.IsTheirs))
        {
            // Not an older name to be tried second: what is the second of three maps there has the first one's name here.
            source.Weights.TranslateNames(HuggingFaceSamNames.Of);
            source.Weights.AcceptOlderNames(HuggingFaceSamNames.InPromptEncoder);
        }

        // Where both places hold the shared embedding, one of them is not asked for.
        source.Weights.Ignore(n => n is HuggingFaceSamNames.SharedEmbedding or HuggingFaceSamNames.PromptEmbedding);
        var sizes = SamImageEncoderConfig.Read(source.Weights, EncoderPrefix);
        RefuseAnothersConfiguration(source.Settings.Section("vision_config"), sizes);
        var encoder = new SamImageEncoder(source.Weights.In(EncoderPrefix), sizes);
        return new SamConversion(source, "sam", sizes.ImageSize, sizes.GridSize, (ops, image) => encoder.Forward(ops, image).Embedding);
    }

    public static SamConversion OfMobileSam(ConversionSource source)
    {
        source.Settings.RequireOneOf("model_type", "mobile-sam", "vit_t");
        source.Weights.Ignore(IsUnusedByMobileSam);
        var sizes = TinyVitConfig.Read(source.Weights, EncoderPrefix, source.Settings);
        var encoder = new TinyVitEncoder(source.Weights.In(EncoderPrefix), sizes);
        return new SamConversion(
            source, "mobile-sam", sizes.ImageSize, sizes.GridSize, (ops, image) => encoder.Forward(ops, image).Embedding);
    }

    public ModelDescription Describe(ModelDescription description) => description with
    {
        Segmentation = new SegmentationDescription(
            config.ImageSize, mean, deviation, config.Width, config.GridSize, config.MaskSize),
    };

    public void Write(string folder, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        Save(SegmentationGraphs.Encoder(source.Precision, config, encode), EncoderFile);
        Save(SegmentationGraphs.Decoder(decoder, config), DecoderFile);
        Save(SegmentationGraphs.BoxDecoder(decoder, config), BoxDecoderFile);

        void Save(OnnxEmitter graph, string name)
        {
            progress?.Report($"writing {name}");
            graph.Save(Path.Combine(folder, name), cancellationToken);
        }
    }

    private static void RefuseWhatIsNotImplemented(ArchitectureSettings settings)
    {
        settings.RequireOneOf("model_type", "sam", "vit_b", "vit_l", "vit_h");
        var vision = settings.Section("vision_config");
        vision.RequireOneOf("hidden_act", "gelu");
        vision.RequireBoolean("use_abs_pos", implemented: true);
        vision.RequireBoolean("use_rel_pos", implemented: true);
        vision.RequireBoolean("qkv_bias", implemented: true);
        settings.Section("prompt_encoder_config").RequireOneOf("hidden_act", "gelu");
        settings.Section("mask_decoder_config").RequireOneOf("hidden_act", "relu");
    }

    private static void RefuseAnothersConfiguration(ArchitectureSettings vision, SamImageEncoderConfig sizes)
    {
        vision.RequireSame("hidden_size", sizes.Width);
        vision.RequireSame("num_hidden_layers", sizes.Windows.Length);
        vision.RequireSame("num_attention_heads", sizes.Width / sizes.HeadWidth);
        vision.RequireSame("image_size", sizes.ImageSize);
        vision.RequireSame("patch_size", sizes.PatchSize);
        vision.RequireSame("output_channels", sizes.OutputWidth);
    }

    /// <summary>
    /// The means and deviations of a checkpoint that has them; the published ones where it has none, or deviations by which nothing can be
    /// divided.
    /// </summary>
    private static (float[] Mean, float[] Deviation) ReadNormalization(ConversionSource source)
    {
        var weights = source.Weights;
        var stated = Read(MeanWeight);
        var deviation = Read(DeviationWeight);
        return (
            stated is null || !Array.TrueForAll(stated, float.IsFinite) ? PixelMean : stated,
            deviation is null || !Array.TrueForAll(deviation, d => float.IsFinite(d) && d > 0) ? PixelDeviation : deviation);

        // A buffer of one number for each channel, [3, 1, 1] (segment_anything/modeling/sam.py).
        float[]? Read(string name)
        {
            if (!weights.Contains(name))
            {
                return null;
            }

            var shape = source.Checkpoint.TryGet(name, out var tensor) && tensor is { Shape: [3] } ? new[] { 3 } : [3, 1, 1];
            var weight = weights.GetBuffer(name, InitialDistribution.Zeros, shape);
            return tensor!.Shape.AsSpan().SequenceEqual(shape) ? weight.Read() : null;
        }
    }

    /// <summary>The classifier of the pre-training, counters of batches, and tables that follow from the sizes.</summary>
    private static bool IsUnusedByMobileSam(string name) =>
        name.StartsWith(EncoderPrefix + "norm_head.", StringComparison.Ordinal)
        || name.StartsWith(EncoderPrefix + "head.", StringComparison.Ordinal)
        || name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)
        || name.EndsWith(".attention_bias_idxs", StringComparison.Ordinal)
        || name.EndsWith(".attn.ab", StringComparison.Ordinal);
}
