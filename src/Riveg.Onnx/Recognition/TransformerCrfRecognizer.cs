using Riveg.Faults;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Store;
using Riveg.Onnx.Tokenization;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.Onnx.Recognition;

/// <summary>
/// Stage 1 by a transformer with a CRF (PGIM's tagger, docs/method.md): <c>text &lt;EOS&gt; knowledge</c> goes through the encoder, each
/// word is labelled at its first piece, and only the text's words are decoded. What is longer than the model takes is seen through
/// overlapping windows: each word's scores come from the window in which it has most context, over all windows of the knowledge on average.
/// Nothing is cut off. Posts go through the network together, those of about one length in one run. Thread-safe.
/// </summary>
public sealed class TransformerCrfRecognizer : IEntityRecognizer, IDisposable
{
    private const string ModelFile = "model.onnx";
    private const string Emissions = "emissions";

    // The authors write the mark as a word of the text; it has no piece of its own.
    private const string KnowledgeMark = "<EOS>";

    // Far below what any scores add up to, and finite: sums stay numbers.
    private const double Forbidden = -1e9;

    private readonly OnnxSession session;
    private readonly SubwordTokenizer tokenizer;
    private readonly TaggerLabels labels;
    private readonly TaggerChain chain;
    private readonly int capacity;
    private readonly int paddingId;
    private readonly string precision;
    private readonly StageInfo info;

    private TransformerCrfRecognizer(OnnxSession session, SubwordTokenizer tokenizer, ModelDescription description, StageInfo info)
    {
        var text = description.Text!;
        precision = description.Precision;
        this.session = session;
        this.tokenizer = tokenizer;
        labels = new TaggerLabels(text.Labels!);
        chain = text.Crf is { } crf ? TaggerChain.From(crf, labels.Count, session.Path) : TaggerChain.From(labels);
        capacity = text.MaxLength - 2;
        paddingId = text.PaddingId;
        this.info = info;
    }

    /// <inheritdoc />
    public StageInfo Info => TaggedPosts.WithDevice(info, session);

    /// <summary>
    /// Loads a tagger that <c>riveg models convert</c> made: <c>model.onnx</c>, <c>model.json</c> and the tokenizer's files.
    /// </summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="options">How it is run; the defaults if null.</param>
    /// <exception cref="InvalidDataException">The folder holds no tagger; the message says what is wrong and what to do.</exception>
    /// <exception cref="StageUnavailableException">The native library or the device is missing.</exception>
    public static TransformerCrfRecognizer Open(string folder, OnnxSessionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var description = Describe(folder);
        var subwords = SubwordTokenizer.In(folder);
        var provenance = ModelHash.OfConverted(folder);
        var network = OnnxSession.Open(Path.Combine(folder, ModelFile), options);
        try
        {
            if (!network.HasInput("input_ids") || !network.HasInput("attention_mask") || network.Output(Emissions) is null)
            {
                throw new InvalidDataException(
                    $"{network.Path} is no tagger: "
                    + $"it takes {string.Join(", ", network.Inputs)} and gives {string.Join(", ", network.Outputs)}; "
                    + $"wanted are input_ids and attention_mask to {Emissions}.");
            }

            return new TransformerCrfRecognizer(network, subwords, description, new StageInfo("transformer-crf")
            {
                Model = Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar)),
                ModelSha256 = provenance.Sha256,
                Details = new Dictionary<string, string>(provenance.Details)
                {
                    ["decoding"] = description.Text!.Crf is null ? "scheme" : "crf",
                },
            });
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Runs the network once, so that the first post does not pay for its setting up.</summary>
    public ValueTask WarmUpAsync(CancellationToken cancellationToken = default) => TaggedPosts.WarmUpAsync(this, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<Answer<IReadOnlyList<Mention>>>> AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        return await Task.Run(() => TaggedPosts.Answer(posts, p => Tag(p, cancellationToken), cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => session.Dispose();

    private static ModelDescription Describe(string folder)
    {
        try
        {
            var description = ModelDescription.Load(folder);
            return description.Text switch
            {
                { Labels: { Count: > 0 } names, MaxLength: > 8 } text when text.Crf is null || text.Crf.Start.Count == names.Count =>
                    description,
                { Labels: { Count: > 0 } names, Crf: { } crf } => throw new InvalidDataException(
                    $"{folder}: the tagger has {names.Count} labels and a CRF over {crf.Start.Count}; "
                    + "convert it again with the right labels in --config."),
                _ => throw new InvalidDataException(
                    $"{folder} holds no tagger: its model.json has no labels; convert a checkpoint with a token classifier."),
            };
        }
        catch (CheckpointException e)
        {
            throw new InvalidDataException(
                $"{folder} holds no converted tagger ({e.Message.TrimEnd('.')}); "
                + "'riveg models convert CHECKPOINT --architecture xlm-roberta --tokenizer DIR --config FILE -o DIR' makes one.",
                e);
        }
    }

    private List<IReadOnlyList<Mention>> Tag(IReadOnlyList<PostContext> posts, CancellationToken cancellationToken)
    {
        var read = posts.Select(p => ReadWords.Of(p.Post)).ToList();
        var texts = posts.Select((p, i) => read[i].Words.Count == 0 ? null : Cut(read[i], p.Knowledge?.Answer)).ToList();
        var scores = Score([.. texts.OfType<TaggerText>().SelectMany(t => t.Sequences)], cancellationToken);
        var answers = new List<IReadOnlyList<Mention>>();
        var next = 0;
        for (var i = 0; i < posts.Count; i++)
        {
            if (texts[i] is not { } text)
            {
                answers.Add([]);
                continue;
            }

            answers.Add(Decode(read[i], text.Emissions(scores.GetRange(next, text.Sequences.Count), labels.Count)));
            next += text.Sequences.Count;
        }

        return answers;
    }

    private TaggerText Cut(ReadWords words, string? knowledge)
    {
        var known = (knowledge ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Pieces).ToArray();
        return new TaggerText(
            [.. words.Words.Select(Pieces)],
            known.Length == 0 ? [] : Pieces(KnowledgeMark),
            known,
            capacity,
            tokenizer.BeginId,
            tokenizer.EndId);
    }

    private List<Mention> Decode(ReadWords words, double[] emissions)
    {
        ForbidMentionsOverLineBreaks(words, emissions);
        var decoding = chain.Decode(emissions);
        return [.. labels.Entities(decoding.Labels).Select(e => new Mention(
            new TextSpan(words.Written[e.First].Start, words.Written[e.End - 1].End), e.Type, decoding.Probability(e.First, e.End)))];
    }

    private void ForbidMentionsOverLineBreaks(ReadWords words, double[] emissions)
    {
        for (var word = 1; word < words.Words.Count; word++)
        {
            if (!words.StartsLine(word))
            {
                continue;
            }

            for (var label = 0; label < labels.Count; label++)
            {
                if (!labels.MayStart(label))
                {
                    emissions[(word * labels.Count) + label] = Forbidden;
                }
            }
        }
    }

    // Only the first piece is labelled; a word of more pieces than a window could share keeps those that fit.
    private IReadOnlyList<int> Pieces(string word)
    {
        var pieces = tokenizer.Encode(word);
        return pieces.Count <= capacity / 8 ? pieces : [.. pieces.Take(Math.Max(1, capacity / 8))];
    }

    /// <summary>The scores at the first piece of each word of each sequence.</summary>
    private List<double[]> Score(List<TaggerSequence> sequences, CancellationToken cancellationToken)
    {
        var scores = new double[sequences.Count][];
        foreach (var run in SequenceBatches.Of([.. sequences.Select(s => s.Ids.Length)]))
        {
            // A model that was exported for one sequence gets one.
            foreach (var together in session.Input("input_ids")!.Shape[0] > 0 ? run.Chunk(1) : [[.. run]])
            {
                Run([.. together.Select(i => sequences[i])]).CopyTo(scores, together);
            }
        }

        return [.. scores];

        ScoredRun Run(TaggerSequence[] together) => new(Ask(together, cancellationToken), together, labels.Count);
    }

    private OnnxTensor Ask(TaggerSequence[] sequences, CancellationToken cancellationToken)
    {
        var length = sequences.Max(s => s.Ids.Length);
        var ids = new long[sequences.Length * length];
        var attention = new long[ids.Length];
        Array.Fill(ids, paddingId);
        for (var i = 0; i < sequences.Length; i++)
        {
            sequences[i].Ids.CopyTo(ids, i * length);
            attention.AsSpan(i * length, sequences[i].Ids.Length).Fill(1);
        }

        var emissions = session.Run(
            [
                new("input_ids", OnnxTensor.Of(ids, sequences.Length, length)),
                new("attention_mask", OnnxTensor.Of(attention, sequences.Length, length)),
            ],
            [Emissions],
            cancellationToken)[0];
        if (emissions.Shape[^1] != labels.Count)
        {
            throw new InvalidDataException(
                $"{session.Path} scores {emissions.Shape[^1]} labels, and its model.json names {labels.Count}; "
                + "convert it again with the right labels in --config.");
        }

        FiniteScores.Require(emissions.Floats, session, precision);
        return emissions;
    }

    /// <summary>What a run gave: scores for every piece of every sequence, padding included.</summary>
    private sealed class ScoredRun(OnnxTensor emissions, TaggerSequence[] sequences, int labels)
    {
        /// <summary>Takes the scores of the words.</summary>
        /// <param name="scores">Where they go, by sequence.</param>
        /// <param name="places">The place there of each sequence of the run.</param>
        public void CopyTo(double[][] scores, int[] places)
        {
            var length = (int)emissions.Shape[^2];
            for (var i = 0; i < sequences.Length; i++)
            {
                var firsts = sequences[i].Firsts;
                var own = new double[firsts.Length * labels];
                for (var j = 0; j < own.Length; j++)
                {
                    own[j] = emissions.Floats[((((i * length) + firsts[j / labels])) * labels) + (j % labels)];
                }

                scores[places[i]] = own;
            }
        }
    }
}
