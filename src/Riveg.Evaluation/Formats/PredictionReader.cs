using Riveg.Evaluation.Datasets;
using Riveg.Formats;

namespace Riveg.Evaluation.Formats;

/// <summary>
/// Reads files of predictions: what <c>riveg annotate -o</c> writes, or the small form of other systems that docs/data.md shows; JSON
/// lines, one array, or either packed with gzip.
/// </summary>
internal static class PredictionReader
{
    /// <summary>Reads a file; what is broken is an item with its fault, and the reading goes on.</summary>
    /// <param name="path">The file.</param>
    /// <param name="posts">
    /// Gives the texts of predictions that have none, by their ids; several posts of one id are meant one after the other. Null where
    /// nobody knows texts: a prediction without one is then a fault.
    /// </param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<AnnotationLine> Read(string path, IEnumerable<GoldPost>? posts = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var texts = posts?.GroupBy(p => p.Post.Id).ToDictionary(g => g.Key, g => new Queue<string>(g.Select(p => p.Post.Text)));
        return new PredictionFile(path, texts is null ? null : TextOf).Read();

        // A prediction too many is told when it is put beside its post.
        string? TextOf(string id) => !texts.TryGetValue(id, out var queue) ? null : queue.Count > 1 ? queue.Dequeue() : queue.Peek();
    }
}
