using CsCheck;
using Riveg.Builtin.Recognition;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Tests.Builtin.Recognition;

public sealed class CrfParametersTests
{
    private static readonly BioesLabels TwoTypes = new([EntityType.Person, EntityType.Location]);
    private static readonly BioesLabels FiveTypes = new([.. Enumerable.Range(0, 5).Select(i => EntityType.Parse($"T{i}"))]);

    // Keys crowd the table's low bits, so that slots collide and the search wraps around its end.
    private static readonly Gen<uint[]> Keys = Gen.OneOf(Gen.UInt[0, 40], Gen.UInt[0, 12].Select(k => (k * 64) + 63), Gen.UInt).Array[0, 30]
        .Select(k => k.Distinct().Order().ToArray());

    [Theory]
    [InlineData(1, 16)]
    [InlineData(4, 16)]
    [InlineData(5, 32)]
    [InlineData(8, 32)]
    [InlineData(9, 48)]
    public void WidthOf_AnyTypes_IsWholeVectors(int types, int expected) =>
        Assert.Equal(
            expected, CrfParameters.WidthOf(new BioesLabels([.. Enumerable.Range(0, types).Select(i => EntityType.Parse($"T{i}"))])));

    [Fact]
    public void MakeChain_OfTheScheme_ForbidsWhatItForbidsAndPrefersNothing()
    {
        var chain = CrfParameters.MakeChain(TwoTypes);
        var n = TwoTypes.Count;
        double Expected(bool may) => may ? 0 : double.NegativeInfinity;
        for (var i = 0; i < n; i++)
        {
            Assert.Equal(Expected(TwoTypes.MayStart(i)), chain.Start[i]);
            Assert.Equal(Expected(TwoTypes.MayEnd(i)), chain.End[i]);
            for (var j = 0; j < n; j++)
            {
                Assert.Equal(Expected(TwoTypes.MayFollow(i, j)), chain.Transitions[(i * n) + j]);
                Assert.Equal(Math.Exp(chain.Transitions[(i * n) + j]), chain.Potentials[(i * n) + j]);
            }
        }
    }

    [Fact]
    public void Score_AnyFeatures_IsTheSumOfTheirRoundedWeights() =>
        (from keys in Keys
         from labels in Gen.Bool.Select(b => b ? TwoTypes : FiveTypes)
         from weights in Gen.Double[-3, 3].Array[keys.Length * CrfParameters.WidthOf(labels)]
         from tokens in Gen.OneOf(
             keys.Length > 0 ? Gen.Int[0, keys.Length - 1].Select(i => keys[i]) : Gen.UInt,
             Gen.UInt[0, 64]).Array[0, 6].Array[0, 4]
         select (keys, labels, weights, tokens)).Sample(c =>
        {
            const double Step = 0.25;
            var width = CrfParameters.WidthOf(c.labels);
            var parameters = Make(c.labels, c.keys, [.. c.weights.Select((w, i) => i % width < c.labels.Outside ? (float)w : 0)], Step);
            double Rounded(int row, int k) => Math.Round((float)c.weights[(row * width) + k] / Step);

            // A feature that comes to a single step is left out.
            bool IsKept(int row) => Enumerable.Range(0, c.labels.Outside).Sum(k => Math.Abs(Rounded(row, k))) >= 2;
            var expected = c.tokens
                .SelectMany(t => Enumerable.Range(0, c.labels.Count).Select(k => k == c.labels.Outside ? 0 : Step * t.Sum(f =>
                Array.IndexOf(c.keys, f) is >= 0 and var row && IsKept(row) ? Rounded(row, k) : 0))).ToArray();
            Assert.Equal(expected, Scores(parameters, c.labels, c.tokens));
            Assert.Equal(expected, Scores(CopyOf(parameters, c.labels), c.labels, c.tokens));
        });

    [Fact]
    public void Quantise_LargeAndSmallWeights_AreCutOffAndLeftOut()
    {
        var weights = new float[3 * 16];
        (weights[0],
            weights[1],
            weights[16],
            weights[32],
            weights[33],
            weights[34],
            weights[35]) = (1000, -1000, 0.4f, 127, -127, 128, -128);
        var parameters = Make(TwoTypes, [5, 6, 7], weights, step: 1);
        Assert.Equal(2, parameters.Features);
        Assert.Equal(
            [127, -127, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 127, -127, 127, -127, 0, 0, 0, 0, 0],
            Scores(parameters, TwoTypes, [[5], [6], [7]]));
    }

    [Fact]
    public void Score_OfATokenAfterAnother_StartsAnew()
    {
        var weights = new float[16];
        weights[7] = 2;
        Assert.Equal(
            [0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0],
            Scores(Make(TwoTypes, [9], weights, 0.5), TwoTypes, [[9, 9], [], [9]]));
    }

    [Fact]
    public void Read_OfWrite_KeepsKeysRowsAndChain()
    {
        var labels = FiveTypes;
        var chain = CrfParameters.MakeChain(labels);
        for (var i = 0; i < labels.Count; i++)
        {
            chain.Start[i] += i;
            chain.End[i] -= 2 * i;
            chain.Transitions[i * labels.Count] += 0.5;
        }

        var weights = Enumerable.Range(0, 3 * 32).Select(i => i % 32 < labels.Outside ? (float)((i * 7 % 19) - 9) : 0).ToArray();
        var written = CrfParameters.Quantise(labels, [0, 7, uint.MaxValue], weights, chain, 0.5);
        var read = CopyOf(written, labels);
        Assert.Equal(3, read.Features);
        Assert.Equal(chain.Start, read.Chain.Start);
        Assert.Equal(chain.Transitions, read.Chain.Transitions);
        Assert.Equal(chain.End, read.Chain.End);
        Assert.Equal(chain.Transitions.Select(Math.Exp), read.Chain.Potentials.ToArray());
        uint[][] tokens = [[0], [7], [uint.MaxValue], [1], [0, 7, uint.MaxValue]];
        Assert.Equal(Scores(written, labels, tokens), Scores(read, labels, tokens));
        Assert.Equal(Bytes(written), Bytes(read));
    }

    [Theory]
    [InlineData(0, 0f, "its numbers are out of range")]
    [InlineData(0, -1f, "its numbers are out of range")]
    [InlineData(0, float.NaN, "its numbers are out of range")]
    [InlineData(0, float.PositiveInfinity, "its numbers are out of range")]
    [InlineData(1, float.NaN, "its transitions are not those of the labels")]
    [InlineData(1, float.NegativeInfinity, "its transitions are not those of the labels")]
    [InlineData(1, float.PositiveInfinity, "its transitions are not those of the labels")]
    [InlineData(2, 0f, "its transitions are not those of the labels")]
    public void Read_NumberThatCannotBe_IsRefused(int index, float value, string message)
    {
        var bytes = Bytes(Make(TwoTypes, [1], [.. Enumerable.Repeat(1f, 8), .. new float[8]], 1));
        BitConverter.TryWriteBytes(bytes.AsSpan(4 * index), value);
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => Read(bytes, TwoTypes)).Message);
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(0, (1 << 24) + 1)]
    [InlineData(1, -1)]
    public void Read_CountThatCannotBe_IsRefused(int index, int value)
    {
        var bytes = Bytes(Make(TwoTypes, [1], [.. Enumerable.Repeat(1f, 8), .. new float[8]], 1));
        BitConverter.TryWriteBytes(bytes.AsSpan(4 * (1 + 9 + 81 + 9 + index)), value);
        Assert.Equal("its numbers are out of range", Assert.Throws<InvalidDataException>(() => Read(bytes, TwoTypes)).Message);
    }

    [Fact]
    public void Read_CutOff_IsTheEndOfTheStream()
    {
        var bytes = Bytes(Make(TwoTypes, [1], [.. Enumerable.Repeat(1f, 8), .. new float[8]], 1));
        Assert.Throws<EndOfStreamException>(() => Read(bytes[..^1], TwoTypes));
    }

    private static CrfParameters Make(BioesLabels labels, uint[] keys, float[] weights, double step) =>
        CrfParameters.Quantise(labels, keys, weights, CrfParameters.MakeChain(labels), step);

    private static double[] Scores(CrfParameters parameters, BioesLabels labels, uint[][] tokens)
    {
        var features = new FeatureBuffer();
        foreach (var token in tokens)
        {
            Array.ForEach(token, features.Add);
            features.EndToken();
        }

        var emissions = Enumerable.Repeat(double.NaN, tokens.Length * labels.Count).ToArray();
        parameters.Score(features, emissions);
        return emissions;
    }

    private static CrfParameters CopyOf(CrfParameters parameters, BioesLabels labels) => Read(Bytes(parameters), labels);

    private static CrfParameters Read(byte[] bytes, BioesLabels labels) =>
        CrfParameters.Read(new BinaryReader(new MemoryStream(bytes)), labels);

    private static byte[] Bytes(CrfParameters parameters)
    {
        using var stream = new MemoryStream();
        parameters.Write(new BinaryWriter(stream));
        return stream.ToArray();
    }
}
