using Riveg.Networks.Architectures;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Conversion;

/// <summary>Converts a BERT or XLM-RoBERTa encoder, with a token classifier and its CRF where the checkpoint has them.</summary>
internal sealed class TextConversion : IConversion
{
    /// <summary>The names of the files; docs/networks.md tells what is in them.</summary>
    public const string ModelFile = "model.onnx";

    private const string WordTable = "embeddings.word_embeddings.weight";

    /// <summary>What the token classifier is called by Hugging Face and by AdaSeq.</summary>
    private static readonly string[] Heads = ["classifier", "linear"];

    /// <summary>Heads of the pre-training, the sentence's summary, and position numbers that older versions saved.</summary>
    private static readonly string[] Unused = ["cls.", "lm_head.", "pooler.", "embeddings.position_ids"];

    private readonly ConversionSource source;
    private readonly TextEncoderConfig config;
    private readonly TextEncoder encoder;
    private readonly TokenClassifier? classifier;
    private readonly IReadOnlyList<string>? labels;
    private readonly Crf? crf;
    private readonly IReadOnlyList<TokenizerCopy> tokenizerFiles;

    public TextConversion(ConversionSource source, TextEncoderKind kind)
    {
        this.source = source;
        var weights = source.Weights;
        var prefix = EncoderPrefix(kind);
        weights.Ignore(
            n => Unused.Any(u => n.StartsWith(u, StringComparison.Ordinal) || n.StartsWith(prefix + u, StringComparison.Ordinal)));
        weights.AcceptOlderNames(NameBeforePyTorch);
        config = TextEncoderConfig.Read(kind, weights, prefix, source.Settings);
        encoder = new TextEncoder(weights.In(prefix), config);
        if (Array.Find(Heads, h => weights.Contains(h + ".weight")) is { } head)
        {
            labels = ReadLabels(weights.ShapeOf(head + ".weight", 2, "token classifier")[0]);
            classifier = new TokenClassifier(encoder, weights, head, config, labels.Count);
            crf = weights.Contains("crf.transitions") ? new Crf(weights.In("crf."), labels.Count) : null;
        }

        weights.ThrowIfFaulty(kind == TextEncoderKind.Bert ? "bert" : "xlm-roberta");
        tokenizerFiles = FindTokenizerFiles(source.Options.TokenizerFolder);
    }

    public ModelDescription Describe(ModelDescription description) => description with
    {
        Text = new TextDescription(
            config.MaximumLength,
            config.PaddingId,
            config.Width,
            [.. tokenizerFiles.Select(f => f.Name)],
            labels,
            crf?.Describe()),
    };

    public void Write(string folder, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report($"writing {ModelFile}");
        Emit().Save(Path.Combine(folder, ModelFile), cancellationToken);
        foreach (var file in tokenizerFiles)
        {
            file.Write(folder);
        }
    }

    /// <summary>BERT's first checkpoints keep TensorFlow's names for normalisations.</summary>
    private static string NameBeforePyTorch(string name) =>
        name.Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal)
            .Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal);

    private OnnxEmitter Emit()
    {
        var ops = new OnnxEmitter(source.Precision);
        var ids = ops.Input("input_ids", ElementType.Int64, "batch", "tokens");
        var mask = ops.Input("attention_mask", ElementType.Int64, "batch", "tokens");
        if (classifier is null)
        {
            ops.Output("last_hidden_state", encoder.Forward(ops, ids, mask)[^1], "batch", "tokens", config.Width);
        }
        else
        {
            ops.Output("emissions", classifier.Forward(ops, ids, mask), "batch", "tokens", labels!.Count);
        }

        return ops;
    }

    /// <summary>
    /// What precedes the encoder's names: <c>bert.</c>, <c>roberta.</c>, nothing, or what a trainer put there. The two families share their
    /// names, so a prefix of the other family is a mistake in the choice of the architecture.
    /// </summary>
    private string EncoderPrefix(TextEncoderKind kind)
    {
        var found = source.Weights.Names.FirstOrDefault(n => n.EndsWith(WordTable, StringComparison.Ordinal));
        var prefix = found is null ? "" : found[..^WordTable.Length];
        var (other, right) = kind == TextEncoderKind.Bert ? ("roberta.", "xlm-roberta") : ("bert.", "bert");
        return prefix == other
            ? throw new CheckpointException(
                $"{source.Weights.Path}: holds the weights '{other}...'; convert it with --architecture {right}.")
            : prefix;
    }

    private IReadOnlyList<string> ReadLabels(int count)
    {
        var stated = source.Settings.Labels(count)
            ?? throw new CheckpointException(
                $"{source.Weights.Path}: has a classifier of {count} labels but nothing names them; "
                + "give a --config with 'id2label' or 'id_to_label', such as its config.json or configuration.json.");
        return stated.Count == count
            ? stated
            : throw new CheckpointException(
                $"{source.Settings.Source}: names {stated.Count} labels but the classifier has {count}; "
                + "give the configuration of this checkpoint.");
    }

    private static IReadOnlyList<TokenizerCopy> FindTokenizerFiles(string? folder)
    {
        if (folder is null)
        {
            return [];
        }

        string[] known = [
            "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt", "vocab.json", "merges.txt",
            "sentencepiece.bpe.model"
        ];
        var files = known.Select(n => Path.Combine(folder, n)).Where(File.Exists).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? [.. files.Select(TokenizerCopy.Of)]
            : throw new CheckpointException(
                $"{folder}: holds no tokenizer; give the folder that has one of {string.Join(", ", known)}.");
    }

    /// <summary>The scores of a linear-chain CRF. They are no part of the network that is emitted; the tagger decodes with them.</summary>
    private sealed class Crf(WeightSource weights, int labels)
    {
        private readonly Weight start = weights.Get("start_transitions", labels);
        private readonly Weight end = weights.Get("end_transitions", labels);
        private readonly Weight transitions = weights.Get("transitions", labels, labels);

        public CrfDescription Describe() => new(start.Read(), end.Read(), [.. transitions.Read().Chunk(labels)]);
    }
}
