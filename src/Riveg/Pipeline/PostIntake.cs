using Riveg.Faults;
using Riveg.Posts;

namespace Riveg.Pipeline;

/// <summary>Takes in whatever a caller gives as a post: no member of it can end a run, and nobody can change it under way.</summary>
internal static class PostIntake
{
    /// <summary>Begins a post; what is wrong with it is its error.</summary>
    /// <param name="given">The post; null is a post with an error.</param>
    /// <param name="limits">What it must be like.</param>
    public static PostInProgress Begin(Post? given, PostLimits limits)
    {
        if (given is null)
        {
            return Failed(null, "There is null in place of a post.");
        }

        try
        {
            // What stages are shown is checked, not what the caller may still change.
            var post = given.ReadError is null ? Frozen(given) : given;
            _ = post.Image?.FilePath;
            return limits.FindFault(post) is { } fault ? Failed(post, fault) : new PostInProgress(post);
        }
        catch (Exception exception)
        {
            // Lists and pictures may be anyone's.
            return Failed(given, $"The post cannot be read: {exception.Message}");
        }
    }

    private static PostInProgress Failed(Post? given, string fault)
    {
        var (id, text) = (given?.Id ?? string.Empty, given?.Text ?? string.Empty);
        var post = new PostInProgress(new Post { Id = id, Text = text, Image = PictureOf(given) });
        post.Fail(new Fault(FaultKind.WrongInput, "input", Fault.OneLine(fault)));
        return post;
    }

    private static Post Frozen(Post post) => post.Tokens is null && post.Captions is null or string[] { Length: 0 }
        ? post
        : post with
        {
            Captions = post.Captions is { } captions ? [.. captions] : null!,
            Tokens = post.Tokens is { } tokens ? [.. tokens] : null,
        };

    // The result names it, if it has a name.
    private static ImageSource? PictureOf(Post? post)
    {
        try
        {
            _ = post?.Image?.FilePath;
            return post?.Image?.Name is null ? null : post.Image;
        }
        catch (Exception)
        {
            return null;
        }
    }
}
