using Riveg.Networks.Architectures.Ofa;
using Riveg.Networks.Operations;
using Riveg.Onnx.Generation;
using Riveg.Training.Operations;
using static TorchSharp.torch;

namespace Riveg.Networks.Benchmarks;

/// <summary>The same network computed at once by libtorch, with the same caches.</summary>
internal sealed class TorchOfa(WeightSource weights, OfaConfig config) : IDisposable
{
    private readonly TorchOps ops = new();
    private readonly OfaPictureEncoder picture = new(weights, config);
    private readonly OfaEncoder encoder = new(weights, config);
    private readonly OfaDecoder decoder = new(weights, config);

    /// <summary>Looks, reads and searches.</summary>
    public IReadOnlyList<IReadOnlyList<Hypothesis>> Ground(BeamSearch search, float[] planes, int side, long[] ids, int queries)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var tokens = picture.Forward(ops, tensor(planes, [1, 3, side, side])).Tokens;
        var encoding = encoder.Forward(ops, tensor(ids, [queries, ids.Length / queries]), tokens);
        using var model = new NextTokens(this, decoder.Memory(ops, encoding), queries);
        return search.Run(model, queries);
    }

    public void Dispose() => ops.Dispose();

    private sealed class NextTokens(TorchOfa network, OfaMemory<Tensor> memory, int rows) : INextTokenModel
    {
        private List<OfaCache<Tensor>> past = [.. Enumerable.Range(0, network.Config.DecoderLayers).Select(_ => new OfaCache<Tensor>(
            zeros(rows, network.Config.Heads, 0, network.Config.HeadWidth),
            zeros(rows, network.Config.Heads, 0, network.Config.HeadWidth)))];

        public int VocabularySize => network.Config.VocabularySize;

        public ReadOnlyMemory<float> Advance(ReadOnlySpan<int> parents, ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
        {
            using var scope = NewDisposeScope();
            var order = tensor(parents.ToArray().Select(p => (long)p).ToArray());
            var ids = tensor(tokens.ToArray().Select(t => (long)t).ToArray(), [tokens.Length, 1]);
            var kept = past.ConvertAll(c => new OfaCache<Tensor>(c.Keys.index_select(0, order), c.Values.index_select(0, order)));
            var answer = network.decoder.Forward(network.ops, ids, kept, memory);
            var logits = network.decoder.Logits(network.ops, answer.Output).data<float>().ToArray();
            past = [.. answer.Present.Select(
                c => new OfaCache<Tensor>(c.Keys.MoveToOuterDisposeScope(), c.Values.MoveToOuterDisposeScope()))];
            return logits;
        }

        public void Dispose()
        {
            // The scope around the search owns the caches.
        }
    }

    private OfaConfig Config => config;
}
