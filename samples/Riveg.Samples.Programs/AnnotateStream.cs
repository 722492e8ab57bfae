using Riveg.Posts;

namespace Riveg.Samples.Programs;

/// <summary>Annotates posts as they come.</summary>
public static class StreamedPosts
{
    /// <summary>Annotates a few posts and writes a line for each.</summary>
    /// <param name="output">Where it is written.</param>
    public static async Task RunAsync(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var riveg = RivegPipeline.CreateBuilder("builtin").Build();

        #region stream
        await foreach (var result in riveg.AnnotateAsync(ReadPostsAsync()))
        {
            var names = string.Join(", ", result.Entities.Select(e => e.Text));
            output.WriteLine(result.Error is { } error ? $"{result.PostId} failed: {error.Message}" : $"{result.PostId}: {names}");
        }
        #endregion
    }

    #region posts
    private static async IAsyncEnumerable<Post> ReadPostsAsync()
    {
        foreach (var text in new[] { "Adele lights up the O2 Arena", "Barack Obama met Angela Merkel in Berlin", " " })
        {
            await Task.CompletedTask; // a queue, a database, a network
            yield return new Post { Id = $"{text.Length}", Text = text };
        }
    }
    #endregion
}
