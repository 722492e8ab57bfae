using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures;

/// <summary>What a <see cref="BiLstmCrfTagger"/> reads of N posts of at most T tokens.</summary>
/// <param name="Words">Vectors of the words [N, T, words].</param>
/// <param name="Forms">Numbers of small tables [N, T, forms], integers.</param>
/// <param name="Letters">Letters of the words [N, T, letters a word], integers.</param>
/// <param name="Knowledge">What is known of the words [N, T, knowledge].</param>
/// <param name="Lengths">How many tokens each post has [N], integers.</param>
public sealed record TaggerTensors<T>(T Words, T Forms, T Letters, T Knowledge, T Lengths)
    where T : class;

/// <summary>
/// A small tagger: vectors of words, tables of their forms, a convolution over their letters and what knowledge says of them go through a
/// long short-term memory in both directions to the scores of a linear-chain CRF (Huang, Xu and Yu, arXiv 1508.01991; letters as in Ma and
/// Hovy, ACL 2016).
/// </summary>
public sealed class BiLstmCrfTagger
{
    private const int LetterKernel = 3;

    private readonly BiLstmCrfConfig config;
    private readonly Weight letters;
    private readonly Weight letterFilters;
    private readonly Weight letterBias;
    private readonly Weight[] forms;
    private readonly Linear knowledge;
    private readonly LstmWeights memory;
    private readonly Linear labels;

    /// <summary>Asks for the weights.</summary>
    /// <param name="weights">Where they come from.</param>
    /// <param name="config">The sizes.</param>
    public BiLstmCrfTagger(WeightSource weights, BiLstmCrfConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        this.config = config;
        letters = weights.Get("letters.table", new InitialDistribution.Uniform(0.3f), config.Letters, config.LetterWidth);
        letterFilters = weights.Get("letters.filters.weight", config.LetterFilters, config.LetterWidth, LetterKernel);
        letterBias = weights.Get("letters.filters.bias", InitialDistribution.Zeros, config.LetterFilters);
        forms =
        [
            .. config.FormSizes.Zip(config.FormWidths).Select((size, i) =>
                weights.Get($"forms.{i}", new InitialDistribution.Uniform(0.3f), size.First, size.Second)),
        ];
        knowledge = new Linear(weights, "knowledge", config.KnowledgeWidth, config.KnowledgeFeatures);
        var inputs = config.WordWidth + config.FormWidths.Sum() + config.LetterFilters + config.KnowledgeFeatures;
        memory = LstmWeights.From(weights, "memory", inputs, config.Hidden);
        labels = new Linear(weights, "labels", 2 * config.Hidden, config.Labels);
        Chain = ChainWeights.From(weights, "crf", config.Labels);
    }

    /// <summary>The scores of the chain over the labels.</summary>
    public ChainWeights Chain { get; }

    /// <summary>Scores every token.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="inputs">What is read.</param>
    /// <returns>The emissions of the chain [N, T, labels].</returns>
    public T Forward<T>(ITensorOps<T> ops, TaggerTensors<T> inputs)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        ArgumentNullException.ThrowIfNull(inputs);
        T[] parts =
        [
            inputs.Words,
            .. forms.Select((table, i) => ops.Embedding(Column(ops, inputs.Forms, i), table)),
            ReadLetters(ops, inputs.Letters),
            ops.Tanh(knowledge.Forward(ops, inputs.Knowledge)),
        ];
        var read = ops.Dropout(ops.Concat(2, parts), config.InputDropout);
        return labels.Forward(ops, ops.Dropout(ops.Lstm(read, inputs.Lengths, memory), config.OutputDropout));
    }

    /// <summary>What the network loses on labelled posts.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="inputs">What is read.</param>
    /// <param name="trueLabels">[N, T], integers.</param>
    /// <returns>One number for each post [N].</returns>
    public T Loss<T>(ITrainingOps<T> ops, TaggerTensors<T> inputs, T trueLabels)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ops);
        ArgumentNullException.ThrowIfNull(inputs);
        return ops.ChainLoss(Forward(ops, inputs), trueLabels, inputs.Lengths, Chain);
    }

    private static T Column<T>(ITensorOps<T> ops, T forms, int index)
        where T : class => ops.Reshape(
            ops.Slice(forms, 2, index, index + 1), [Extent<T>.Of(forms, 0), Extent<T>.Of(forms, 1)]);

    private T ReadLetters<T>(ITensorOps<T> ops, T ids)
        where T : class
    {
        var rows = ops.Embedding(ops.Reshape(ids, -1, config.LettersPerWord), letters);
        var filtered = ops.Conv1d(ops.Transpose(rows, 0, 2, 1), letterFilters, letterBias, LetterKernel / 2);
        return ops.Reshape(
            ops.Tanh(ops.Max(filtered, 2)), [Extent<T>.Of(ids, 0), Extent<T>.Of(ids, 1), config.LetterFilters]);
    }
}
