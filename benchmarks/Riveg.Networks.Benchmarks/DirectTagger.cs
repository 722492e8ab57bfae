using Riveg.Networks.Architectures;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Riveg.Networks.Benchmarks;

/// <summary>
/// <see cref="BiLstmCrfTagger"/> as one writes it on TorchSharp alone, module by module and with the chain of pytorch-crf: what a step
/// through our operations is measured against.
/// </summary>
internal sealed class DirectTagger : Module<TaggerPosts, Tensor>
{
    private readonly ModuleList<Embedding> forms;
    private readonly Embedding letters;
    private readonly Conv1d filters;
    private readonly Linear knowledge;
    private readonly LSTM memory;
    private readonly Linear labels;
    private readonly Dropout inputDropout;
    private readonly Dropout outputDropout;
    private readonly TorchSharp.Modules.Parameter start;
    private readonly TorchSharp.Modules.Parameter end;
    private readonly TorchSharp.Modules.Parameter transitions;

    public DirectTagger(BiLstmCrfConfig config)
        : base(nameof(DirectTagger))
    {
        forms = new(config.FormSizes.Zip(config.FormWidths).Select(s => Embedding(s.First, s.Second)).ToArray());
        letters = Embedding(config.Letters, config.LetterWidth);
        filters = Conv1d(config.LetterWidth, config.LetterFilters, 3, padding: 1);
        knowledge = Linear(config.KnowledgeWidth, config.KnowledgeFeatures);
        var inputs = config.WordWidth + config.FormWidths.Sum() + config.LetterFilters + config.KnowledgeFeatures;
        memory = LSTM(inputs, config.Hidden, batchFirst: true, bidirectional: true);
        labels = Linear(2 * config.Hidden, config.Labels);
        inputDropout = Dropout(config.InputDropout);
        outputDropout = Dropout(config.OutputDropout);
        start = new(rand(config.Labels));
        end = new(rand(config.Labels));
        transitions = new(rand(config.Labels, config.Labels));
        RegisterComponents();
    }

    /// <summary>The mean loss.</summary>
    public override Tensor forward(TaggerPosts posts)
    {
        using var scope = NewDisposeScope();
        var (count, places) = (posts.Words.shape[0], posts.Words.shape[1]);
        var rows = letters.call(posts.Letters.view(count * places, -1)).transpose(1, 2);
        var spelled = filters.call(rows).amax([2]).tanh().view(count, places, -1);
        var columns = forms.Select((table, i) => table.call(posts.Forms.select(2, i)));
        var read = cat([posts.Words, .. columns, spelled, knowledge.call(posts.Knowledge).tanh()], 2);
        var packed = nn.utils.rnn.pack_padded_sequence(inputDropout.call(read), posts.Lengths, batch_first: true, enforce_sorted: false);
        var (remembered, _, _) = memory.call(packed);
        var (padded, _) = nn.utils.rnn.pad_packed_sequence(remembered, batch_first: true, total_length: places);
        return Loss(labels.call(outputDropout.call(padded)), posts.Labels, posts.Lengths).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            start.Dispose();
            end.Dispose();
            transitions.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>As pytorch-crf (kmkurn, 0.7.2) computes numerator and normalizer, places first.</summary>
    private Tensor Loss(Tensor emissions, Tensor tags, Tensor lengths)
    {
        var (count, places) = (emissions.shape[0], emissions.shape[1]);
        var (scores, steps) = (emissions.transpose(0, 1), tags.transpose(0, 1));
        var mask = arange(places).unsqueeze(1) < lengths.unsqueeze(0);
        var factor = mask.to(float32);
        var rows = arange(count);

        var path = start.index(steps[0]) + scores[0].index(rows, steps[0]);
        var sums = start + scores[0];
        for (var t = 1; t < places; t++)
        {
            path += transitions.index(steps[t - 1], steps[t]) * factor[t];
            path += scores[t].index(rows, steps[t]) * factor[t];
            var next = (sums.unsqueeze(2) + transitions + scores[t].unsqueeze(1)).logsumexp(1);
            sums = where(mask[t].unsqueeze(1), next, sums);
        }

        path += end.index(steps.index(lengths - 1, rows));
        return ((sums + end).logsumexp(1) - path).mean();
    }
}
