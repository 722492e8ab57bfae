using Riveg.Cli.Commands;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Training;
using Riveg.Service.Files;

namespace Riveg.Training.Cli.Data;

/// <summary>
/// Reads what is learned from. What is scored never is: somebody's own data with such a post is refused, of published sets, which repeat
/// each other, the post is left out and told.
/// </summary>
internal sealed class TaggerPosts
{
    private const int NamedPosts = 5;

    private readonly DataRequest request;
    private readonly Dictionary<string, (NamedSplit Split, GoldPost Post)> scored = new(StringComparer.Ordinal);
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> listed = new(StringComparer.Ordinal);
    private readonly List<string> leaks = [];
    private readonly RepeatedAnswers answers = new();
    private readonly IReadOnlySet<string> heldBack;

    private TaggerPosts(DataRequest request)
    {
        this.request = request;
        heldBack = request.HeldBack is { } list ? LeakCheck.ReadIds(list) : new HashSet<string>();
    }

    /// <summary>Whether all posts could be read.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>What is learned from, split by split.</summary>
    public IReadOnlyList<LearnedSplit> Learned { get; private set; } = [];

    /// <summary>What the run is judged by; null for nothing.</summary>
    public Dataset? Dev { get; private set; }

    /// <summary>What that is called; null for nothing.</summary>
    public NamedSplit? DevSplit => request.Dev;

    /// <summary>Where the vectors of words are.</summary>
    public string Vectors => request.Vectors;

    /// <summary>Reads the posts; faults of the data go to standard error, one line each.</summary>
    /// <exception cref="UsageException">What is scored is among what is learned from, or there is nothing to learn.</exception>
    /// <exception cref="DatasetException">Something cannot be read at all.</exception>
    public static TaggerPosts Read(DataRequest request, CancellationToken cancellationToken)
    {
        var posts = new TaggerPosts(request);
        posts.ReadScored(cancellationToken);
        List<(NamedSplit Split, Dataset Read)> read = [.. request.Learned.Select(s => (s, posts.Tell(s.Read(cancellationToken))))];
        foreach (var (_, dataset) in read)
        {
            posts.AddListed(dataset);
        }

        posts.Learned = [.. read.Select(r => posts.Choose(r.Split, r.Read))];
        CommandLine.Refuse(posts.leaks);
        posts.RequireEntities();
        return posts;
    }

    private void ReadScored(CancellationToken cancellationToken)
    {
        if (request.Dev is { } named)
        {
            Dev = Tell(named.Read(cancellationToken));
            CommandLine.Refuse(
            [
                .. Dev.Posts.Any(p => p.Entities.Count > 0)
                    ? Array.Empty<string>()
                    : [$"none of the {Dev.Posts.Count} posts of \"dev\" ({named.Name}) has an entity: nothing can be judged by them"],
            ]);
            AddScored(named, Dev);
        }

        foreach (var split in request.LeftOut)
        {
            AddScored(split, Tell(split.Read(cancellationToken)));
        }
    }

    private void AddScored(NamedSplit split, Dataset read)
    {
        foreach (var post in read.Posts)
        {
            foreach (var key in PostKeys.Of(split, post))
            {
                scored.TryAdd(key, (split, post));
            }
        }
    }

    // A post that is held back is so under its other ids too.
    private void AddListed(Dataset read) =>
        listed.UnionWith(read.Posts.Where(p => heldBack.Contains(p.Post.Id)).Select(PostKeys.OfText));

    private LearnedSplit Choose(NamedSplit split, Dataset read)
    {
        var kept = new List<GoldPost>();
        var leaked = new List<(GoldPost Post, NamedSplit Scored)>();
        int held = 0, again = 0, leftOut = 0, empty = 0;
        foreach (var post in read.Posts)
        {
            string[] keys = [.. PostKeys.Of(split, post)];
            if (heldBack.Contains(post.Post.Id) || listed.Contains(PostKeys.OfText(post)))
            {
                held++;
            }
            else if (keys.FirstOrDefault(scored.ContainsKey) is { } key)
            {
                leftOut++;
                if (IsLeak(split, post, scored[key]))
                {
                    leaked.Add((post, scored[key].Split));
                }
            }
            else if (split.Rules is not null && !RelatedPost.IsUsable(post))
            {
                empty++;
            }
            else if (Array.Exists(keys, taken.Contains))
            {
                again++;
                answers.Add(post);
            }
            else
            {
                kept.Add(post);
            }

            // One that is left out for itself may stand in another set.
            if (kept.Count > 0 && ReferenceEquals(kept[^1], post))
            {
                taken.UnionWith(keys);
            }
        }

        leaks.AddRange(leaked.GroupBy(l => l.Scored).Select(g => LeakOf(split, g.Key, [.. g.Select(l => l.Post.Post.Id)])));
        return new LearnedSplit(split, kept, answers, [.. new[]
        {
            ("that are scored", leftOut), ("that are held back", held), ("that repeat others", again), ("without an entity", empty),
        }.Where(r => r.Item2 > 0)]);
    }

    // Published sets are made of each other; a post that stands in two splits of one under the same id is no accident.
    private static bool IsLeak(NamedSplit split, GoldPost post, (NamedSplit Split, GoldPost Post) scored) =>
        split.IsOwn
        || split.Reference.Path == scored.Split.Reference.Path
            && post.Post.Id == scored.Post.Post.Id
            && post.Post.Text == scored.Post.Post.Text
        || FileIdentity.Of(split.File) == FileIdentity.Of(scored.Split.File);

    private static string LeakOf(NamedSplit split, NamedSplit scored, IReadOnlyList<string> ids)
    {
        var named = string.Join(
            ", ", ids.Take(NamedPosts)) + (ids.Count > NamedPosts ? $" and {ids.Count - NamedPosts:N0} more" : string.Empty);
        return FileIdentity.Of(split.File) == FileIdentity.Of(scored.File)
            ? $"\"{split.Place}\" and \"{scored.Place}\" are the same {split.Name}, "
                + $"whose posts ({named}) are scored and so are not learned "
                + "from; name another split"
            : $"{Counted.Of(ids.Count, "post")} of \"{split.Place}\" ({split.Name}) {(ids.Count == 1 ? "is" : "are")} in "
                + $"\"{scored.Place}\" "
                + $"({scored.Name}) too, which is scored and so not learned from: {named}; take them out of one of the two, or list their "
                + "ids in \"heldBack\"";
    }

    private void RequireEntities()
    {
        var own = Learned.Where(l => l.Split.Rules is null).SelectMany(l => l.Posts).ToList();
        if (!own.Any(p => p.Entities.Count > 0))
        {
            throw new UsageException(own.Count == 0
                ? $"Nothing is left to learn from: {string.Join("; ", Learned)}."
                : $"None of the {own.Count:N0} posts that are learned from has an entity: nothing can be learned from them.");
        }
    }

    private Dataset Tell(Dataset read)
    {
        IsComplete &= !read.Faults.Any(f => f.Kind.IsLoss());
        return read;
    }
}
