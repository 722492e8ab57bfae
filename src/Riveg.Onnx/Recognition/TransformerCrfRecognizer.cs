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
/// Nothing is cut off. Thread-safe.
/// </summary>
public sealed class TransformerCrfRecognizer : PostStage<IReadOnlyList<Mention>>, IEntityRecognizer, IDisposable
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
    private readonly StageInfo info;

    private TransformerCrfRecognizer(OnnxSession session, SubwordTokenizer tokenizer, TextDescription text, StageInfo info)
        : base(info)
    {
        this.session = session;
        this.tokenizer = tokenizer;
        labels = new TaggerLabels(text.Labels!);
        chain = text.Crf is { } crf ? TaggerChain.From(crf) : TaggerChain.From(labels);
        capacity = text.MaxLength - 2;
        this.info = info;
    }

    /// <inheritdoc />
    public override StageInfo Info => info with
    {
        Details = new Dictionary<string, string>(info.Details) { ["device"] = session.DeviceInUse },
    };

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
        var text = Describe(folder);
        var subwords = SubwordTokenizer.In(folder);
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

            return new TransformerCrfRecognizer(network, subwords, text, new StageInfo("transformer-crf")
            {
                Model = Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar)),
                ModelSha256 = ModelHash.Of([network.Path]),
                Details = new Dictionary<string, string> { ["decoding"] = text.Crf is null ? "scheme" : "crf" },
            });
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Runs the network once, so that the first post does not pay for its setting up.</summary>
    public async ValueTask WarmUpAsync(CancellationToken cancellationToken = default) =>
        await AnswerPostAsync(new PostContext { Post = new Post { Id = "warm-up", Text = "a" } }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public void Dispose() => session.Dispose();

    /// <inheritdoc />
    protected override async ValueTask<IReadOnlyList<Mention>> AnswerPostAsync(PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        return await Task.Run(() => Recognize(post, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private static TextDescription Describe(string folder)
    {
        try
        {
            return ModelDescription.Load(folder).Text switch
            {
                { Labels: { Count: > 0 } names, MaxLength: > 8 } text when text.Crf is null || text.Crf.Start.Count == names.Count => text,
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
                + "'riveg models convert CHECKPOINT --architecture xlm-roberta --tokenizer DIR -o DIR' makes one.",
                e);
        }
    }

    private List<Mention> Recognize(PostContext post, CancellationToken cancellationToken)
    {
        var words = ReadWords.Of(post.Post);
        if (words.Words.Count == 0)
        {
            return [];
        }

        var emissions = Score(
            [.. words.Words.Select(Pieces)],
            [.. (post.Knowledge?.Answer ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Pieces)],
            cancellationToken);
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

    private double[] Score(IReadOnlyList<int>[] text, IReadOnlyList<int>[] knowledge, CancellationToken cancellationToken)
    {
        var mark = knowledge.Length == 0 ? [] : Pieces(KnowledgeMark);
        var textPieces = text.Sum(w => w.Count);
        var knowledgePieces = knowledge.Sum(w => w.Count);
        var room = capacity - mark.Count;
        var textRoom = knowledge.Length == 0 ? room : Math.Min(room - 1, Math.Max(room / 2, room - knowledgePieces));
        var textWindows = TextWindows.Cut([.. text.Select(w => w.Count)], textRoom);
        var knowledgeWindows = TextWindows.Cut([.. knowledge.Select(w => w.Count)], Math.Max(1, room - Math.Min(textPieces, textRoom)));
        var scores = textWindows.Select(w => Average(
            knowledgeWindows
                .Select(k => Run(text.AsSpan(w.First, w.Count), mark, knowledge.AsSpan(k.First, k.Count), cancellationToken))
                .ToList())).ToList();

        var emissions = new double[text.Length * labels.Count];
        for (var word = 0; word < text.Length; word++)
        {
            var window = TextWindows.BestFor(word, textWindows);
            scores[window]
                .AsSpan((word - textWindows[window].First) * labels.Count, labels.Count)
                .CopyTo(emissions.AsSpan(word * labels.Count));
        }

        return emissions;
    }

    private static double[] Average(List<double[]> scores)
    {
        var sum = new double[scores[0].Length];
        foreach (var one in scores)
        {
            System.Numerics.Tensors.TensorPrimitives.Add<double>(sum, one, sum);
        }

        System.Numerics.Tensors.TensorPrimitives.Divide<double>(sum, scores.Count, sum);
        return sum;
    }

    // The scores at the first piece of each of the text's words.
    private double[] Run(
        ReadOnlySpan<IReadOnlyList<int>> text,
        IReadOnlyList<int> mark,
        ReadOnlySpan<IReadOnlyList<int>> knowledge,
        CancellationToken cancellationToken)
    {
        var ids = new List<long> { tokenizer.BeginId };
        var firsts = new List<int>(text.Length);
        foreach (var word in text)
        {
            firsts.Add(ids.Count);
            Append(ids, word);
        }

        Append(ids, mark);
        foreach (var word in knowledge)
        {
            Append(ids, word);
        }

        ids.Add(tokenizer.EndId);
        var attention = new long[ids.Count];
        Array.Fill(attention, 1);
        var result = session.Run(
            [new("input_ids", OnnxTensor.Of([.. ids], 1, ids.Count)), new("attention_mask", OnnxTensor.Of(attention, 1, ids.Count))],
            [Emissions],
            cancellationToken)[0];
        if (result.Shape[^1] != labels.Count)
        {
            throw new InvalidDataException(
                $"{session.Path} scores {result.Shape[^1]} labels, and its model.json names {labels.Count}; "
                + "convert it again with the right labels in --config.");
        }

        var scores = new double[firsts.Count * labels.Count];
        for (var word = 0; word < firsts.Count; word++)
        {
            for (var label = 0; label < labels.Count; label++)
            {
                scores[(word * labels.Count) + label] = result.Floats[(firsts[word] * labels.Count) + label];
            }
        }

        return scores;
    }

    private static void Append(List<long> ids, IReadOnlyList<int> pieces)
    {
        foreach (var piece in pieces)
        {
            ids.Add(piece);
        }
    }
}
