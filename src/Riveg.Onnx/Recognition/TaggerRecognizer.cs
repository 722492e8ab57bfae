using Riveg.Faults;
using Riveg.Networks.Conversion;
using Riveg.Networks.Tagging;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Store;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Recognition.Reading;
using Riveg.Stages;

namespace Riveg.Onnx.Recognition;

/// <summary>
/// Stage 1 by the small tagger that <c>riveg train tagger</c> makes: a bidirectional LSTM over vectors, letters and kinds of words, with a
/// CRF. A post with auxiliary knowledge is read with it, another by its text alone, each with calibrated scores of its own. A longer post
/// is seen through overlapping windows, each word in the window in which it has most context; nothing is cut off. Posts go through the
/// network together, those of about one length in one run. Thread-safe.
/// </summary>
public sealed class TaggerRecognizer : IEntityRecognizer, IDisposable
{
    // Five times as long as the longest post that was learned from; a memory gains nothing by more.
    private const int LongestWindow = 256;

    private const int PostsInARun = 64;

    // What is read of a token takes about 2 KB; posts beyond these wait until those before them are done.
    private const int TokensAtOnce = 8192;

    private const string Remedy = "it is damaged: restore it, or train the tagger again";

    private readonly OnnxSession session;
    private readonly TaggerReader reader;
    private readonly BioesLabels labels;
    private readonly ChainScores chain;
    private readonly TaggerDescription description;
    private readonly string precision;
    private readonly StageInfo info;

    private TaggerRecognizer(OnnxSession session, TaggerReader reader, TaggerShape shape, ModelDescription model, StageInfo info)
    {
        this.session = session;
        this.reader = reader;
        labels = shape.Labels;
        chain = shape.Chain;
        description = model.Tagger!;
        precision = model.Precision;
        this.info = info;
    }

    /// <inheritdoc />
    public StageInfo Info => TaggedPosts.WithDevice(info, session);

    /// <summary>Opens a tagger that <c>riveg train tagger</c> made.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="options">How it is run; the defaults if null.</param>
    /// <exception cref="InvalidDataException">The folder holds no such tagger; the message says what is wrong and what to do.</exception>
    /// <exception cref="StageUnavailableException">The native library or the device is missing.</exception>
    public static TaggerRecognizer Open(string folder, OnnxSessionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Open(TaggerFiles.In(folder), options ?? new OnnxSessionOptions());
    }

    /// <summary>Opens the tagger inside this package; nothing is written to the disk.</summary>
    /// <param name="options">How it is run; the defaults if null.</param>
    /// <exception cref="StageUnavailableException">The native library, the device, or in an own build the model is missing.</exception>
    public static TaggerRecognizer OpenPackaged(OnnxSessionOptions? options = null)
    {
        PackagedModel.Tagger.RequirePresent();
        return Open(TaggerFiles.In(PackagedModel.Tagger), options ?? new OnnxSessionOptions());
    }

    internal static TaggerRecognizer Open(TaggerFiles files, OnnxSessionOptions options)
    {
        var model = files.Describe();
        var shape = TaggerShape.Of(model.Tagger!, files.Place);
        var words = ReadWords(files);
        var provenance = files.Identify(model);
        var network = files.OpenNetwork(options);
        try
        {
            shape.Require(words, network, model.Tagger!, files.Place);
            return new TaggerRecognizer(network, words, shape, model, new StageInfo("tagger")
            {
                Model = files.Name,
                ModelSha256 = provenance.Sha256,
                Details = provenance.Details,
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
    /// <remarks>The score of a mention is the calibrated marginal probability of exactly its span and type.</remarks>
    public async ValueTask<IReadOnlyList<Answer<IReadOnlyList<Mention>>>> AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        return await Task.Run(() => TaggedPosts.Answer(posts, p => Tag(p, cancellationToken), cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => session.Dispose();

    private static TaggerReader ReadWords(TaggerFiles files)
    {
        using var vectors = files.Open(TaggerDescription.VectorsFile);
        using var clusters = files.Open(TaggerDescription.ClustersFile);
        try
        {
            return TaggerReader.Read(vectors, clusters);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new InvalidDataException($"{files.Place}: {e.Message}", e);
        }
    }

    private List<IReadOnlyList<Mention>> Tag(IReadOnlyList<PostContext> posts, CancellationToken cancellationToken)
    {
        var mentions = new List<IReadOnlyList<Mention>>(posts.Count);
        var group = new List<TaggerPost>();
        var tokens = 0;
        foreach (var post in posts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            group.Add(TaggerPost.Read(post, reader, LongestWindow, labels.Count));
            tokens += group[^1].Tokens.Count;
            if (tokens >= TokensAtOnce)
            {
                Finish();
            }
        }

        Finish();
        return mentions;

        void Finish()
        {
            Score([.. group.SelectMany(t => t.Windows)], cancellationToken);
            var decoder = new MentionDecoder(labels);
            mentions.AddRange(group.Select(t => Decode(t, decoder)));
            group.Clear();
            tokens = 0;
        }
    }

    private void Score(List<TaggerWindow> windows, CancellationToken cancellationToken)
    {
        foreach (var run in SequenceBatches.Of([.. windows.Select(w => w.Count)], PostsInARun))
        {
            cancellationToken.ThrowIfCancellationRequested();
            TaggerWindow[] together = [.. run.Select(i => windows[i])];
            var batch = TaggerBatch.Of([.. together.Select(w => w.Read())]);
            var emissions = Ask(batch, cancellationToken);
            for (var i = 0; i < together.Length; i++)
            {
                var rows = batch.Length * labels.Count;
                together[i].Take(emissions.AsSpan(i * rows, rows));
            }
        }
    }

    private float[] Ask(TaggerBatch batch, CancellationToken cancellationToken)
    {
        var (posts, tokens) = (batch.Count, batch.Length);
        var emissions = session.Run(
            [
                new(TaggerBatch.WordsName, OnnxTensor.Of(batch.Words, posts, tokens, batch.WordWidth)),
                new(TaggerBatch.FormsName, OnnxTensor.Of(batch.Forms, posts, tokens, TaggerForms.Columns)),
                new(TaggerBatch.LettersName, OnnxTensor.Of(batch.Letters, posts, tokens, Letters.PerWord)),
                new(TaggerBatch.KnowledgeName, OnnxTensor.Of(batch.Knowledge, posts, tokens, batch.KnowledgeWidth)),
                new(TaggerBatch.LengthsName, OnnxTensor.Of(batch.Lengths, posts)),
            ],
            [TaggerBatch.EmissionsName],
            cancellationToken)[0];
        if (emissions.Floats.Length != posts * tokens * labels.Count)
        {
            throw new InvalidDataException(
                $"{session.Path} gives {string.Join(" x ", emissions.Shape)} scores for {posts} posts of {tokens} tokens and "
                + $"{labels.Count} labels; {Remedy}.");
        }

        FiniteScores.Require(emissions.Floats, session, precision, Remedy);
        return emissions.Floats;
    }

    private IReadOnlyList<Mention> Decode(TaggerPost post, MentionDecoder decoder)
    {
        if (post.Tokens.Count == 0)
        {
            return [];
        }

        var calibration = post.HasKnowledge ? description.Knowledge : description.Text;
        for (var i = labels.Outside; i < post.Emissions.Length; i += labels.Count)
        {
            post.Emissions[i] -= calibration.OutsideShift;
        }

        return [.. decoder.Decode(post.Tokens, post.Emissions, chain).Select(m => m with { Score = calibration.Score(m.Score) })];
    }
}
