using Riveg.Networks.Architectures.Ofa;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;

namespace Riveg.Networks.Conversion;

/// <summary>Converts OFA: the picture's network, the encoder with the decoder's keys and values, and the decoder.</summary>
internal sealed class OfaConversion : IConversion
{
    private static readonly string[] TokenizerFiles = ["dict.txt", "encoder.json", "vocab.bpe"];

    private readonly ConversionSource source;
    private readonly OfaConfig config;
    private readonly OfaPictureEncoder picture;
    private readonly OfaEncoder encoder;
    private readonly OfaDecoder decoder;
    private readonly IReadOnlyList<TokenizerCopy> tokenizerFiles;

    public OfaConversion(ConversionSource source)
    {
        this.source = source;
        var weights = source.Weights;
        weights.AcceptOlderNames(OfaNames.OfFairseq);
        weights.Ignore(OfaNames.IsUnused);
        config = OfaConfig.Read(weights, source.Settings);
        picture = new OfaPictureEncoder(weights, config);
        encoder = new OfaEncoder(weights, config);
        decoder = new OfaDecoder(weights, config);
        weights.ThrowIfFaulty("ofa");
        RequireTiedWords();
        tokenizerFiles = FindTokenizer(source.Options.TokenizerFolder);
    }

    public ModelDescription Describe(ModelDescription description) => description with
    {
        Ofa = new OfaDescription(
            config.VocabularySize,
            config.MaximumLength,
            config.DecoderLayers,
            config.Heads,
            config.HeadWidth,
            config.GridPositions * OfaConfig.Stride,
            [.. tokenizerFiles.Select(f => f.Name)]),
    };

    public void Write(string folder, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        Save(OfaGraphs.Picture(new OnnxEmitter(source.Precision), picture, config), OfaDescription.PictureFile);
        Save(OfaGraphs.Encoder(Linear(), encoder, decoder, config), OfaDescription.EncoderFile);
        Save(OfaGraphs.Decoder(Linear(), decoder, config), OfaDescription.DecoderFile);
        foreach (var file in tokenizerFiles)
        {
            file.Write(folder);
        }

        void Save(OnnxEmitter graph, string name)
        {
            progress?.Report($"writing {name}");
            graph.Save(Path.Combine(folder, name), cancellationToken);
        }
    }

    // Convolutions stay in floats: the runtime's integer ones are slower on processors.
    private OnnxEmitter Linear() => new(source.Precision)
    {
        LinearForm = source.Options.Precision == ModelPrecision.Int8 ? LinearForm.Int8 : LinearForm.Float,
    };

    /// <summary>The words are kept under three names; a checkpoint that holds other numbers there is another network.</summary>
    private void RequireTiedWords()
    {
        source.Checkpoint.TryGet(OfaNames.Words, out var words);
        float[]? numbers = null;
        foreach (var name in OfaNames.TiedWords)
        {
            if (source.Checkpoint.TryGet(name, out var tied)
                && !(tied.Shape.AsSpan().SequenceEqual(words!.Shape.AsSpan())
                    && tied.ReadSingles().AsSpan().SequenceEqual(numbers ??= words.ReadSingles())))
            {
                throw new CheckpointException(
                    $"{source.Weights.Path}: '{name}' differs from '{OfaNames.Words}'; "
                    + "an OFA whose words are not shared is not known here.");
            }
        }
    }

    private static IReadOnlyList<TokenizerCopy> FindTokenizer(string? folder)
    {
        var files = TokenizerFiles.Select(f => Path.Combine(folder ?? "", f)).ToList();
        return folder is null
            ? throw new CheckpointException(
                $"An OFA needs its tokenizer; give the folder of {string.Join(", ", TokenizerFiles)} with --tokenizer.")
            : files.Find(f => !File.Exists(f)) is { } missing
            ? throw new CheckpointException(
                $"{missing}: is missing; give the folder of {string.Join(", ", TokenizerFiles)} with --tokenizer.")
            : [.. files.Select(TokenizerCopy.Of)];
    }
}
