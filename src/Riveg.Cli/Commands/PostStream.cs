using Riveg.Datasets;
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

    /// <summary>A file of posts, whose relative pictures lie beside it unless a folder is named; or standard input, with pictures from the current folder.</summary>
    public static PostStream FromFile(string path, string? imageFolder)
    {
        if (imageFolder is not null && !Directory.Exists(imageFolder))
        {
            throw new UsageException($"There is no folder {imageFolder} for --images.");
        }

        if (path == "-")
        {
            var input = Console.OpenStandardInput();
            return new PostStream(new PostJsonLines(imageFolder, "standard input").ReadAsync(input), input);
        }

        if (!File.Exists(path))
        {
            throw new UsageException($"There is no file {path}; give the posts as JSON lines, or put a text in quotes.");
        }

        var file = File.OpenRead(path);
        return new PostStream(new PostJsonLines(imageFolder ?? Path.GetDirectoryName(Path.GetFullPath(path)), path).ReadAsync(file), file);
    }

    public ValueTask DisposeAsync() => source?.DisposeAsync() ?? ValueTask.CompletedTask;
}
