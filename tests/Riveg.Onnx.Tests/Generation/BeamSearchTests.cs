using CsCheck;
using Riveg.Onnx.Generation;

namespace Riveg.Onnx.Tests.Generation;

/// <summary>What holds for every search, whatever the model.</summary>
public sealed class BeamSearchTests
{
    private const int Vocabulary = 12;
    private const int Queries = 2;
    private const int Steps = 9;

    private static readonly SpecialTokens Special = new(Start: 0, Padding: 1, End: 2, Unknown: 3);

    private static readonly Gen<float[]> Tables =
        Gen.Int.Select(seed =>
        {
            var random = new Random(seed);
            return Enumerable.Range(0, Queries * Steps * Vocabulary * Vocabulary)
                .Select(_ => (float)((random.NextDouble() * 12) - 6)).ToArray();
        });

    [Fact]
    public void Run_OneBeam_IsGreedy() => Tables.Sample(table =>
    {
        var found = Run(table, new GenerationOptions { BeamSize = 1, MaximumLength = 8 });
        for (var query = 0; query < Queries; query++)
        {
            Assert.Equal(Greedy(table, query, 8), Assert.Single(found[query]).Tokens);
        }
    });

    [Fact]
    public void Run_AnyOptions_HoldsItsPromises() =>
        Gen.Select(Tables, Gen.Int[1, 5], Gen.Int[0, 4], Gen.Int[4, 8], Gen.Int[0, 3], Gen.Double[0.3, 2]).Sample(
            (table, beams, minimum, maximum, ngram, temperature) =>
            {
                var options = new GenerationOptions
                {
                    BeamSize = beams,
                    MinimumLength = minimum,
                    MaximumLength = maximum,
                    NoRepeatNgram = ngram,
                    Temperature = temperature,
                    LengthPenalty = temperature,
                };
                foreach (var hypotheses in Run(table, options))
                {
                    Assert.InRange(hypotheses.Count, 1, beams);
                    Assert.Equal(hypotheses.OrderByDescending(h => h.Score).Select(h => h.Score), hypotheses.Select(h => h.Score));
                    Assert.Equal(hypotheses.Count, hypotheses.Select(h => string.Join(' ', h.Tokens)).Distinct().Count());
                    foreach (var hypothesis in hypotheses)
                    {
                        Assert.Equal(Special.End, hypothesis.Tokens[^1]);
                        Assert.DoesNotContain(Special.End, hypothesis.Tokens.SkipLast(1));
                        Assert.DoesNotContain(Special.Padding, hypothesis.Tokens);
                        Assert.InRange(hypothesis.Tokens.Count - 1, minimum, maximum);
                        Assert.Equal(
                            hypothesis.TokenScores.Sum() / Math.Pow(hypothesis.Tokens.Count, options.LengthPenalty),
                            hypothesis.Score,
                            1e-4);
                        AssertNoRepeats([Special.Start, .. hypothesis.Tokens], ngram);
                    }
                }
            });

    [Fact]
    public void Run_Range_StaysWithin() =>
        Gen.Select(Tables, Gen.Int[1, 3], Gen.Int[4, 8], Gen.Bool).Sample((table, beams, first, keeps) =>
        {
            var range = TokenRange.Of(first, first + 3, Special, keeps);
            var found = Run(table, new GenerationOptions { BeamSize = beams, MinimumLength = 4, MaximumLength = 4, Constraint = range });
            Assert.All(found, hypotheses =>
            {
                Assert.Equal(beams, hypotheses.Count);
                Assert.All(hypotheses, h => Assert.All(h.Tokens.SkipLast(1), t => Assert.InRange(t, first, first + 2)));
            });
            Assert.Equal(5, found[0][0].Tokens.Count);
        });

    [Fact]
    public void Run_Trie_FindsItsSequencesAlone() =>
        Gen.Select(Tables, Gen.Int[4, 11].Array[1, 4].Array[1, 5], Gen.Bool).Sample((table, sequences, keeps) =>
        {
            var allowed = sequences.Select(s => string.Join(' ', s)).ToHashSet();
            var options = new GenerationOptions
            {
                BeamSize = allowed.Count,
                MaximumLength = 8,
                Constraint = new TokenTrie(sequences, Special) { KeepsProbabilities = keeps },
            };
            foreach (var hypotheses in Run(table, options))
            {
                Assert.Equal(allowed, hypotheses.Select(h => string.Join(' ', h.Tokens.SkipLast(1))).ToHashSet());
                if (!keeps)
                {
                    // Probabilities among what is allowed add up to one.
                    Assert.Equal(1, hypotheses.Sum(h => Math.Exp(h.TokenScores.Sum())), 1e-4);
                }
            }
        });

    [Fact]
    public void Run_Prefixes_AreKept() =>
        Gen.Select(Tables, Gen.Int[1, 4], Gen.Int[4, 11].Array[0, 4], Gen.Int[4, 11].Array[0, 4]).Sample((table, beams, one, other) =>
        {
            using var model = new TableModel(table, Queries, Steps, Vocabulary);
            var search = new BeamSearch(new GenerationOptions { BeamSize = beams, MaximumLength = 8 }, Special);
            var found = search.Run(model, Queries, [one, other]);
            Assert.All(found[0], h => Assert.Equal(one, h.Tokens.Take(one.Length)));
            Assert.All(found[1], h => Assert.Equal(other, h.Tokens.Take(other.Length)));
        });

    [Fact]
    public void Run_PrefixWithAnEnd_EndsThere()
    {
        using var model = new TableModel(new float[Queries * Steps * Vocabulary * Vocabulary], Queries, Steps, Vocabulary);
        var search = new BeamSearch(new GenerationOptions { BeamSize = 2, MaximumLength = 8 }, Special);
        var found = search.Run(model, Queries, [[5, 6, 2], [7, 2]]);

        Assert.All(found[0], h => Assert.Equal([5, 6, 2], h.Tokens));
        Assert.All(found[1], h => Assert.Equal([7, 2], h.Tokens));
        Assert.All(found, hypotheses => Assert.Equal(2, hypotheses.Count));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Run_LogitsThatAreNoNumbers_FindNothingAndSaySo(float logit)
    {
        var table = new float[Queries * Steps * Vocabulary * Vocabulary];
        Array.Fill(table, logit);

        var e = Assert.Throws<InvalidOperationException>(() => Run(table, new GenerationOptions { BeamSize = 2, MaximumLength = 4 }));
        Assert.StartsWith("The search found 0 sequences for query 0 and was asked for 2", e.Message);
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using var model = new TableModel(new float[Queries * Steps * Vocabulary * Vocabulary], Queries, Steps, Vocabulary);
        var search = new BeamSearch(new GenerationOptions(), Special);
        Assert.Throws<OperationCanceledException>(() => search.Run(model, Queries, null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Run_NoQueries_IsEmpty()
    {
        using var model = new TableModel([], 0, Steps, Vocabulary);
        Assert.Empty(new BeamSearch(new GenerationOptions(), Special).Run(model, 0));
    }

    public static TheoryData<string> WrongOptions() =>
    [
        "BeamSize is 0; it has to be 1 or more.",
        "MinimumLength is -1; it has to be 0 or more.",
        "MaximumLength is 3; it has to be 1 or more, and no less than the minimum.",
        "LengthPenalty is NaN; it has to be a number.",
        "UnknownPenalty is Infinity; it has to be a number.",
        "Temperature is 0; it has to be above 0.",
        "NoRepeatNgram is -1; it has to be 0 or more.",
    ];

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public void Constructor_WrongOption_SaysWhich(string message)
    {
        var options = new GenerationOptions();
        var wrong = message.Split(' ')[0] switch
        {
            nameof(options.BeamSize) => options with { BeamSize = 0 },
            nameof(options.MinimumLength) => options with { MinimumLength = -1 },
            nameof(options.MaximumLength) => options with { MinimumLength = 4, MaximumLength = 3 },
            nameof(options.LengthPenalty) => options with { LengthPenalty = double.NaN },
            nameof(options.UnknownPenalty) => options with { UnknownPenalty = double.PositiveInfinity },
            nameof(options.Temperature) => options with { Temperature = 0 },
            _ => options with { NoRepeatNgram = -1 },
        };

        Assert.Equal(message, Assert.Throws<ArgumentException>(() => new BeamSearch(wrong, Special)).Message);
    }

    private static IReadOnlyList<IReadOnlyList<Hypothesis>> Run(float[] table, GenerationOptions options)
    {
        using var model = new TableModel(table, Queries, Steps, Vocabulary);
        return new BeamSearch(options, Special).Run(model, Queries);
    }

    private static List<int> Greedy(float[] table, int query, int maximum)
    {
        var tokens = new List<int>();
        var last = Special.Start;
        while (last != Special.End)
        {
            var row = table.AsSpan(((((query * Steps) + tokens.Count) * Vocabulary) + last) * Vocabulary, Vocabulary).ToArray();
            row[Special.Padding] = float.NegativeInfinity;
            row[Special.End] = tokens.Count == 0 ? float.NegativeInfinity : row[Special.End];
            last = tokens.Count == maximum ? Special.End : Array.IndexOf(row, row.Max());
            tokens.Add(last);
        }

        return tokens;
    }

    private static void AssertNoRepeats(int[] tokens, int length)
    {
        if (length > 0)
        {
            var ngrams = Enumerable.Range(0, Math.Max(0, tokens.Length - length + 1))
                .Select(i => string.Join(' ', tokens[i..(i + length)])).ToList();
            Assert.Equal(ngrams.Count, ngrams.Distinct().Count());
        }
    }
}
