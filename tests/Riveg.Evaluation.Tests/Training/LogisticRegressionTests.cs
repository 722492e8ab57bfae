using CsCheck;
using Riveg.Builtin.Learning;
using Riveg.Evaluation.Training;

namespace Riveg.Evaluation.Tests.Training;

public sealed class LogisticRegressionTests
{
    private static readonly LogisticRegression Unpenalised = new() { L2 = 1e-6, MinCount = 1, MaxIterations = 500 };

    [Theory]
    [InlineData(0.2, 0.9)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.7, 0.1)]
    public void Fit_OneFeature_GivesTheSharesOfBothGroups(double without, double with)
    {
        var (examples, labels) = TwoGroups(without, with);
        var model = Unpenalised.Fit(examples, labels, TestContext.Current.CancellationToken);
        Assert.Equal(without, Logistic.Sigmoid(model.Score([])), 0.002);
        Assert.Equal(with, Logistic.Sigmoid(model.Score([7])), 0.002);
    }

    [Fact]
    public void Fit_StrongPenalty_DrawsTheGroupsTogether()
    {
        var (examples, labels) = TwoGroups(0.2, 0.9);
        double Gap(double l2)
        {
            var model = (Unpenalised with { L2 = l2 }).Fit(examples, labels, TestContext.Current.CancellationToken);
            return model.Score([7]) - model.Score([]);
        }

        Assert.True(Gap(1) > Gap(100) && Gap(100) > Gap(1000) && Gap(1000) > 0, $"{Gap(1)} {Gap(100)} {Gap(1000)}");
    }

    [Fact]
    public void Fit_SeveralOutputs_EqualsEachAlone()
    {
        var (examples, labels) = TwoGroups(0.2, 0.9);
        var opposite = Array.ConvertAll(labels, l => !l);
        var both = Unpenalised.Fit(examples, [labels, opposite], TestContext.Current.CancellationToken);
        Span<double> scores = stackalloc double[2];
        both.Score([7], scores);
        Assert.Equal(Unpenalised.Fit(examples, labels, TestContext.Current.CancellationToken).Score([7]), scores[0]);
        Assert.Equal(Unpenalised.Fit(examples, opposite, TestContext.Current.CancellationToken).Score([7]), scores[1]);
    }

    [Fact]
    public void Fit_RareFeature_IsLeftOut()
    {
        uint[][] examples = [[1, 2], [1], [1], [1], [], []];
        bool[] labels = [true, true, true, true, false, false];
        Assert.Equal(1, (Unpenalised with { MinCount = 2 }).Fit(examples, labels, TestContext.Current.CancellationToken).FeatureCount);
        Assert.Equal(2, Unpenalised.Fit(examples, labels, TestContext.Current.CancellationToken).FeatureCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_OneClassOnly_StaysFinite(bool label)
    {
        var model = new LogisticRegression { MinCount = 1 }.Fit(
            [[1], [2], [1, 2]], [label, label, label], TestContext.Current.CancellationToken);
        Assert.True(double.IsFinite(model.Score([1, 2])));
        Assert.Equal(label, model.Score([1, 2]) > 0);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1000, 1)]
    [InlineData(-1000, 0)]
    [InlineData(2, 0.8807970779778823)]
    public void Sigmoid_KnownScores(double score, double expected) => Assert.Equal(expected, Logistic.Sigmoid(score), 1e-15);

    [Theory]
    [InlineData(0, true, 0.6931471805599453)]
    [InlineData(1000, true, 0)]
    [InlineData(1000, false, 1000)]
    [InlineData(-1000, true, 1000)]
    [InlineData(2, false, 2.1269280110429727)]
    public void Loss_KnownScores(double score, bool label, double expected) => Assert.Equal(expected, Logistic.Loss(score, label), 1e-12);

    [Fact]
    public void LogOdds_OfSigmoid_GivesTheScoreBack()
    {
        Gen.Double[-20, 20].Sample(score => Assert.Equal(score, Logistic.LogOdds(Logistic.Sigmoid(score)), 1e-5));
        Assert.True(double.IsFinite(Logistic.LogOdds(0)) && double.IsFinite(Logistic.LogOdds(1)));
    }

    [Fact]
    public void Model_WriteAndRead_GivesTheSameScores() =>
        (from keys in Gen.UInt.HashSet[0, 20]
         from outputs in Gen.Int[1, 3]
         from weights in Gen.Float[-50, 50].Array[keys.Count * outputs]
         from biases in Gen.Float[-50, 50].Array[outputs]
         select (keys: keys.Order().ToArray(), outputs, weights, biases)).Sample(m =>
        {
            var model = new HashedLinearModel(m.keys, m.weights, m.biases);
            var read = Read(Bytes(model));
            Assert.Equal(Bytes(model), Bytes(read));
            var (before, after) = (new double[m.outputs], new double[m.outputs]);
            model.Score(m.keys, before);
            read.Score(m.keys, after);
            Assert.Equal(before, after);
            for (var k = 0; k < m.outputs; k++)
            {
                Assert.Equal(
                    m.biases[k] + Enumerable.Range(0, m.keys.Length).Sum(f => (double)(float)(Half)m.weights[(f * m.outputs) + k]),
                    before[k],
                    1e-6);
            }
        });

    [Theory]
    [InlineData(0, 0, "A linear model with 0 features and 0 outputs is not possible.")]
    [InlineData(1, -1, "A linear model with -1 features and 1 outputs is not possible.")]
    [InlineData(4096, 10_000_000, "A linear model with 10000000 features and 4096 outputs is not possible.")]
    [InlineData(5000, 1, "A linear model with 1 features and 5000 outputs is not possible.")]
    public void Read_ImpossibleCounts_SaysSo(int outputs, int features, string message) =>
        Assert.Equal(
            message,
            Assert.Throws<InvalidDataException>(
                () => Read([.. BitConverter.GetBytes(outputs), .. BitConverter.GetBytes(features)])).Message);

    [Fact]
    public void Read_FeaturesOutOfOrderOrNoNumber_SaysSo()
    {
        var bytes = Bytes(new HashedLinearModel([3, 4], [1, 2], [0.5f]));
        byte[] doubled = [.. bytes[..12], .. bytes[16..20], .. bytes[16..20], .. bytes[20..]];
        Assert.Equal("The features of a linear model are out of order.", Assert.Throws<InvalidDataException>(() => Read(doubled)).Message);
        byte[] none = [.. bytes[..^2], .. BitConverter.GetBytes(Half.NaN)];
        Assert.Equal("A weight of a linear model is no number.", Assert.Throws<InvalidDataException>(() => Read(none)).Message);
    }

    private static HashedLinearModel Read(byte[] bytes) => HashedLinearModel.Read(new BinaryReader(new MemoryStream(bytes)));

    private static byte[] Bytes(HashedLinearModel model)
    {
        using var stream = new MemoryStream();
        model.Write(new BinaryWriter(stream));
        return stream.ToArray();
    }

    private static (uint[][] Examples, bool[] Labels) TwoGroups(double without, double with)
    {
        const int Size = 500;
        uint[][] examples = [.. Enumerable.Range(0, 2 * Size).Select(i => i < Size ? Array.Empty<uint>() : [7])];
        return (examples, [.. Enumerable.Range(0, 2 * Size).Select(i => i < Size ? i < without * Size : i - Size < with * Size)]);
    }
}
