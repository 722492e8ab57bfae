using Riveg.Networks.Architectures;
using TorchSharp;

namespace Riveg.Networks.Benchmarks;

/// <summary>Posts by chance, as long as people write them: what both steps of <see cref="TaggerStepBenchmark"/> learn.</summary>
internal sealed record TaggerPosts(
    torch.Tensor Words, torch.Tensor Forms, torch.Tensor Letters, torch.Tensor Knowledge, torch.Tensor Lengths, torch.Tensor Labels)
{
    private const int Posts = 32;
    private const int Shortest = 6;
    private const int Longest = 32;

    /// <summary>The sizes of the tagger that is shipped.</summary>
    public static BiLstmCrfConfig Config { get; } = new()
    {
        WordWidth = 101,
        FormSizes = [17, 65, 257, 700, 1001, 15, 16, 8, 17, 7, 4],
        FormWidths = [8, 12, 16, 24, 24, 12, 8, 8, 16, 4, 4],
        Letters = 102,
        LettersPerWord = 16,
        KnowledgeWidth = 300,
        Labels = 17,
    };

    public TaggerTensors<torch.Tensor> Inputs => new(Words, Forms, Letters, Knowledge, Lengths);

    /// <summary>Some batches, each of posts of nearly one length; they belong to the scope that is open.</summary>
    public static IReadOnlyList<TaggerPosts> Make(int batches)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, batches).Select(i =>
        {
            var length = Shortest + ((Longest - Shortest) * i / Math.Max(1, batches - 1));
            return Of([.. Enumerable.Range(0, Posts).Select(_ => (long)Math.Max(1, length - random.Next(3)))], random);
        })];
    }

    private static TaggerPosts Of(long[] lengths, Random random)
    {
        var (count, places, config) = (lengths.Length, (int)lengths.Max(), Config);
        return new TaggerPosts(
            torch.tensor(Floats(config.WordWidth), [count, places, config.WordWidth]),
            torch.tensor(Integers([.. config.FormSizes]), [count, places, config.FormSizes.Length]),
            torch.tensor(Integers([.. Enumerable.Repeat(config.Letters, config.LettersPerWord)]), [count, places, config.LettersPerWord]),
            torch.tensor(Floats(config.KnowledgeWidth), [count, places, config.KnowledgeWidth]),
            torch.tensor(lengths),
            torch.tensor(Integers([config.Labels]), [count, places]));

        float[] Floats(int width) => [.. Enumerable.Range(0, count * places * width).Select(_ => (2 * random.NextSingle()) - 1)];

        long[] Integers(int[] below) =>
        [
            .. Enumerable.Range(0, count * places * below.Length).Select(i => random.NextInt64(below[i % below.Length])),
        ];
    }
}
