using Riveg.Faults;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Store;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Segmentation;
using Riveg.Stages;

namespace Riveg.Onnx.Segmentation;

/// <summary>
/// Stage 5 by a Segment Anything network (TMM 2025, section III-E): the picture is encoded once, each box prompts one mask. Takes folders
/// that
/// <c>riveg models convert</c> made, and the exports that people have: Meta's decoder names with an encoder of planes or of rows
/// (MobileSAM), and
/// <c>vision_encoder</c> with <c>prompt_encoder_mask_decoder</c> (SlimSAM, SAM); which one it is shows in the models' inputs and outputs.
/// Thread-safe.
/// </summary>
public sealed class SamSegmenter : Segmenter, IDisposable
{
    // Only a conversion of ours makes a file of this name.
    private const string BoxDecoderFile = "box-decoder.onnx";

    private readonly SamEncoder encoder;
    private readonly SamDecoder decoder;
    private readonly PictureResults<int, EncodedPicture> pictures;
    private readonly string model;
    private readonly ModelProvenance provenance;

    private SamSegmenter(SamEncoder encoder, SamDecoder decoder, string model, ModelProvenance provenance)
        : base("sam")
    {
        this.encoder = encoder;
        this.decoder = decoder;
        pictures = new PictureResults<int, EncodedPicture>((image, _, token) => encoder.Encode(image, token));
        this.model = model;
        this.provenance = provenance;
    }

    /// <inheritdoc />
    public override StageInfo Info => new("sam")
    {
        Model = model,
        ModelSha256 = provenance.Sha256,
        Details = new Dictionary<string, string>(provenance.Details)
        {
            ["device"] = encoder.DeviceInUse,
            ["encoder"] = encoder.Contract,
            ["decoder"] = decoder.Contract,
        },
    };

    /// <summary>Loads a model.</summary>
    /// <param name="folder">Holds the two <c>.onnx</c> files.</param>
    /// <param name="options">How they are run; the defaults if null.</param>
    /// <param name="name">The model's name for the provenance; the folder's name if null.</param>
    /// <exception cref="InvalidDataException">The folder holds no such model, or one that fits no known contract; the message lists what
    /// was found.</exception>
    /// <exception cref="StageUnavailableException">The native library or the device is missing.</exception>
    public static SamSegmenter Open(string folder, OnnxSessionOptions? options = null, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var files = SamFiles.In(folder);
        var owned = new List<IDisposable>();
        try
        {
            var converted = Converted(folder);
            var pictureEncoder = SamEncoder.For(Owned(OnnxSession.Open(files.Encoder, options)), NormalizationOf(converted, folder));
            var maskDecoder = SamDecoder.For(Owned(OnnxSession.Open(files.Decoder, options)));
            var folderName = Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar));
            return new SamSegmenter(
                pictureEncoder,
                maskDecoder,
                name ?? folderName,
                converted is null ? new ModelProvenance(ModelHash.Of([files.Encoder, files.Decoder]), []) : ModelHash.OfConverted(folder));
        }
        catch
        {
            owned.ForEach(o => o.Dispose());
            throw;
        }

        OnnxSession Owned(OnnxSession session)
        {
            owned.Add(session);
            return session;
        }
    }

    /// <summary>Runs both networks once, so that the first picture does not pay for their setting up.</summary>
    public async ValueTask WarmUpAsync(CancellationToken cancellationToken = default) =>
        await SegmentAsync(new RgbImage(2, 2, new byte[12]), [new Box(0, 0, 2, 2)], cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    /// <remarks>
    /// A picture's embedding is kept as long as the picture, so that a further call with the same <see cref="RgbImage"/> costs only the
    /// boxes.
    /// </remarks>
    /// <exception cref="ArgumentException">A box has no area inside the picture.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public override async ValueTask<IReadOnlyList<Mask>> SegmentAsync(
        RgbImage image, IReadOnlyList<Box> boxes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(boxes);
        var size = new ImageSize(image.Width, image.Height);
        var prompts = boxes.Select((box, i) => Inside(box, i, size)).ToList();
        if (prompts.Count == 0)
        {
            return [];
        }

        var picture = await pictures.GetAsync(image, encoder.Side, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Segment(picture, prompts, size, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        encoder.Dispose();
        decoder.Dispose();
    }

    /// <summary>The description of a model that <c>riveg models convert</c> made; exports of others have none.</summary>
    private static SegmentationDescription? Converted(string folder)
    {
        try
        {
            return File.Exists(Path.Combine(folder, ModelDescription.FileName)) ? ModelDescription.Load(folder).Segmentation : null;
        }
        catch (CheckpointException e) when (File.Exists(Path.Combine(folder, BoxDecoderFile)))
        {
            throw new InvalidDataException($"{e.Message.TrimEnd('.')}; convert the checkpoint again.", e);
        }
        catch (CheckpointException)
        {
            // Another program's file of that name.
            return null;
        }
    }

    private static PictureNormalization NormalizationOf(SegmentationDescription? description, string folder)
    {
        try
        {
            return description is null
                ? PictureNormalization.ImageNet
                : new PictureNormalization([.. description.PixelMean], [.. description.PixelDeviation]);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(
                $"{Path.Combine(folder, ModelDescription.FileName)}: its pixel means and deviations are wrong; convert the model again.",
                e);
        }
    }

    private static Box Inside(Box box, int index, ImageSize size)
    {
        var inside = box.IsProper ? box.ClampTo(size) : box;
        return inside.IsProper
            ? inside
            : throw new ArgumentException(
                $"Box {index + 1} ({box.X0:0.##}, {box.Y0:0.##}, {box.X1:0.##}, {box.Y1:0.##}) has no area inside the picture of {size}; "
                + "give x0 < x1 and y0 < y1 in its pixels.");
    }

    private List<Mask> Segment(EncodedPicture picture, List<Box> boxes, ImageSize size, CancellationToken cancellationToken)
    {
        var masks = decoder.Decode(picture, boxes.ConvertAll(picture.Letterbox.ToScaled), cancellationToken);
        var scaled = new ImageSize(picture.Letterbox.Scaled.Width, picture.Letterbox.Scaled.Height);
        return [.. masks.Zip(
            boxes, (mask, box) => MaskUpsampler.Upsample(mask, encoder.Side, scaled, size, mask.ClipToPrompt ? box : null))];
    }
}
