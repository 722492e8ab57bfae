using System.Text.Json.Nodes;
using Riveg.Evidence;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Tagging;
using Riveg.Posts;
using Riveg.Recognition.Reading;
using Riveg.Training.Tagging;
using TorchSharp;

namespace Riveg.Training.Tests.Tagging;

public sealed class TaggerTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TaggerTrainingTests() => LibTorch.Require();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TrainEpoch_AFewTimes_LearnsTheWorld()
    {
        using var training = Trained(TrainingPosts.Options with { Epochs = 20, InputDropout = 0.1, OutputDropout = 0.1 }, 20);
        Assert.Equal(20, training.Epoch);
        Assert.Equal(["B-PER", "E-PER", "O", "O", "S-LOC"], LabelsOf(training, "Ann Lee is in Rome"));
    }

    [Fact]
    public void TrainEpoch_OneSeed_GivesTheSameBytes() =>
        Assert.Equal(Checkpoint(Trained(TrainingPosts.Options, 2)), Checkpoint(Trained(TrainingPosts.Options, 2)));

    [Fact]
    public void TrainEpoch_AnotherSeed_GivesOthers() =>
        Assert.NotEqual(Checkpoint(Trained(TrainingPosts.Options, 1)), Checkpoint(Trained(TrainingPosts.Options with { Seed = 2 }, 1)));

    [Fact]
    public void LoadCheckpoint_AndGoOn_GivesTheSameBytesAsWithoutAStop()
    {
        var through = Checkpoint(Trained(TrainingPosts.Options, 4));
        using (var first = Trained(TrainingPosts.Options, 2))
        {
            first.SaveCheckpoint(folder.Path);
        }

        using var second = New(TrainingPosts.Options);
        second.LoadCheckpoint(folder.Path);
        Assert.Equal(2, second.Epoch);
        second.TrainEpoch();
        second.TrainEpoch();
        Assert.Equal(through, Checkpoint(second));
    }

    [Fact]
    public void LoadCheckpoint_OfAnotherSize_IsRefused()
    {
        using (var training = New(TrainingPosts.Options))
        {
            training.SaveCheckpoint(folder.Path);
        }

        using var other = New(TrainingPosts.Options with { Hidden = 9 });
        Assert.Contains(
            "is missing or of another shape",
            Assert.Throws<CheckpointException>(() => other.LoadCheckpoint(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights.safetensors")]
    [InlineData("optimizer.bin")]
    [InlineData("state.json")]
    public void LoadCheckpoint_WithAFileCutOff_IsRefused(string name)
    {
        using var training = Trained(TrainingPosts.Options, 1);
        training.SaveCheckpoint(folder.Path);
        var bytes = File.ReadAllBytes(folder[name]);
        File.WriteAllBytes(folder[name], bytes[..(bytes.Length / 2)]);
        using var other = New(TrainingPosts.Options);
        Assert.StartsWith(folder.Path, Assert.Throws<CheckpointException>(() => other.LoadCheckpoint(folder.Path)).Message, StringComparison.Ordinal);
    }

    /// <summary>What a disk or a copy does to a file; it would otherwise be gone on from in silence, or reserve gigabytes.</summary>
    [Theory]
    [InlineData("weights.safetensors")]
    [InlineData("optimizer.bin")]
    public void LoadCheckpoint_WithAChangedByte_IsRefused(string name)
    {
        using var training = Trained(TrainingPosts.Options, 1);
        training.SaveCheckpoint(folder.Path);
        var bytes = File.ReadAllBytes(folder[name]);
        foreach (var place in new[] { 0, 3, 9, bytes.Length / 2, bytes.Length - 1 })
        {
            bytes[place] ^= 0x40;
            File.WriteAllBytes(folder[name], bytes);
            IsRefusedAsChanged();
            bytes[place] ^= 0x40;
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"Epoch\":1,\"Steps\":3}")]
    [InlineData("{\"Epoch\":1,\"Steps\":4,\"Sha256\":\"*\"}")]
    [InlineData("{\"Epoch\":2,\"Steps\":3,\"Sha256\":\"*\"}")]
    public void LoadCheckpoint_WithAnotherState_IsRefused(string state)
    {
        using var training = Trained(TrainingPosts.Options, 1);
        training.SaveCheckpoint(folder.Path);
        var hash = JsonNode.Parse(File.ReadAllText(folder["state.json"]))!["Sha256"]!.GetValue<string>();
        File.WriteAllText(folder["state.json"], state.Replace("*", hash, StringComparison.Ordinal));
        IsRefusedAsChanged();
    }

    private void IsRefusedAsChanged()
    {
        using var other = New(TrainingPosts.Options);
        Assert.Equal(
            $"{folder.Path}: cannot be read as a checkpoint of this training: weights.safetensors, optimizer.bin and state.json are not as "
            + "they were written; restore it, or begin the training anew (--force).",
            Assert.Throws<CheckpointException>(() => other.LoadCheckpoint(folder.Path)).Message);
        Assert.Equal(0, other.Epoch);
    }

    /// <summary>One step an epoch: no loss sees what it did.</summary>
    [Fact]
    public void TrainEpoch_WhoseOnlyStepIsFarTooLong_IsNoEpoch()
    {
        using var training = New(TrainingPosts.Options with { BatchSize = 32, WarmUp = 0, LearningRate = 1e25 });
        var thrown = Assert.Throws<TrainingDivergedException>(() => training.TrainEpoch());
        Assert.Matches(
            @"^A score is no number in epoch 1 at step 1 \(posts \S+, \S+, \S+ and 21 more\); choose a smaller learningRate or gradientNorm\.$",
            thrown.Message);
        Assert.Equal((0, 1, 1, 24), (training.Epoch, thrown.Epoch, thrown.Step, thrown.Posts.Count));
    }

    /// <summary>The row of a rule that no post has: no loss and no score of these posts is made of it, and yet it is kept and served.</summary>
    [Fact]
    public void TrainEpoch_WithAWeightThatIsNoNumber_IsNoEpoch()
    {
        using var training = New(TrainingPosts.Options);
        using (torch.no_grad())
        {
            var table = training.Weights.Single(w => w.Value.shape is [TaggerForms.Rules, _]).Value;
            table.select(0, TaggerForms.Rules - 1).fill_(float.NaN);
        }

        var thrown = Assert.Throws<TrainingDivergedException>(() => training.TrainEpoch());
        Assert.StartsWith("A weight is no number in epoch 1 at step 3 (posts ", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(0, training.Epoch);
    }

    [Fact]
    public void TrainEpoch_StepsPastAllNumbers_SaysWhere()
    {
        using var training = New(TrainingPosts.Options with { LearningRate = 1e30, GradientNorm = 1e30 });
        var thrown = Assert.Throws<TrainingDivergedException>(() =>
        {
            training.TrainEpoch();
            training.TrainEpoch();
        });
        Assert.Matches(@"^The loss is no number in epoch \d at step \d \(posts \S+, \S+, \S+ and 5 more\); choose a smaller learningRate or gradientNorm\.$", thrown.Message);
    }

    [Fact]
    public void TrainEpoch_Stopped_IsNoEpoch()
    {
        using var training = New(TrainingPosts.Options);
        using var stop = new CancellationTokenSource();
        var steps = 0;
        Assert.Throws<OperationCanceledException>(() => training.TrainEpoch(new Told(_ => steps = ++steps == 2 ? Stop(stop) : steps), stop.Token));
        Assert.Equal((0, 2), (training.Epoch, steps));

        static int Stop(CancellationTokenSource source)
        {
            source.Cancel();
            return 2;
        }
    }

    [Fact]
    public void New_WithoutAnEntity_IsRefused() => Assert.StartsWith(
        "None of the 1 training posts has an entity: nothing can be learned from them.",
        Assert.Throws<ArgumentException>(() => new TaggerTraining(
            TrainingPosts.Reader, [TrainingPosts.All[0] with { Entities = [] }], TrainingPosts.Options)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void New_MoreThanAllPostsInOtherLetters_IsRefused() => Assert.Equal(
        "The training's options are wrong: SmallLetters and the share of capitals are 0.8 and 0.3; together they are at most 1.",
        Assert.Throws<ArgumentException>(() => New(TrainingPosts.Options with { SmallLetters = 0.8, Capitals = 0.3 })).Message);

    [Fact]
    public void Validate_AllPostsInOtherLetters_IsRight() =>
        (TrainingPosts.Options with { SmallLetters = 0.7, Capitals = 0.3 }).Validate();

    /// <summary>Beside short posts a long one is many of them: a step takes no more memory.</summary>
    [Fact]
    public void TrainEpoch_OfALongPost_ReadsItInParts()
    {
        var sentences = Enumerable.Range(0, 1000).Select(_ => "Ann Lee is in Rome").ToList();
        var text = string.Join(' ', sentences);
        var example = new TaggerExample(
            new Post { Id = "long", Text = text },
            [.. sentences.Select((s, i) => (new TextSpan(i * (s.Length + 1), (i * (s.Length + 1)) + 7), EntityType.Person))]);
        using var training = new TaggerTraining(TrainingPosts.Reader, [.. TrainingPosts.All, example], TrainingPosts.Options);
        var steps = new List<TrainingStep>();

        var result = training.TrainEpoch(new Told(steps.Add));

        Assert.Equal(24 + 20, result.Posts);
        Assert.All(steps, s => Assert.Equal(44, s.OfPosts));
        Assert.Equal(44, steps[^1].Posts);
    }

    [Fact]
    public void New_WithTooManyRules_IsRefused() => Assert.StartsWith(
        "There are 8 kinds of rules (a, b, c, d, e, f, g, h); at most 7 are told apart.",
        Assert.Throws<ArgumentException>(() => new TaggerTraining(
            TrainingPosts.Reader,
            [.. TrainingPosts.All, .. "abcdefgh".Select(r => TrainingPosts.All[0] with { Rules = r.ToString() })],
            TrainingPosts.Options)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void TrainEpoch_ManyTimes_LeavesNoTensor()
    {
        using var training = Trained(TrainingPosts.Options, 1);
        var before = torch.Tensor.TotalCount;
        training.TrainEpoch();
        training.TrainEpoch();

        // Tensors of tests that ended before may be freed meanwhile.
        Assert.InRange(torch.Tensor.TotalCount, 0, before);
    }

    private static TaggerTraining New(TaggerTrainingOptions options) => new(TrainingPosts.Reader, TrainingPosts.All, options);

    private static TaggerTraining Trained(TaggerTrainingOptions options, int epochs)
    {
        var training = New(options);
        for (var i = 0; i < epochs; i++)
        {
            training.TrainEpoch();
        }

        return training;
    }

    private static string Checkpoint(TaggerTraining training)
    {
        using var files = new TemporaryFolder();
        training.SaveCheckpoint(files.Path);
        training.Dispose();
        return string.Join(' ', Directory.GetFiles(files.Path).Order(StringComparer.Ordinal)
            .Select(f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))));
    }

    private static string[] LabelsOf(TaggerTraining training, string text)
    {
        var post = TokenizedPost.Of(new Post { Id = "x", Text = text });
        var emissions = training.Emissions([(post, AuxiliaryKnowledge.Of(null))])[0];
        var count = training.Labels.Count;
        return [.. Enumerable.Range(0, post.Count).Select(t =>
        {
            var row = emissions.AsSpan(t * count, count);
            return training.Labels.Names[row.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max<float>(row))];
        })];
    }

    private sealed class Told(Action<TrainingStep> tell) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value) => tell(value);
    }
}
