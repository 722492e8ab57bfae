using System.Runtime.CompilerServices;
using System.Text;
using Riveg.Annotations;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Cli.Output;

/// <summary>
/// Where the annotations of a run go. Each line reaches the file as soon as it is done, so that a run that is killed loses at most the line it was writing;
/// <see cref="Resume"/> drops such a torn line and goes on behind the whole ones.
/// </summary>
internal sealed class AnnotationTarget : IAsyncDisposable
{
    private readonly Stream stream;
    private readonly IReadOnlyList<string> doneIds;
    private readonly string name;

    private AnnotationTarget(Stream stream, string name, IReadOnlyList<string> doneIds, int failedBefore)
    {
        this.stream = stream;
        this.name = name;
        this.doneIds = doneIds;
        FailedBefore = failedBefore;
    }

    /// <summary>How many of the results that were already there are failures.</summary>
    public int FailedBefore { get; }

    public static AnnotationTarget StandardOutput() => new(Console.OpenStandardOutput(), "standard output", [], 0);

    public static AnnotationTarget File(string path) => new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read), path, [], 0);

    public static AnnotationTarget Resume(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            file.SetLength(EndOfWholeLines(file));
            var ids = new List<string>();
            var failed = 0;
            file.Position = 0;
            using (var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true))
            {
                foreach (var line in AnnotationJsonReader.ReadLines(reader, path))
                {
                    var result = line.Result ?? throw new UsageException($"{line.Fault}; --resume needs the file as a run left it.");
                    ids.Add(result.PostId);
                    failed += result.Succeeded ? 0 : 1;
                }
            }

            file.Position = file.Length;
            return new AnnotationTarget(file, path, ids, failed);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Passes over the posts whose annotations are already there, and checks that they are the same ones.</summary>
    public async IAsyncEnumerable<Post> SkipDone(IAsyncEnumerable<Post> posts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var index = 0;
        await foreach (var post in posts.WithCancellation(cancellationToken))
        {
            if (index >= doneIds.Count)
            {
                yield return post;
            }
            else if (doneIds[index] != post.Id)
            {
                throw new UsageException($"{name}:{index + 1} is about the post {doneIds[index]}, but the input has {post.Id} there; it belongs to another run.");
            }

            index++;
        }

        if (index < doneIds.Count)
        {
            throw new UsageException($"{name} has {doneIds.Count} annotations, but the input only {index} posts; it belongs to another run.");
        }
    }

    public void Write(AnnotationJsonWriter writer, AnnotationResult result)
    {
        writer.WriteLine(stream, result);
        stream.Flush();
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static long EndOfWholeLines(FileStream file)
    {
        var buffer = new byte[64 * 1024];
        for (var end = file.Length; end > 0;)
        {
            var start = Math.Max(0, end - buffer.Length);
            file.Position = start;
            file.ReadExactly(buffer, 0, (int)(end - start));
            var index = Array.LastIndexOf(buffer, (byte)'\n', (int)(end - start) - 1);
            if (index >= 0)
            {
                return start + index + 1;
            }

            end = start;
        }

        return 0;
    }
}
