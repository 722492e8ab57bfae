using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Examples;

/// <summary>
/// The built-in encoder of MSEA: words and their character n-grams of 3 to 5, hashed to a fixed number of places (FNV-1a), weighted by
/// tf-idf over the pool and scaled to length 1. Needs no download; the same text gives the same vector on every machine. Thread-safe.
/// </summary>
public sealed class HashedNgramEncoder : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int Dimensions = 4096;
    private readonly float[] weights = new float[Dimensions];

    /// <summary>Makes an encoder that weighs by how rare features are among these texts.</summary>
    public HashedNgramEncoder(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var documents = 0;
        var frequencies = new int[Dimensions];
        foreach (var text in texts)
        {
            documents++;
            foreach (var feature in Features(text).Distinct())
            {
                frequencies[feature]++;
            }
        }

        for (var i = 0; i < Dimensions; i++)
        {
            weights[i] = 1 + MathF.Log((1f + documents) / (1f + frequencies[i]));
        }
    }

    /// <inheritdoc />
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(v => new Embedding<float>(Encode(v)))));

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this : null;

    /// <inheritdoc />
    public void Dispose()
    {
        // Holds nothing; the interface asks for it.
    }

    private float[] Encode(string text)
    {
        var vector = new float[Dimensions];
        foreach (var feature in Features(text))
        {
            vector[feature] += weights[feature];
        }

        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0)
        {
            TensorPrimitives.Divide(vector, norm, vector);
        }

        return vector;
    }

    private static IEnumerable<int> Features(string text)
    {
        foreach (var word in text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Hash(word, 'w');
            var padded = $"<{word}>";
            for (var length = 3; length <= 5; length++)
            {
                for (var start = 0; start + length <= padded.Length; start++)
                {
                    yield return Hash(padded.AsSpan(start, length), 'c');
                }
            }
        }
    }

    private static int Hash(ReadOnlySpan<char> text, char kind)
    {
        var hash = (2166136261u ^ kind) * 16777619u;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (int)(hash % Dimensions);
    }
}
