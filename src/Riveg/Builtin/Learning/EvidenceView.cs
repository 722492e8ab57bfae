using Riveg.Posts;

namespace Riveg.Builtin.Learning;

/// <summary>Which evidence a post brings. Scores are calibrated apart for each view, since less evidence makes them less sure.</summary>
internal static class EvidenceView
{
    /// <summary>How many views there are.</summary>
    public const int Count = 4;

    /// <summary>1 for knowledge, 2 for captions, 3 for both, 0 for neither.</summary>
    public static int Of(PostContext post) => (post.Knowledge is null ? 0 : 1) + (post.Captions.Count == 0 ? 0 : 2);
}
