using Riveg.Evidence;
using Riveg.Networks.Architectures;
using Riveg.Networks.Conversion;
using Riveg.Networks.Operations;
using Riveg.Networks.Tagging;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Recognition.Reading;
using Riveg.Training.Operations;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Riveg.Training.Tagging;

/// <summary>
/// Trains the small tagger (docs/training.md), epoch by epoch. The same posts, options, vectors and number of threads give the same bytes,
/// also where it goes on from a checkpoint. Not thread-safe; libtorch's number of threads is that of the process.
/// </summary>
public sealed class TaggerTraining : IDisposable
{
    private readonly TaggerReader reader;
    private readonly IReadOnlyList<TaggerExample> examples;
    private readonly TaggerTrainingOptions options;
    private readonly TaggerAugmentation augmentation;
    private readonly Dictionary<string, int> rules;
    private readonly BioesLabels labels;
    private readonly BiLstmCrfConfig config;
    private readonly TorchOps ops = new();
    private readonly BiLstmCrfTagger tagger;
    private readonly AveragedWeights averages;
    private readonly AdamW optimizer;
    private readonly TaggerCheckpoint checkpoint;

    /// <summary>Makes a network that has learned nothing.</summary>
    /// <param name="reader">The words that it knows.</param>
    /// <param name="examples">What it learns from; posts without a token are passed over.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">There is no entity, there are too many kinds of rules, or an option is out of range.</exception>
    public TaggerTraining(TaggerReader reader, IReadOnlyList<TaggerExample> examples, TaggerTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.reader = reader;
        this.options = options;
        this.examples = [.. examples.Where(e => TokenizedPost.Of(e.Post).Count > 0)];
        labels = BioesLabels.Of(this.examples.Where(e => e.Rules is null).SelectMany(e => e.Entities).Select(e => e.Type));
        if (labels.Types.Count == 0)
        {
            throw new ArgumentException(
                $"None of the {examples.Count} training posts has an entity: nothing can be learned from them.", nameof(examples));
        }

        rules = this.examples.Select(e => e.Rules).OfType<string>().Distinct().Order(StringComparer.Ordinal).Index()
            .ToDictionary(r => r.Item, r => r.Index + 1, StringComparer.Ordinal);
        if (rules.Count >= TaggerForms.Rules)
        {
            throw new ArgumentException(
                $"There are {rules.Count} kinds of rules ({string.Join(", ", rules.Keys)}); "
                + $"at most {TaggerForms.Rules - 1} are told apart.",
                nameof(examples));
        }

        augmentation = new TaggerAugmentation(options, this.examples);
        config = reader.Config(labels.Count) with
        {
            Hidden = options.Hidden,
            LetterFilters = options.LetterFilters,
            KnowledgeFeatures = options.KnowledgeFeatures,
            InputDropout = options.InputDropout,
            OutputDropout = options.OutputDropout,
        };
        set_num_threads(options.Threads);
        tagger = new BiLstmCrfTagger(new RandomWeights(options.Seed), config);
        MakeParameters();
        averages = new AveragedWeights(ops.Parameters, options.Averaging);
        optimizer = optim.AdamW(
            ops.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value),
            options.LearningRate,
            weight_decay: options.WeightDecay);
        checkpoint = new TaggerCheckpoint(ops.Parameters, averages, optimizer);
    }

    /// <summary>How many epochs are done.</summary>
    public int Epoch { get; private set; }

    /// <summary>How many posts an epoch reads; long ones in parts.</summary>
    public int Posts => examples.Count;

    /// <summary>How many numbers are learned.</summary>
    public long ParameterCount => ops.Parameters.Values.Sum(p => p.numel());

    /// <summary>Reads all posts once.</summary>
    /// <param name="progress">Told after each step; null for nobody.</param>
    /// <param name="cancellationToken">Ends the epoch between two steps; go on from a checkpoint then.</param>
    /// <exception cref="TrainingDivergedException">
    /// The loss, a weight, or a score of the last posts is no number; the epoch does not count.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public EpochResult TrainEpoch(IProgress<TrainingStep>? progress = null, CancellationToken cancellationToken = default)
    {
        var epoch = new TaggerEpoch(examples, options, augmentation, Epoch + 1);
        var random = new Random(unchecked((options.Seed * 104729) + Epoch));
        manual_seed(unchecked((options.Seed * 15485863L) + Epoch));
        ops.IsTraining = true;
        var (total, read) = (0.0, 0);
        for (var i = 0; i < epoch.Steps.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var posts = epoch.Steps[i];
            SetLearningRate((Epoch + ((double)i / epoch.Steps.Count)) / options.Epochs);
            var loss = Learn(posts, random);
            if (!double.IsFinite(loss))
            {
                throw Diverged("The loss is no number", i);
            }

            total += loss * posts.Length;
            read += posts.Length;
            progress?.Report(new TrainingStep(Epoch + 1, read, epoch.Posts, total / read));
        }

        // What the last step did no loss has seen.
        var last = epoch.Steps.Count - 1;
        if (!ops.Parameters.Values.Concat(averages.Tensors.Values).All(IsFinite))
        {
            throw Diverged("A weight is no number", last);
        }

        if (!ScoresAreFinite(epoch.Steps[last]))
        {
            throw Diverged("A score is no number", last);
        }

        Epoch++;
        return new EpochResult(Epoch, read, total / read);

        TrainingDivergedException Diverged(string what, int step) =>
            new(what, Epoch + 1, step + 1, [.. epoch.Steps[step].Select(p => p.Example.Post.Id)]);
    }

    /// <summary>Writes a folder that is served: the averaged weights, without calibration.</summary>
    /// <param name="folder">A folder that is there and empty.</param>
    /// <param name="source">The name and the SHA-256 of what it was made of: the configuration.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public ModelDescription Export(string folder, (string Name, string Sha256) source, CancellationToken cancellationToken = default) =>
        TaggerFolder.Write(folder, new TrainedWeights(averages.Tensors), config, labels, reader, source, cancellationToken);

    /// <summary>Writes all that going on needs.</summary>
    /// <param name="folder">A folder that is there and empty.</param>
    public void SaveCheckpoint(string folder) => checkpoint.Save(folder, Epoch);

    /// <summary>Goes on where a checkpoint was written. The data and the options must be those that it was written with.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="Riveg.Networks.Checkpoints.CheckpointException">It is no checkpoint of this network.</exception>
    public void LoadCheckpoint(string folder) => Epoch = checkpoint.Load(folder);

    /// <summary>Scores posts as they stand, by the averaged weights.</summary>
    /// <returns>For each post [token, label].</returns>
    internal IReadOnlyList<float[]> Emissions(IReadOnlyList<(TokenizedPost Post, AuxiliaryKnowledge? Knowledge)> posts)
    {
        averages.Exchange();
        try
        {
            var batch = TaggerBatch.Of([.. posts.Select(p => reader.Read(p.Post, p.Knowledge))]);
            var numbers = Scores(batch);
            return [.. posts.Select((p, i) => numbers.AsSpan(i * batch.Length * labels.Count, p.Post.Count * labels.Count).ToArray())];
        }
        finally
        {
            averages.Exchange();
        }
    }

    /// <summary>The trained weights, by names.</summary>
    internal IReadOnlyDictionary<string, Parameter> Weights => ops.Parameters;

    /// <summary>The labels of the network.</summary>
    internal BioesLabels Labels => labels;

    /// <inheritdoc/>
    public void Dispose()
    {
        optimizer.Dispose();
        averages.Dispose();
        ops.Dispose();
    }

    /// <summary>libtorch's tensors are made when they are first asked for: by a post of one token.</summary>
    private void MakeParameters()
    {
        using var scope = NewDisposeScope();
        using (no_grad())
        {
            var post = TokenizedPost.Of(new Post { Id = "a", Text = "a" });
            using var labelled = torch.tensor(new long[] { 0 }, [1, 1]);
            tagger.Loss(ops, Tensors(TaggerBatch.Of([reader.Read(post, null)])), labelled).Dispose();
        }
    }

    private static bool IsFinite(Tensor tensor)
    {
        using var finite = tensor.isfinite();
        using var all = finite.all();
        return all.item<bool>();
    }

    /// <summary>Whether both the trained weights and the served ones score posts by numbers.</summary>
    private bool ScoresAreFinite(ReadExample[] posts)
    {
        var batch = TaggerBatch.Of([.. posts.Select(p => reader.Read(
            TokenizedPost.Of(p.Example.Post), AuxiliaryKnowledge.Of(p.Knowledge), RulesOf(p)))]);
        if (!Array.TrueForAll(Scores(batch), float.IsFinite))
        {
            return false;
        }

        averages.Exchange();
        try
        {
            return Array.TrueForAll(Scores(batch), float.IsFinite);
        }
        finally
        {
            averages.Exchange();
        }
    }

    /// <summary>[post, token, label], by the weights that are in place.</summary>
    private float[] Scores(TaggerBatch batch)
    {
        ops.IsTraining = false;
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        return TrainedWeights.Numbers(tagger.Forward(ops, Tensors(batch)));
    }

    private double Learn(ReadExample[] posts, Random random)
    {
        using var scope = NewDisposeScope();
        var read = posts.Select(p => TokenizedPost.Of(p.Example.Post)).ToList();
        var batch = TaggerBatch.Of([.. posts.Zip(read, (p, tokens) => Read(p, tokens, random))]);
        var trueLabels = new long[batch.Count * batch.Length];
        for (var i = 0; i < posts.Length; i++)
        {
            var spans = posts[i].Example.Entities.Select(e => (Tokens: read[i].TokensOf(e.Span), e.Type)).Where(e => e.Tokens.Length > 0)
                .Select(e => new TokenSpan(e.Tokens.Start, e.Tokens.End, e.Type));
            Array.ConvertAll(labels.Encode(read[i].Count, spans), l => (long)l).CopyTo(trueLabels, i * batch.Length);
        }

        optimizer.zero_grad();
        var loss = tagger.Loss(ops, Tensors(batch), torch.tensor(trueLabels, [batch.Count, batch.Length])).mean();
        var value = loss.item<float>();
        if (float.IsFinite(value))
        {
            loss.backward();
            nn.utils.clip_grad_norm_(ops.Parameters.Values, options.GradientNorm);
            optimizer.step();
            averages.Follow();
        }

        return value;
    }

    private TaggerInput Read(ReadExample post, TokenizedPost tokens, Random random)
    {
        var input = reader.Read(tokens, AuxiliaryKnowledge.Of(post.Knowledge), RulesOf(post));
        for (var i = 0; i < input.Count; i++)
        {
            var (word, identity) = (random.NextDouble(), random.NextDouble());
            if (word < options.HiddenWords)
            {
                input.HideWord(i);
            }

            if (identity < options.HiddenIdentities)
            {
                input.HideIdentity(i);
            }
        }

        return input;
    }

    private int RulesOf(ReadExample post) => post.Example.Rules is { } own ? rules[own] : 0;

    private static TaggerTensors<Tensor> Tensors(TaggerBatch batch) => new(
        AlignedTensor.Of(batch.Words, [batch.Count, batch.Length, batch.WordWidth]),
        torch.tensor(batch.Forms, [batch.Count, batch.Length, TaggerForms.Columns]),
        torch.tensor(batch.Letters, [batch.Count, batch.Length, Letters.PerWord]),
        AlignedTensor.Of(batch.Knowledge, [batch.Count, batch.Length, batch.KnowledgeWidth]),
        torch.tensor(batch.Lengths));

    private void SetLearningRate(double progress)
    {
        var share = progress < options.WarmUp ? progress / options.WarmUp : (1 - progress) / (1 - options.WarmUp);
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = options.LearningRate * Math.Max(share, 1e-3);
        }
    }
}
