using System.Text;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Finds posts that also stand elsewhere, by id or by text (but for case, white space, and the addresses that differ from copy to copy).
/// </summary>
public static class LeakCheck
{
    /// <summary>The posts of a split that also stand in another one.</summary>
    public static IEnumerable<DatasetFault> Find(Dataset dataset, Dataset other)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(other);
        var name = $"{other.Name} {other.Split}";
        var ids = other.Posts.Select(p => p.Post.Id).ToHashSet();
        var texts = other.Posts.Select(p => Normalize(p.Post)).Where(t => t.Length > 0).ToHashSet();
        foreach (var post in dataset.Posts)
        {
            if (ids.Contains(post.Post.Id))
            {
                yield return new DatasetFault(
                    DatasetFaultKind.Shared,
                    post.Location,
                    $"the post {post.Post.Id} also stands in {name}; do not train on one and score on the other.");
            }
            else if (texts.Contains(Normalize(post.Post)))
            {
                yield return new DatasetFault(
                    DatasetFaultKind.Shared,
                    post.Location,
                    $"the text of the post {post.Post.Id} also stands in {name} under another id; do not train on one and score on "
                        + "the other.");
            }
        }
    }

    /// <summary>The posts of a split whose ids are on a list of held-back posts.</summary>
    /// <param name="dataset">The split.</param>
    /// <param name="listFile">One id a line.</param>
    public static IEnumerable<DatasetFault> FindHeldBack(Dataset dataset, string listFile)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var ids = ReadIds(listFile);
        return dataset.Posts.Where(p => ids.Contains(p.Post.Id))
            .Select(
                p => new DatasetFault(
                    DatasetFaultKind.Shared, p.Location, $"the post {p.Post.Id} is held back by {listFile}; do not train on it."));
    }

    /// <summary>
    /// The posts that may be trained on when others are to be scored: those that share neither id nor text with the others, are on no list,
    /// and do not repeat each other.
    /// </summary>
    /// <param name="posts">Candidates, in order of preference: of two with one text the first stays.</param>
    /// <param name="scored">The posts that are to be scored.</param>
    /// <param name="heldBackIds">Ids that must not be trained on.</param>
    public static IReadOnlyList<GoldPost> ForTraining(
        IEnumerable<GoldPost> posts, IEnumerable<GoldPost> scored, IReadOnlySet<string> heldBackIds)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentNullException.ThrowIfNull(heldBackIds);
        var ids = scored.Select(p => p.Post.Id).Concat(heldBackIds).ToHashSet();
        var texts = scored.Select(p => Normalize(p.Post)).ToHashSet();
        return [.. posts.Where(p => ids.Add(p.Post.Id) && texts.Add(Normalize(p.Post)))];
    }

    /// <summary>The posts that share neither id nor text with others.</summary>
    public static IReadOnlyList<GoldPost> Unshared(IEnumerable<GoldPost> posts, IReadOnlyCollection<GoldPost> others)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentNullException.ThrowIfNull(others);
        var ids = others.Select(p => p.Post.Id).ToHashSet();
        var texts = others.Select(p => Normalize(p.Post)).ToHashSet();
        return [.. posts.Where(p => !ids.Contains(p.Post.Id) && !texts.Contains(Normalize(p.Post)))];
    }

    /// <summary>Reads a list of ids, one a line.</summary>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public static IReadOnlySet<string> ReadIds(string listFile)
    {
        if (!File.Exists(HomePath.Expand(listFile)))
        {
            throw new DatasetException($"There is no file {listFile} with a list of ids.");
        }

        try
        {
            return TextLines.Read(HomePath.Expand(listFile))
                .Select(l => l.Fault is { } fault
                    ? throw new DatasetException($"{listFile}:{l.Number}: {fault}; save the file as UTF-8.")
                    : l.Text.Trim())
                .Where(l => l.Length > 0)
                .ToHashSet();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"The list of ids {listFile} cannot be read: {exception.Message}", exception);
        }
    }

    // Data sets cut one text into different tokens, and cut addresses differently; letters and digits before the first address are what
    // stays the same.
    internal static string Normalize(Post post)
    {
        var end = post.Text.IndexOf("http", StringComparison.OrdinalIgnoreCase);
        var text = new StringBuilder();
        foreach (var c in end < 0 ? post.Text : post.Text[..end])
        {
            if (char.IsLetterOrDigit(c))
            {
                text.Append(char.ToLowerInvariant(c));
            }
        }

        return text.ToString();
    }
}
