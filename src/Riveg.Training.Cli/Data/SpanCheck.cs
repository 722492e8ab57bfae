using Riveg.Evaluation.Datasets;
using Riveg.Recognition.Reading;

namespace Riveg.Training.Cli.Data;

/// <summary>Whether entities begin and end where words do: where many do not, their offsets mostly count something else.</summary>
internal static class SpanCheck
{
    // Annotators cut words now and then.
    private const double Tolerated = 0.1;

    /// <summary>What is to be said of posts; null where it is nothing.</summary>
    /// <param name="name">What they are called.</param>
    /// <param name="posts">The posts.</param>
    public static string? Of(string name, IReadOnlyList<GoldPost> posts)
    {
        var (all, cut) = (0, 0);
        foreach (var post in posts)
        {
            var tokens = TokenizedPost.Of(post.Post);
            all += post.Entities.Count;
            cut += post.Entities.Count(e => !Fits(tokens, e));
        }

        return cut <= Tolerated * all ? null : $"{cut:N0} of {all:N0} entities of {name} do not begin and end where words do; "
            + "look at their offsets: UTF-16 indices, half open, or what \"offsets\" says.";
    }

    private static bool Fits(TokenizedPost tokens, GoldEntity entity)
    {
        var span = tokens.TokensOf(entity.Span);
        return span.Length > 0
            && tokens.Written(span.Start).Start == entity.Span.Start
            && tokens.Written(span.End - 1).End == entity.Span.End;
    }
}
