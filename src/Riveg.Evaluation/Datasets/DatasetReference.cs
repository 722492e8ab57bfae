using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Evaluation.Datasets;

/// <summary>Names a data set on disk: <c>KIND:DIR</c>, or <c>riveg:FILE</c> for one's own annotated posts.</summary>
public sealed class DatasetReference
{
    private const string DefaultSplit = "dev";

    private static readonly Dictionary<string, DatasetLayout> Layouts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["twitter-2015"] = DatasetLayout.TextOnly,
        ["twitter-2017"] = DatasetLayout.TextOnly,
        ["twitter-gmner"] = DatasetLayout.Grounded,
        ["twitter-fmnerg"] = DatasetLayout.FineGrained,
        ["twitter-smner"] = DatasetLayout.Segmented,
        ["gmner"] = DatasetLayout.OwnGrounded,
        ["riveg"] = DatasetLayout.OwnPosts,
        ["label-studio"] = DatasetLayout.LabelStudio,
        ["imagefolder"] = DatasetLayout.ImageFolder,
        ["parquet"] = DatasetLayout.Parquet,
    };

    private readonly DatasetLayout layout;

    private DatasetReference(string kind, string path)
    {
        Kind = kind;
        Path = path;
        layout = Layouts[kind];
    }

    /// <summary>The kinds that can be read.</summary>
    public static IReadOnlyCollection<string> Kinds => Layouts.Keys;

    /// <summary>Such as <c>twitter-gmner</c>.</summary>
    public string Kind { get; }

    /// <summary>
    /// The data set's folder, for the grounded kinds the one that holds <c>txt/</c> and <c>xml/</c>; or the file of <c>riveg:FILE</c>.
    /// </summary>
    public string Path { get; }

    /// <summary>Whether the data set is a folder of splits; otherwise it is a file, which is one split.</summary>
    public bool HasSplits => layout.HasSplits;

    /// <summary>The splits that are there; that of a file is called as the file is, without its ending.</summary>
    public IReadOnlyList<string> Splits => layout.FindSplits(Path);

    /// <summary>The splits that are there, but for one.</summary>
    /// <param name="split">Called exactly so, or by the other name of the same (<c>dev</c> and <c>valid</c>).</param>
    public IReadOnlyList<string> SplitsBeside(string split) =>
        [.. Splits.Where(s => layout.FindSplit(Path, s) != layout.FindSplit(Path, split))];

    /// <summary>The file of a split; null where there is no such split.</summary>
    /// <param name="split">Called as <see cref="ReadSplit"/> takes it.</param>
    internal string? FileOf(string? split) => layout.FindSplit(Path, split ?? (HasSplits ? DefaultSplit : Splits[0]));

    /// <summary>Reads a reference.</summary>
    /// <exception cref="DatasetException">It is not of the form, or the kind is unknown, or the folder or file does not exist.</exception>
    public static DatasetReference Parse(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == reference.Length - 1)
        {
            throw new DatasetException(
                $"\"{reference}\" names no data set; write KIND:DIR, where KIND is one of {string.Join(", ", Kinds)}.");
        }

        // No shell expands ~ behind a colon.
        var (kind, path) = (reference[..colon].ToLowerInvariant(), HomePath.Expand(reference[(colon + 1)..]));
        if (!Layouts.TryGetValue(kind, out var layout))
        {
            throw new DatasetException($"There is no kind of data set \"{kind}\"; there are {string.Join(", ", Kinds)}.");
        }

        if (layout.HasSplits)
        {
            return Directory.Exists(path)
                ? new DatasetReference(kind, path)
                : throw new DatasetException($"There is no folder {path} for the data set {kind}.");
        }

        return File.Exists(path)
            ? new DatasetReference(kind, path)
            : throw new DatasetException(Directory.Exists(path)
                ? $"{path} is a folder; {kind}:{ExampleOf(kind)} names a file of annotated posts, gmner:DIR a folder with txt and xml."
                : $"There is no file {path} for the data set {kind}.");
    }

    /// <summary>Reads a split; broken parts become faults and the reading goes on.</summary>
    /// <param name="split">
    /// Such as <c>train</c>, <c>dev</c> (or <c>valid</c>) or <c>test</c>; null for the only one of a file, or for <c>dev</c>.
    /// </param>
    /// <param name="options">The files beside it; none if null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DatasetException">There is no such split, or a file that the options name is missing.</exception>
    public Dataset ReadSplit(string? split, DatasetReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new DatasetReadOptions();
        split ??= HasSplits ? DefaultSplit : Splits[0];
        var file = layout.FindSplit(Path, split)
            ?? throw new DatasetException(
                $"The data set {Kind} in {Path} has no split \"{split}\"; there are {string.Join(", ", Splits.DefaultIfEmpty("none"))}.");
        var faults = new List<DatasetFault>();
        try
        {
            var posts = WithinLimits(layout.Read(Path, file, options, faults, cancellationToken), faults);
            posts = SideFiles.Attach(posts, options, faults, cancellationToken);
            FindDuplicates(posts, faults);
            return new Dataset(Kind, split, posts, faults);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new DatasetException($"The data set {Kind}:{Path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Finds annotations of pictures that belong to no post, and files that are passed over.</summary>
    /// <param name="splits">All splits that are there.</param>
    public IEnumerable<DatasetFault> FindOrphans(IEnumerable<Dataset> splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        return layout.FindOrphans(Path, [.. splits.SelectMany(s => s.Posts)]);
    }

    private static string ExampleOf(string kind) => kind switch
    {
        "label-studio" => "FILE.json",
        "imagefolder" => "DIR/metadata.jsonl",
        "parquet" => "FILE.parquet",
        _ => "FILE.jsonl",
    };

    // What the pipeline refuses is no gold either.
    private static IReadOnlyList<GoldPost> WithinLimits(IReadOnlyList<GoldPost> posts, List<DatasetFault> faults)
    {
        var limits = new PostLimits();
        var kept = new List<GoldPost>(posts.Count);
        foreach (var post in posts)
        {
            if (limits.FindFault(post.Post) is { } fault)
            {
                faults.Add(new DatasetFault(DatasetFaultKind.BrokenRow, post.Location, $"{fault.TrimEnd('.')}; the post is left out."));
            }
            else
            {
                kept.Add(post);
            }
        }

        return kept;
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
