using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Cli.Commands;

/// <summary>The posts of a run, and what has to be closed after it.</summary>
internal sealed class PostStream : IAsyncDisposable
{
    private readonly Stream? source;

    private PostStream(IAsyncEnumerable<Post> posts, Stream? source)
    {
        Posts = posts;
        this.source = source;
    }

    public IAsyncEnumerable<Post> Posts { get; }

    public static PostStream FromDataset(Dataset dataset) => new(dataset.Posts.Select(p => p.Post).ToAsyncEnumerable(), null);

    /// <summary>
    /// A file of posts, whose relative pictures lie beside it unless folders are named; or standard input, with pictures from the current
    /// folder.
    /// </summary>
    /// <param name="path">The file, or <c>-</c>.</param>
    /// <param name="imageFolders">Where relative pictures start instead.</param>
    /// <param name="offsets">What the posts' own tokens count.</param>
    public static PostStream FromFile(string path, IReadOnlyList<string> imageFolders, OffsetUnit offsets)
    {
        foreach (var folder in imageFolders.Where(f => !Directory.Exists(HomePath.Expand(f))))
        {
            throw new UsageException($"There is no folder {folder} for --images.");
        }

        var options = new PostReadOptions
        {
            ImageFolders = imageFolders,
            SourceName = path == "-" ? "standard input" : path,
            TokenOffsets = offsets,
            Warn = StandardStreams.Say,
        };
        if (path == "-")
        {
            var input = StandardStreams.OpenInput();
            return new PostStream(new PostJsonLines(options).ReadAsync(input), input);
        }

        path = HomePath.Expand(path);
        if (!File.Exists(path))
        {
            throw new UsageException($"There is no file {path}; give the posts as JSON lines, or put a text in quotes.");
        }

        if (imageFolders.Count == 0)
        {
            options = options with { ImageFolders = [Path.GetDirectoryName(Path.GetFullPath(path))!] };
        }

        var file = File.OpenRead(path);
        return new PostStream(new PostJsonLines(options).ReadAsync(file), file);
    }

    public ValueTask DisposeAsync() => source?.DisposeAsync() ?? ValueTask.CompletedTask;
}
