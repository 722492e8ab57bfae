using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Riveg.Networks.Architectures.Ofa;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Conversion;

/// <summary>
/// The file <c>model.json</c> beside a converted model: everything that serving needs and the ONNX files do not say. See docs/networks.md.
/// </summary>
public sealed record ModelDescription
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "model.json";

    private const int LongestFile = 16 << 20;

    /// <summary>The form of the file that this version writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The form of the file.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>
    /// What was converted: <c>sam</c>, <c>mobile-sam</c>, <c>bert</c>, <c>xlm-roberta</c>, <c>ofa</c> or <c>bilstm-crf</c>.
    /// </summary>
    public required string Architecture { get; init; }

    /// <summary>
    /// What is computed in: <c>float32</c>, <c>float16</c> or <c>int8</c>, a <see cref="ModelPrecision"/> in small letters.
    /// </summary>
    public required string Precision { get; init; }

    /// <summary>The checkpoint's file name without its folder.</summary>
    public required string SourceFile { get; init; }

    /// <summary>
    /// The checkpoint's SHA-256 in lower-case hexadecimal digits; of one in several files that of their hashes, the index's first, one a
    /// line.
    /// </summary>
    public required string SourceSha256 { get; init; }

    /// <summary>The version of Riveg that converted it.</summary>
    public required string RivegVersion { get; init; }

    /// <summary>
    /// Every other file of the folder as it was written, sorted by name; null in models that an older Riveg converted.
    /// </summary>
    public IReadOnlyList<ConvertedFile>? Files { get; init; }

    /// <summary>How pictures go in and masks come out; null for text models.</summary>
    public SegmentationDescription? Segmentation { get; init; }

    /// <summary>How text goes in and labels come out; null for picture models.</summary>
    public TextDescription? Text { get; init; }

    /// <summary>How questions on pictures are asked and answered; null for other models.</summary>
    public OfaDescription? Ofa { get; init; }

    /// <summary>How the small tagger's scores become mentions; null for other models.</summary>
    public TaggerDescription? Tagger { get; init; }

    /// <summary>Reads the description of a converted model.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <exception cref="CheckpointException">There is none, or it is no such description.</exception>
    public static ModelDescription Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return Parse(SmallFile.ReadKept(path, LongestFile), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Reads a description.</summary>
    /// <param name="json">The content of its file.</param>
    /// <param name="path">How messages call the file.</param>
    /// <exception cref="CheckpointException">It is no such description.</exception>
    internal static ModelDescription Parse(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            var description = JsonSerializer.Deserialize(json, ModelDescriptionJson.Default.ModelDescription)
                ?? throw new JsonException("it is empty");
            if (description.ListWithHole is { } list)
            {
                throw new JsonException($"its {list} hold null");
            }

            return description.Format == CurrentFormat
                ? description
                : throw new CheckpointException(
                    $"{path}: has the form {description.Format} where {CurrentFormat} is read; convert the model again.");
        }
        catch (JsonException e)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>A list with null for an element, which the reader of JSON lets pass; null where there is none.</summary>
    private string? ListWithHole
    {
        get
        {
            (string Name, IEnumerable<object?>? Elements)[] lists =
            [
                ("files", Files),
                ("labels", Text?.Labels), ("tokenizerFiles", Text?.TokenizerFiles), ("transitions", Text?.Crf?.Transitions),
                ("labels", Tagger?.Labels), ("transitions", Tagger?.Crf.Transitions),
                ("tokenizerFiles", Ofa?.TokenizerFiles),
            ];
            return lists.FirstOrDefault(l => l.Elements is { } elements && elements.Contains(null)).Name;
        }
    }

    private static CheckpointException Unreadable(string path, Exception cause) =>
        new($"{path}: cannot be read as the description of a converted model: {cause.Message}", cause);

    /// <summary>The same model with a temperature of its own for yes, no and maybe.</summary>
    /// <param name="temperature">Divides their logits; above 0.</param>
    /// <exception cref="CheckpointException">It is no OFA.</exception>
    public ModelDescription WithTemperature(double temperature) => this with
    {
        Ofa = Ofa is null
            ? throw new CheckpointException($"A model of the architecture {Architecture} has no temperature; that is for ofa.")
            : Ofa with { Temperature = temperature },
    };

    /// <summary>
    /// The SHA-256 of all that is said here but the times of the files: a copy has others and is the same model.
    /// </summary>
    internal string Hash() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        this with { Files = Files is null ? null : [.. Files.Select(f => f with { Written = null })] },
        ModelDescriptionJson.Default.ModelDescription)));

    /// <summary>Writes the description over an earlier one; whoever reads it meanwhile sees one of the two whole.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Replace(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var temporary = Directory.CreateDirectory(Path.Combine(folder, $"{FileName}.{Guid.NewGuid():N}.tmp")).FullName;
        try
        {
            Save(temporary);
            File.Move(Path.Combine(temporary, FileName), Path.Combine(folder, FileName), overwrite: true);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>Writes the description.</summary>
    /// <param name="folder">The model's folder.</param>
    [SuppressMessage(
        "ApiDesign",
        "RS0030:Do not use banned APIs",
        Justification = "A part of a model's folder, which the converter moves to its place when all is written.")]
    public void Save(string folder)
    {
        using var stream = File.Create(Path.Combine(folder, FileName));
        JsonSerializer.Serialize(stream, this, ModelDescriptionJson.Default.ModelDescription);
    }
}

/// <summary>How a segmentation model takes its picture.</summary>
/// <param name="ImageSize">Height and width S of the encoder's input; a picture is resized to that longer side, normalised, then padded
/// with zeros right and below.</param>
/// <param name="PixelMean">Subtracted from red, green and blue of 0 to 255.</param>
/// <param name="PixelDeviation">Divides what is left.</param>
/// <param name="EmbeddingWidth">Channels of an image's embedding.</param>
/// <param name="EmbeddingSize">Height and width of an image's embedding.</param>
/// <param name="MaskSize">Height and width of the masks before they are enlarged.</param>
public sealed record SegmentationDescription(
    int ImageSize,
    IReadOnlyList<float> PixelMean,
    IReadOnlyList<float> PixelDeviation,
    int EmbeddingWidth,
    int EmbeddingSize,
    int MaskSize);

/// <summary>How a text model takes its tokens and what it gives.</summary>
/// <param name="MaxLength">The longest input in tokens, specials included.</param>
/// <param name="PaddingId">The id that fills up shorter inputs.</param>
/// <param name="Width">Numbers per token of the encoding.</param>
/// <param name="TokenizerFiles">The names of the tokenizer's files in the folder, sorted; empty where none were given.</param>
/// <param name="Labels">The labels in the order of the emissions; null for an encoder without a classifier.</param>
/// <param name="Crf">The linear-chain CRF over the labels; null where the checkpoint has none.</param>
public sealed record TextDescription(
    int MaxLength,
    int PaddingId,
    int Width,
    IReadOnlyList<string> TokenizerFiles,
    IReadOnlyList<string>? Labels = null,
    CrfDescription? Crf = null);

/// <summary>How an OFA takes questions and gives answers.</summary>
/// <param name="VocabularySize">Words, codes and places.</param>
/// <param name="MaxLength">The longest question and the longest answer in tokens, specials included.</param>
/// <param name="Layers">Layers of the decoder, each with a cache.</param>
/// <param name="Heads">Heads of a cache.</param>
/// <param name="HeadWidth">Numbers per head.</param>
/// <param name="MaxSide">The largest side of a picture in pixels.</param>
/// <param name="TokenizerFiles">The names of the tokenizer's files in the folder, sorted.</param>
/// <param name="Temperature">Divides the logits of yes, no and maybe; 1 where none was fitted.</param>
public sealed record OfaDescription(
    int VocabularySize,
    int MaxLength,
    int Layers,
    int Heads,
    int HeadWidth,
    int MaxSide,
    IReadOnlyList<string> TokenizerFiles,
    double Temperature = 1)
{
    /// <summary>The network that looks at pictures.</summary>
    public const string PictureFile = "picture.onnx";

    /// <summary>The network that reads questions on them.</summary>
    public const string EncoderFile = "encoder.onnx";

    /// <summary>The network that writes answers.</summary>
    public const string DecoderFile = "decoder.onnx";

    /// <summary>Pixels of the picture along a side of one place of its grid.</summary>
    public const int Stride = OfaConfig.Stride;
}

/// <summary>How the scores of the small tagger become mentions.</summary>
/// <param name="WordWidth">How many numbers the vector of a word has.</param>
/// <param name="Labels">The labels in the order of the emissions.</param>
/// <param name="Crf">The linear-chain CRF over the labels.</param>
/// <param name="Text">What is made of the scores of a post without auxiliary knowledge.</param>
/// <param name="Knowledge">What is made of those of a post with it.</param>
/// <param name="FormSizes">
/// How many values each form of a token has in the network; null in models that an older Riveg made, where nothing is compared.
/// </param>
public sealed record TaggerDescription(
    int WordWidth,
    IReadOnlyList<string> Labels,
    CrfDescription Crf,
    TaggerCalibration Text,
    TaggerCalibration Knowledge,
    IReadOnlyList<int>? FormSizes = null)
{
    /// <summary>The network.</summary>
    public const string NetworkFile = "model.onnx";

    /// <summary>The vectors of words.</summary>
    public const string VectorsFile = "vectors.bin";

    /// <summary>The clusters of words.</summary>
    public const string ClustersFile = "clusters.bin";
}

/// <summary>How one view of a tagger was set after training, on posts that it has not learned from.</summary>
/// <param name="OutsideShift">
/// Subtracted from the score of <c>O</c> before the chain is decoded: likelihood alone favours precision.
/// </param>
/// <param name="Slope">Of the calibration: a mention's score is the logistic function of this times the log-odds of its marginal.</param>
/// <param name="Intercept">Added to that.</param>
public sealed record TaggerCalibration(double OutsideShift = 0, double Slope = 1, double Intercept = 0)
{
    /// <summary>The score of a mention.</summary>
    /// <param name="probability">The marginal probability of exactly its span and type, 0..1.</param>
    /// <returns>0..1.</returns>
    public double Score(double probability)
    {
        const double Edge = 1e-9;
        var p = Math.Clamp(probability, Edge, 1 - Edge);
        return 1 / (1 + Math.Exp(-((Slope * Math.Log(p / (1 - p))) + Intercept)));
    }
}

/// <summary>The scores of a linear-chain CRF, in the order of the labels.</summary>
/// <param name="Start">Of beginning with a label.</param>
/// <param name="End">Of ending with a label.</param>
/// <param name="Transitions">Of going from the first index to the second.</param>
public sealed record CrfDescription(IReadOnlyList<float> Start, IReadOnlyList<float> End, IReadOnlyList<IReadOnlyList<float>> Transitions);

[JsonSerializable(typeof(ModelDescription))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n",
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
internal sealed partial class ModelDescriptionJson : JsonSerializerContext;
