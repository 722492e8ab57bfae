using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Riveg.Evidence;
using Riveg.Networks.Architectures;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;
using Riveg.Networks.Tagging;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Recognition.Reading;
using Riveg.TestKit.Networks;
using Riveg.Training.Operations;
using Riveg.Training.Tagging;
using TorchSharp;

namespace Riveg.Training.Tests.Tagging;

/// <summary>The tagger on all executions: what is trained, what is served, and what is right.</summary>
public sealed class TaggerNetworkTests
{
    private const double Tolerance = 1e-4;

    /// <summary>The smallest one that has everything, for the reference.</summary>
    private static readonly BiLstmCrfConfig Tiny = new()
    {
        WordWidth = 4, FormSizes = [5, 3], FormWidths = [2, 3], Letters = 9, LettersPerWord = 4, KnowledgeWidth = 6, Labels = 5,
        LetterWidth = 3, LetterFilters = 4, KnowledgeFeatures = 3, Hidden = 5,
    };

    /// <summary>As large as the one that is shipped.</summary>
    private static readonly BiLstmCrfConfig Shipped = new()
    {
        WordWidth = 101, FormSizes = [17, 65, 257, 700, 1001, 15, 16, 8, 17, 7, 4],
        FormWidths = [8, 12, 16, 24, 24, 12, 8, 8, 16, 4, 4], Letters = 102, LettersPerWord = 16, KnowledgeWidth = 300, Labels = 17,
    };

    /// <summary>With the sizes that are shipped, random weights and posts of every length.</summary>
    [Theory]
    [InlineData(new long[] { 1 })]
    [InlineData(new long[] { 40 })]
    [InlineData(new long[] { 3, 1, 7, 2 })]
    [InlineData(new long[] { 5, 5 })]
    [InlineData(new long[] { 1, 31, 18, 2, 9, 27, 31, 4 })]
    public void Emissions_OfTorchSharpAndOfOnnx_AreTheSameAndHaveTheSameTags(long[] lengths)
    {
        LibTorch.Require();
        var tagger = new BiLstmCrfTagger(new RandomWeights(5), Shipped);
        var inputs = Inputs(Shipped, lengths);

        var trained = OnTorchSharp(tagger, inputs);
        var served = OnOnnx(tagger, Shipped, inputs);

        Assert.Null(served.DifferenceTo(trained, Tolerance));
        AreTheSameTags(tagger, lengths, trained, served);
    }

    [Theory]
    [InlineData(new long[] { 1 })]
    [InlineData(new long[] { 4, 2, 1 })]
    public void Emissions_OfATinyTagger_AreThoseOfTheReference(long[] lengths)
    {
        LibTorch.Require();
        var tagger = new BiLstmCrfTagger(new RandomWeights(5), Tiny);
        var inputs = Inputs(Tiny, lengths);

        var expected = tagger.Forward(new ManagedOps(), inputs);

        Assert.Null(OnTorchSharp(tagger, inputs).DifferenceTo(expected, Tolerance));
        Assert.Null(OnOnnx(tagger, Tiny, inputs).DifferenceTo(expected, Tolerance));
    }

    /// <summary>Of a post alone, and beside others that are longer: what fills it up changes nothing.</summary>
    [Fact]
    public void Emissions_OfAPostBesideLongerOnes_AreThoseOfThePostAlone()
    {
        LibTorch.Require();
        var tagger = new BiLstmCrfTagger(new RandomWeights(5), Tiny);
        var together = Inputs(Tiny, [2, 6]);
        var alone = new TaggerTensors<Numbers>(
            First(together.Words), First(together.Forms), First(together.Letters), First(together.Knowledge), Numbers.Integers([2], 1));

        AreAlike(x => OnTorchSharp(tagger, x));
        AreAlike(x => OnOnnx(tagger, Tiny, x));

        void AreAlike(Func<TaggerTensors<Numbers>, Numbers> run) =>
            Assert.Null((run(together) is var both ? First(both) : both).DifferenceTo(run(alone), Tolerance));

        static Numbers First(Numbers x) => new(x.Values[..(2 * x.Shape[2])], [1, 2, x.Shape[2]], x.AreIntegers);
    }

    [Fact]
    public void Loss_OfATinyTagger_IsThatOfTheReference()
    {
        LibTorch.Require();
        var tagger = new BiLstmCrfTagger(new RandomWeights(5), Tiny);
        var inputs = Inputs(Tiny, [4, 2, 1]);
        var labels = Numbers.Integers([0, 4, 2, 1, 3, 3, 0, 0, 1, 0, 0, 0], 3, 4);
        using var ops = new TorchOps();
        using var scope = torch.NewDisposeScope();

        var loss = LibTorch.ToNumbers(tagger.Loss(ops, Convert(inputs, LibTorch.FromNumbers), LibTorch.FromNumbers(labels)));

        Assert.Null(loss.DifferenceTo(tagger.Loss(new ManagedOps(), inputs, labels), Tolerance));
    }

    /// <summary>A training's own answers are those of the folder that it writes, with knowledge and without.</summary>
    [Fact]
    public void Export_OfATraining_AnswersAsTheTrainingDoes()
    {
        LibTorch.Require();
        using var folder = new TemporaryFolder();
        using var training = new TaggerTraining(TrainingPosts.Reader, TrainingPosts.All, TrainingPosts.Options);
        training.TrainEpoch();
        training.Export(folder.Path, ("tiny.json", new string('0', 64)));
        (TokenizedPost, AuxiliaryKnowledge?)[] posts =
        [
            .. TrainingPosts.All.Take(5).Select((e, i) => (
                TokenizedPost.Of(e.Post), i % 2 == 0 ? AuxiliaryKnowledge.Of(e.Knowledge[0]) : null)),
            (TokenizedPost.Of(new Post { Id = "unknown", Text = "Nobody has seen Zwolle lately, says Ann!" }), null),
        ];
        var batch = TaggerBatch.Of([.. posts.Select(p => TrainingPosts.Reader.Read(p.Item1, p.Item2))]);
        int[] shape = [batch.Count, batch.Length];

        var served = OfFile(folder["model.onnx"], new(
            new([.. batch.Words.Select(v => (double)v)], [.. shape, batch.WordWidth], false),
            new([.. batch.Forms.Select(v => (double)v)], [.. shape, TaggerForms.Columns], true),
            new([.. batch.Letters.Select(v => (double)v)], [.. shape, Letters.PerWord], true),
            new([.. batch.Knowledge.Select(v => (double)v)], [.. shape, batch.KnowledgeWidth], false),
            new([.. batch.Lengths.Select(v => (double)v)], [batch.Count], true)));

        var labels = served.Shape[2];
        foreach (var (n, trained) in training.Emissions(posts).Index())
        {
            Assert.Equal(batch.Lengths[n] * labels, trained.Length);
            for (var i = 0; i < trained.Length; i++)
            {
                Assert.Equal(trained[i], served.Values[(n * batch.Length * labels) + i], Tolerance);
            }
        }
    }

    private static void AreTheSameTags(BiLstmCrfTagger tagger, long[] lengths, Numbers trained, Numbers served)
    {
        var chain = new ChainScores(Doubles(tagger.Chain.Start), Doubles(tagger.Chain.Transitions), Doubles(tagger.Chain.End));
        var (places, labels) = (trained.Shape[1], trained.Shape[2]);
        for (var n = 0; n < lengths.Length; n++)
        {
            Assert.Equal(Tags(trained, n), Tags(served, n));
        }

        int[] Tags(Numbers emissions, int n)
        {
            var tags = new int[lengths[n]];
            new LinearChain().Viterbi(emissions.Values.AsSpan(n * places * labels, tags.Length * labels), chain, tags);
            return tags;
        }

        static double[] Doubles(Weight weight) => [.. weight.Read().Select(v => (double)v)];
    }

    private static Numbers OnTorchSharp(BiLstmCrfTagger tagger, TaggerTensors<Numbers> inputs)
    {
        using var ops = new TorchOps();
        using var scope = torch.NewDisposeScope();
        return LibTorch.ToNumbers(tagger.Forward(ops, Convert(inputs, LibTorch.FromNumbers)));
    }

    private static Numbers OnOnnx(BiLstmCrfTagger tagger, BiLstmCrfConfig config, TaggerTensors<Numbers> inputs)
    {
        using var folder = new TemporaryFolder();
        var ops = new OnnxEmitter();
        var names = new TaggerTensors<OnnxTensor>(
            ops.Input("words", ElementType.Float32, "n", "t", config.WordWidth),
            ops.Input("forms", ElementType.Int64, "n", "t", config.FormSizes.Length),
            ops.Input("letters", ElementType.Int64, "n", "t", config.LettersPerWord),
            ops.Input("knowledge", ElementType.Float32, "n", "t", config.KnowledgeWidth),
            ops.Input("lengths", ElementType.Int64, "n"));
        ops.Output("emissions", tagger.Forward(ops, names), "n", "t", config.Labels);
        ops.Save(folder["model.onnx"], CancellationToken.None);
        return OfFile(folder["model.onnx"], inputs);
    }

    private static Numbers OfFile(string path, TaggerTensors<Numbers> inputs)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(path, options);
        using var answer = session.Run(
        [
            Named("words", inputs.Words), Named("forms", inputs.Forms), Named("letters", inputs.Letters),
            Named("knowledge", inputs.Knowledge), Named("lengths", inputs.Lengths),
        ]);
        var emissions = answer[0].AsTensor<float>();
        return new([.. emissions.Select(v => (double)v)], emissions.Dimensions.ToArray(), false);

        static NamedOnnxValue Named(string name, Numbers x) => x.AreIntegers
            ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(x.Values.Select(v => (long)v).ToArray(), x.Shape))
            : NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(x.Values.Select(v => (float)v).ToArray(), x.Shape));
    }

    private static TaggerTensors<T> Convert<T>(TaggerTensors<Numbers> inputs, Func<Numbers, T> convert)
        where T : class => new(
            convert(inputs.Words), convert(inputs.Forms), convert(inputs.Letters), convert(inputs.Knowledge), convert(inputs.Lengths));

    /// <summary>By chance, also behind the posts' ends: nothing there may matter.</summary>
    private static TaggerTensors<Numbers> Inputs(BiLstmCrfConfig config, long[] lengths)
    {
        var random = new Random(7);
        var (count, places) = (lengths.Length, (int)lengths.Max());
        return new(
            Numbers.Floats(count, places, config.WordWidth),
            Below([.. config.FormSizes]),
            Below([.. Enumerable.Repeat(config.Letters, config.LettersPerWord)]),
            Numbers.Floats(count, places, config.KnowledgeWidth),
            Numbers.Integers([.. lengths.Select(l => (int)l)], count));

        Numbers Below(int[] sizes) => Numbers.Integers(
            [.. Enumerable.Range(0, count * places * sizes.Length).Select(i => random.Next(sizes[i % sizes.Length]))],
            count,
            places,
            sizes.Length);
    }
}
