using Riveg.Networks.Architectures.Sam;
using Riveg.Networks.Architectures.TinyVit;
using Riveg.Networks.Onnx;

namespace Riveg.Networks.Conversion;

/// <summary>Converts SAM and MobileSAM, which differ in their image encoder alone.</summary>
internal sealed class SamConversion : IConversion
{
    /// <summary>The names of the files; docs/networks.md tells what is in them.</summary>
    public const string EncoderFile = "encoder.onnx";
    public const string DecoderFile = "decoder.onnx";
    public const string BoxDecoderFile = "box-decoder.onnx";

    private const string EncoderPrefix = "image_encoder.";

    /// <summary>Of ImageNet, on the scale of 0 to 255. Not in the checkpoints.</summary>
    private static readonly float[] PixelMean = [123.675f, 116.28f, 103.53f];
    private static readonly float[] PixelDeviation = [58.395f, 57.12f, 57.375f];

    private readonly ConversionSource source;
    private readonly SamDecoderConfig config;
    private readonly SamDecoder decoder;
    private readonly Func<OnnxEmitter, OnnxTensor, OnnxTensor> encode;

    private SamConversion(
        ConversionSource source, string architecture, int imageSize, int gridSize, Func<OnnxEmitter, OnnxTensor, OnnxTensor> encode)
    {
        this.source = source;
        this.encode = encode;
        config = SamDecoderConfig.Read(source.Weights, imageSize, gridSize, source.Settings);
        decoder = new SamDecoder(source.Weights, config);
        source.Weights.ThrowIfFaulty(architecture);
    }

    public static SamConversion OfSam(ConversionSource source)
    {
        var sizes = SamImageEncoderConfig.Read(source.Weights, EncoderPrefix);
        var encoder = new SamImageEncoder(source.Weights.In(EncoderPrefix), sizes);
        return new SamConversion(source, "sam", sizes.ImageSize, sizes.GridSize, (ops, image) => encoder.Forward(ops, image).Embedding);
    }

    public static SamConversion OfMobileSam(ConversionSource source)
    {
        source.Weights.Ignore(IsUnusedByMobileSam);
        var sizes = TinyVitConfig.Read(source.Weights, EncoderPrefix, source.Settings);
        var encoder = new TinyVitEncoder(source.Weights.In(EncoderPrefix), sizes);
        return new SamConversion(
            source, "mobile-sam", sizes.ImageSize, sizes.GridSize, (ops, image) => encoder.Forward(ops, image).Embedding);
    }

    public ModelDescription Describe(ModelDescription description) => description with
    {
        Segmentation = new SegmentationDescription(
            config.ImageSize, PixelMean, PixelDeviation, config.Width, config.GridSize, config.MaskSize),
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

    /// <summary>The classifier of the pre-training, counters of batches, and tables that follow from the sizes.</summary>
    private static bool IsUnusedByMobileSam(string name) =>
        name.StartsWith(EncoderPrefix + "norm_head.", StringComparison.Ordinal)
        || name.StartsWith(EncoderPrefix + "head.", StringComparison.Ordinal)
        || name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)
        || name.EndsWith(".attention_bias_idxs", StringComparison.Ordinal)
        || name.EndsWith(".attn.ab", StringComparison.Ordinal);
}
