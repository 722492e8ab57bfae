using Riveg.Evaluation.Datasets;
using Riveg.Posts;
using Riveg.Recognition.Reading;

namespace Riveg.Evaluation.Training;

/// <summary>Posts of data sets that were annotated by other rules, as recognisers learn from them.</summary>
internal static class RelatedPost
{
    /// <summary>Whether it is learned from: such sets leave much unmarked, and of posts without an entity nobody knows what.</summary>
    public static bool IsUsable(GoldPost gold) => gold.Entities.Count > 0;

    /// <summary>
    /// The post read as raw text, so that all sets are cut alike, without the @names that it marks: elsewhere they are rarely entities.
    /// </summary>
    public static GoldPost Of(GoldPost gold)
    {
        var post = gold.Post with { Tokens = null };
        var tokens = TokenizedPost.Of(post);
        return gold with { Post = post, Entities = [.. gold.Entities.Where(e => !HasHandle(tokens, tokens.TokensOf(e.Span)))] };
    }

    private static bool HasHandle(TokenizedPost post, TextSpan tokens)
    {
        for (var i = tokens.Start; i < tokens.End; i++)
        {
            if (post.Form(i).Case is TokenCase.Handle or TokenCase.At || post.Form(i - 1).Case == TokenCase.At)
            {
                return true;
            }
        }

        return false;
    }
}
