using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Faults;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Cli.Commands;

/// <summary>The posts of a run, and what has to be closed after it.</summary>
internal sealed class PostStream : IAsyncDisposable
{
    private readonly Stream? source;
    private readonly Func<IAsyncEnumerable<Post>> again;

    private PostStream(IAsyncEnumerable<Post> posts, Stream? source, Func<IAsyncEnumerable<Post>>? again = null)
    {
        Posts = posts;
        this.source = source;
        this.again = again ?? (() => posts);
    }

    public IAsyncEnumerable<Post> Posts { get; }

    public static PostStream FromDataset(Dataset dataset) => new(dataset.Posts.Select(p => p.Post).ToAsyncEnumerable(), null);

    /// <summary>
    /// Whether a post has a picture that will be looked at. Of what can be read only once (standard input, a pipe) nothing is known
    /// beforehand: false.
    /// </summary>
    /// <param name="countUnseen">Whether pictures that are not to be had count: they will be guessed about.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<bool> KnowsOfPicturesAsync(bool countUnseen, CancellationToken cancellationToken)
    {
        if (source is { CanSeek: false })
        {
            return false;
        }

        try
        {
            return await again().AnyAsync(p => p.Image is { } image && (countUnseen || !image.IsUnseen), cancellationToken);
        }
        catch (RivegException)
        {
            // The run tells it, behind the posts before it.
            return false;
        }
    }

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
        return new PostStream(
            new PostJsonLines(options).ReadAsync(file), file, () => ReadAsync(path, new PostJsonLines(options with { Warn = null })));
    }

    private static async IAsyncEnumerable<Post> ReadAsync(string path, PostJsonLines lines)
    {
        var file = File.OpenRead(path);
        await using (file)
        {
            await foreach (var post in lines.ReadAsync(file))
            {
                yield return post;
            }
        }
    }

    public ValueTask DisposeAsync() => source?.DisposeAsync() ?? ValueTask.CompletedTask;
}
