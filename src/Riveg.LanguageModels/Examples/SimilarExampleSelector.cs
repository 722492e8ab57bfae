using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Riveg.Posts;

namespace Riveg.LanguageModels.Examples;

/// <summary>
/// Multimodal similar-example awareness (PGIM, section 3.2): the examples whose text and caption lie nearest to the post's, by cosine.
/// Thread-safe.
/// </summary>
public sealed class SimilarExampleSelector
{
    /// <summary>The published number of examples.</summary>
    public const int DefaultCount = 5;

    private readonly AnnotatedExamplePool pool;
    private readonly IEmbeddingGenerator<string, Embedding<float>> encoder;
    private readonly Lazy<Task<ReadOnlyMemory<float>[]>> vectors;

    /// <summary>Makes a selector; the pool is encoded when it is first asked.</summary>
    /// <param name="pool">The examples.</param>
    /// <param name="encoder">Turns text and caption into a vector; the built-in one if null.</param>
    public SimilarExampleSelector(AnnotatedExamplePool pool, IEmbeddingGenerator<string, Embedding<float>>? encoder = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        this.pool = pool;
        this.encoder = encoder ?? new HashedNgramEncoder(pool.Examples.Select(e => Join(e.Text, e.Caption)));
        vectors = new Lazy<Task<ReadOnlyMemory<float>[]>>(EncodePoolAsync);
    }

    /// <summary>The nearest examples, nearest first; never one of the post itself. Equally near ones keep the pool's order.</summary>
    /// <param name="post">The post with its captions.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public async ValueTask<IReadOnlyList<AnnotatedExample>> SelectAsync(
        PostContext post, int count = DefaultCount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(post);
        if (count <= 0 || pool.Examples.Count == 0)
        {
            return [];
        }

        var poolVectors = await vectors.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        var asked = (await encoder.GenerateAsync(
            [Join(post.Post.Text, post.Captions.Count > 0 ? post.Captions[0] : null)],
            cancellationToken: cancellationToken).ConfigureAwait(false))[0].Vector;
        return [.. pool.Examples
            .Select((example, index) => (Example: example, Nearness: Nearness(asked.Span, poolVectors[index].Span)))
            .Where(e => !AnnotatedExamplePool.IsOf(e.Example, post.Post))
            .OrderByDescending(e => e.Nearness)
            .Take(count)
            .Select(e => e.Example)];
    }

    private static float Nearness(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var cosine = TensorPrimitives.CosineSimilarity(left, right);
        return float.IsNaN(cosine) ? -1 : cosine;
    }

    private async Task<ReadOnlyMemory<float>[]> EncodePoolAsync() =>
        [.. (await encoder.GenerateAsync(pool.Examples.Select(e => Join(e.Text, e.Caption))).ConfigureAwait(false)).Select(e => e.Vector)];

    private static string Join(string text, string? caption) => $"{text}\n{caption}";
}
