using Riveg.Onnx.Generation;
using Riveg.Onnx.Ofa;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Tests.Ofa;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Generation;

/// <summary>A decoder with a cache finds what the same decoder finds that reads everything anew at each step.</summary>
public sealed class CachedDecoderTests(GoldenOfa golden) : IClassFixture<GoldenOfa>
{
    private static readonly string[] Expressions = ["the white truck", "a man", "the sky above all of these many words", "wheel"];

    // Queries end at different steps, the first and the third before the others.
    private static readonly int[][] Prefixes = [[700, 2], [], [900, 901, 902, 2], [4420]];

    [SharedTheory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 2)]
    public async Task Advance_QueriesThatEndAtDifferentSteps_EqualsReadingAnew(int beams, int ngram)
    {
        var options = new GenerationOptions { BeamSize = beams, MaximumLength = 7, MinimumLength = 2, NoRepeatNgram = ngram };
        var search = new BeamSearch(options, OfaDecoding.Special);
        var grounding = new OfaGrounding(golden.Model, new OfaGroundingOptions { Side = 64 });
        var vocabulary = golden.Model.Description.VocabularySize;
        await golden.Model.ReadAsync(
            [.. Expressions.Select(e => grounding.Ask(golden.Truck, e))],
            (_, group, memory) =>
            {
                Assert.Equal(Expressions.Length, group.Count);
                using var cached = new CachedDecoder(golden.Model.Decoder, memory.Values, memory.Count, vocabulary);
                using var anew = new ReadingAnew(golden.Model, memory);
                foreach (var (one, other) in search.Run(cached, memory.Count, Prefixes).Zip(search.Run(anew, memory.Count, Prefixes)))
                {
                    Assert.Equal(other.Select(h => string.Join(' ', h.Tokens)), one.Select(h => string.Join(' ', h.Tokens)));
                    Assert.All(one.Zip(other), p => Assert.Equal(p.Second.Score, p.First.Score, 1e-4));
                }
            },
            TestContext.Current.CancellationToken);
    }

    private sealed class ReadingAnew(OfaModel model, OfaMemory memory) : INextTokenModel
    {
        private List<(int Query, int[] Tokens)> rows = [.. Enumerable.Range(0, memory.Count).Select(q => (q, Array.Empty<int>()))];

        public int VocabularySize => model.Description.VocabularySize;

        public ReadOnlyMemory<float> Advance(ReadOnlySpan<int> parents, ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
        {
            var next = new List<(int Query, int[] Tokens)>();
            for (var row = 0; row < parents.Length; row++)
            {
                var (query, before) = rows[parents[row]];
                next.Add((query, [.. before, tokens[row]]));
            }

            rows = next;
            return rows.SelectMany(r => Scores(r.Query, r.Tokens, cancellationToken)).ToArray();
        }

        public void Dispose()
        {
        }

        private float[] Scores(int query, int[] tokens, CancellationToken cancellationToken)
        {
            var own = memory.Values.Select(v => v.Key == "cross_position_key" ? v : KeyValuePair.Create(v.Key, v.Value.TakeRows([query])))
                .ToList();
            try
            {
                return OfaDecoding.Follow(model, new OfaMemory(own, 1), [tokens], cancellationToken);
            }
            finally
            {
                foreach (var (name, value) in own.Where(v => v.Key != "cross_position_key"))
                {
                    value.Dispose();
                }
            }
        }
    }
}
