using Riveg.Networks.Architectures;
using Riveg.Networks.Operations;
using Riveg.Training.Operations;
using static TorchSharp.torch;

namespace Riveg.Networks.Benchmarks;

/// <summary>
/// A step of training the small tagger, through our architecture and operations and written directly on TorchSharp, in turns in one
/// process, so that a busy machine slows both alike.
/// </summary>
internal static class TaggerStepBenchmark
{
    private const int Batches = 8;
    private const double LearningRate = 1e-3;
    private const double GradientNorm = 5;

    public static void Run(int rounds, int threads)
    {
        set_num_threads(threads);
        using var scope = NewDisposeScope();
        var posts = TaggerPosts.Make(Batches);

        var tagger = new BiLstmCrfTagger(new RandomWeights(1), TaggerPosts.Config);
        using var ops = new TorchOps { IsTraining = true };
        using (NewDisposeScope())
        {
            tagger.Loss(ops, posts[0].Inputs, posts[0].Labels);
        }

        using var optimizer = optim.AdamW(ops.Parameters.Values, LearningRate);
        using var direct = new DirectTagger(TaggerPosts.Config);
        using var directOptimizer = optim.AdamW(direct.parameters(), LearningRate);

        void Ours() => Steps(optimizer, [.. ops.Parameters.Values], p => tagger.Loss(ops, p.Inputs, p.Labels).mean());
        void Direct() => Steps(directOptimizer, [.. direct.parameters()], direct.call);
        Ours();
        Direct();

        var turns = new List<((double Wall, double Processor) Ours, (double Wall, double Processor) Direct)>();
        for (var round = 1; round <= rounds; round++)
        {
            // Whoever goes first finds the other's memory in the caches.
            turns.Add(round % 2 == 0 ? Swapped((Clock.Both(Direct), Clock.Both(Ours))) : (Clock.Both(Ours), Clock.Both(Direct)));
            Report.Print($"round {round}: ours / direct", turns[^1].Ours.Wall / turns[^1].Direct.Wall);
        }

        Report.PrintSpread("a step through our operations (ms)", [.. turns.Select(t => 1000 * t.Ours.Wall / Batches)]);
        Report.PrintSpread("the same step directly on TorchSharp (ms)", [.. turns.Select(t => 1000 * t.Direct.Wall / Batches)]);
        Report.PrintSpread("ratio, required at most 1.1", [.. turns.Select(t => t.Ours.Wall / t.Direct.Wall)]);
        Report.PrintSpread("ratio of processor time", [.. turns.Select(t => t.Ours.Processor / t.Direct.Processor)]);

        static (T, T) Swapped<T>((T A, T B) pair) => (pair.B, pair.A);

        void Steps(optim.Optimizer by, TorchSharp.Modules.Parameter[] parameters, Func<TaggerPosts, Tensor> loss)
        {
            foreach (var batch in posts)
            {
                using var step = NewDisposeScope();
                by.zero_grad();
                loss(batch).backward();
                nn.utils.clip_grad_norm_(parameters, GradientNorm);
                by.step();
            }
        }
    }
}
