using System.Diagnostics.CodeAnalysis;
using Riveg.Networks.Architectures;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;
using Riveg.Recognition;

namespace Riveg.Networks.Tagging;

/// <summary>The folder of a tagger that is served: the network, the words that it knows, and their description.</summary>
internal static class TaggerFolder
{
    /// <summary>The name of the architecture in a description.</summary>
    public const string Architecture = "bilstm-crf";

    // Far below what any scores add up to, and finite: it is written as a number.
    private const float Forbidden = -1e4f;

    /// <summary>Writes a folder.</summary>
    /// <param name="folder">A folder that is there and empty.</param>
    /// <param name="weights">The weights, those of training or random ones.</param>
    /// <param name="config">The sizes.</param>
    /// <param name="labels">The labels; steps that they do not allow are forbidden.</param>
    /// <param name="reader">The words that it knows.</param>
    /// <param name="source">The name and the SHA-256 of what it was made of.</param>
    /// <param name="cancellationToken">Ends the work; what was written then is of no use.</param>
    /// <returns>The description that was written.</returns>
    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "A folder that whoever asks moves to its place.")]
    public static ModelDescription Write(
        string folder,
        WeightSource weights,
        BiLstmCrfConfig config,
        BioesLabels labels,
        TaggerReader reader,
        (string Name, string Sha256) source,
        CancellationToken cancellationToken = default)
    {
        var tagger = new BiLstmCrfTagger(weights, config);
        Emit(tagger, config).Save(Path.Combine(folder, TaggerDescription.NetworkFile), cancellationToken);
        using (var vectors = File.Create(Path.Combine(folder, TaggerDescription.VectorsFile)))
        {
            reader.Vectors.Write(vectors);
        }

        using (var clusters = File.Create(Path.Combine(folder, TaggerDescription.ClustersFile)))
        {
            reader.WriteClusters(clusters);
        }

        var description = new ModelDescription
        {
            Architecture = Architecture,
            Precision = "float32",
            SourceFile = source.Name,
            SourceSha256 = source.Sha256,
            RivegVersion = typeof(TaggerFolder).Assembly.GetName().Version!.ToString(3),
            Tagger = new TaggerDescription(reader.Vectors.Width, labels.Names, Chain(tagger.Chain, labels), new(), new(), reader.FormSizes),
            Files = ConvertedFile.In(folder, cancellationToken),
        };
        description.Save(folder);
        return description;
    }

    private static OnnxEmitter Emit(BiLstmCrfTagger tagger, BiLstmCrfConfig config)
    {
        var ops = new OnnxEmitter();
        const string Posts = "posts", Tokens = "tokens";
        var inputs = new TaggerTensors<OnnxTensor>(
            ops.Input(TaggerBatch.WordsName, ElementType.Float32, Posts, Tokens, config.WordWidth),
            ops.Input(TaggerBatch.FormsName, ElementType.Int64, Posts, Tokens, config.FormSizes.Length),
            ops.Input(TaggerBatch.LettersName, ElementType.Int64, Posts, Tokens, config.LettersPerWord),
            ops.Input(TaggerBatch.KnowledgeName, ElementType.Float32, Posts, Tokens, config.KnowledgeWidth),
            ops.Input(TaggerBatch.LengthsName, ElementType.Int64, Posts));
        ops.Output(TaggerBatch.EmissionsName, tagger.Forward(ops, inputs), Posts, Tokens, config.Labels);
        return ops;
    }

    private static CrfDescription Chain(ChainWeights chain, BioesLabels labels)
    {
        var (start, end, steps) = (chain.Start.Read(), chain.End.Read(), chain.Transitions.Read());
        var all = Enumerable.Range(0, labels.Count).ToList();
        return new CrfDescription(
            [.. all.Select(l => labels.MayStart(l) ? start[l] : Forbidden)],
            [.. all.Select(l => labels.MayEnd(l) ? end[l] : Forbidden)],
            [.. all.Select(from => (IReadOnlyList<float>)
                [.. all.Select(to => labels.MayFollow(from, to) ? steps[(from * labels.Count) + to] : Forbidden)])]);
    }
}
