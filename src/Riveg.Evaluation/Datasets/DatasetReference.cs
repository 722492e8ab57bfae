using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Evaluation.Datasets;

/// <summary>Names a data set on disk: <c>KIND:DIR</c>.</summary>
public sealed class DatasetReference
{
    private static readonly Dictionary<string, DatasetLayout> Layouts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["twitter-2015"] = DatasetLayout.TextOnly,
        ["twitter-2017"] = DatasetLayout.TextOnly,
        ["twitter-gmner"] = DatasetLayout.Grounded,
        ["twitter-fmnerg"] = DatasetLayout.FineGrained,
        ["twitter-smner"] = DatasetLayout.Segmented,
    };

    private readonly DatasetLayout layout;

    private DatasetReference(string kind, string folder)
    {
        Kind = kind;
        Folder = folder;
        layout = Layouts[kind];
    }

    /// <summary>The kinds that can be read.</summary>
    public static IReadOnlyCollection<string> Kinds => Layouts.Keys;

    /// <summary>Such as <c>twitter-gmner</c>.</summary>
    public string Kind { get; }

    /// <summary>The data set's folder; for the grounded kinds the one that holds <c>txt/</c> and <c>xml/</c>.</summary>
    public string Folder { get; }

    /// <summary>Reads a reference.</summary>
    /// <exception cref="DatasetException">It is not of the form <c>KIND:DIR</c>, or the kind is unknown, or the folder does not exist.</exception>
    public static DatasetReference Parse(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == reference.Length - 1)
        {
            throw new DatasetException($"\"{reference}\" names no data set; write KIND:DIR, where KIND is one of {string.Join(", ", Kinds)}.");
        }

        // No shell expands ~ behind a colon.
        var (kind, folder) = (reference[..colon].ToLowerInvariant(), HomePath.Expand(reference[(colon + 1)..]));
        if (!Layouts.ContainsKey(kind))
        {
            throw new DatasetException($"There is no kind of data set \"{kind}\"; there are {string.Join(", ", Kinds)}.");
        }

        return Directory.Exists(folder)
            ? new DatasetReference(kind, folder)
            : throw new DatasetException($"There is no folder {folder} for the data set {kind}.");
    }

    /// <summary>The splits that are there.</summary>
    public IReadOnlyList<string> Splits => layout.FindSplits(Folder);

    /// <summary>Reads a split; broken parts become faults and the reading goes on.</summary>
    /// <param name="split"><c>train</c>, <c>dev</c> (or <c>valid</c>) or <c>test</c>.</param>
    /// <param name="options">The files beside it; none if null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DatasetException">There is no such split, or a file that the options name is missing.</exception>
    public Dataset ReadSplit(string split, DatasetReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        var file = layout.FindSplit(Folder, split)
            ?? throw new DatasetException($"The data set {Kind} in {Folder} has no split \"{split}\"; there are {string.Join(", ", Splits.DefaultIfEmpty("none"))}.");
        var faults = new List<DatasetFault>();
        var posts = layout.Read(Folder, file, faults, cancellationToken);
        posts = SideFiles.Attach(posts, options ?? new DatasetReadOptions(), faults, cancellationToken);
        FindDuplicates(posts, faults);
        return new Dataset(Kind, split, posts, faults);
    }

    /// <summary>Finds annotations of pictures that belong to no post.</summary>
    /// <param name="splits">All splits that are there.</param>
    public IEnumerable<DatasetFault> FindOrphans(IEnumerable<Dataset> splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        return layout.FindOrphans(Folder, [.. splits.SelectMany(s => s.Posts)]);
    }

    private static void FindDuplicates(IReadOnlyList<GoldPost> posts, List<DatasetFault> faults)
    {
        var seen = new Dictionary<string, GoldPost>();
        foreach (var post in posts)
        {
            if (seen.TryAdd(post.Post.Id, post))
            {
                continue;
            }

            var first = seen[post.Post.Id];
            faults.Add(new DatasetFault(DatasetFaultKind.DuplicateId, post.Location, first.Post.Text == post.Post.Text
                ? $"the post {post.Post.Id} already stands at {first.Location}."
                : $"the id {post.Post.Id} already stands at {first.Location} with another text; the two are told apart by their texts."));
        }
    }
}
