using Riveg.Networks.Tagging;
using Riveg.Posts;
using Riveg.Recognition.Reading;

namespace Riveg.Onnx.Recognition;

/// <summary>A post on its way through the small tagger.</summary>
/// <param name="Tokens">Its tokens.</param>
/// <param name="HasKnowledge">Whether it is read with auxiliary knowledge.</param>
/// <param name="Windows">What goes through the network: one window, or overlapping ones; none of a post without a token.</param>
/// <param name="Emissions">The scores of each token, <c>[token * labels + label]</c>, once all windows have been scored.</param>
internal sealed record TaggerPost(
    TokenizedPost Tokens, bool HasKnowledge, IReadOnlyList<TaggerWindow> Windows, double[] Emissions)
{
    /// <summary>Reads a post.</summary>
    /// <param name="context">The post and what is known of it.</param>
    /// <param name="reader">Reads it.</param>
    /// <param name="longest">The most tokens of a window.</param>
    /// <param name="labels">How many labels there are.</param>
    public static TaggerPost Read(PostContext context, TaggerReader reader, int longest, int labels)
    {
        var tokens = TokenizedPost.Of(context.Post);
        var emissions = new double[tokens.Count * labels];
        return new TaggerPost(
            tokens,
            context.Knowledge is not null,
            tokens.Count == 0 ? [] : [.. Cut(reader.Read(tokens, context.Knowledge), longest, emissions, labels)],
            emissions);
    }

    private static IEnumerable<TaggerWindow> Cut(TaggerInput input, int longest, double[] emissions, int labels)
    {
        var ranges = TextWindows.Cut([.. Enumerable.Repeat(1, input.Count)], longest);
        var next = 0;
        for (var i = 0; i < ranges.Count; i++)
        {
            var (first, count) = ranges[i];
            var own = next;
            while (next < input.Count && TextWindows.BestFor(next, ranges) == i)
            {
                next++;
            }

            yield return new TaggerWindow(input, first, count, own, next, emissions, labels);
        }
    }
}

/// <summary>Tokens that go through the network together.</summary>
/// <param name="post">What is read of the whole post.</param>
/// <param name="first">The first one's place in the post.</param>
/// <param name="count">How many there are.</param>
/// <param name="own">The first token whose scores are taken from this window.</param>
/// <param name="end">The token behind the last one.</param>
/// <param name="emissions">The scores of the whole post.</param>
/// <param name="labels">How many labels there are.</param>
internal sealed class TaggerWindow(
    TaggerInput post, int first, int count, int own, int end, double[] emissions, int labels)
{
    /// <summary>How many tokens it has.</summary>
    public int Count => count;

    /// <summary>What is read of the tokens: a copy of that part of the post, made anew each time.</summary>
    public TaggerInput Read() => count == post.Count ? post : post.Slice(first, count);

    /// <summary>Takes the scores of the window's own tokens.</summary>
    /// <param name="scores">Of the window, <c>[token * labels + label]</c>; what is behind them is padding.</param>
    public void Take(ReadOnlySpan<float> scores)
    {
        var taken = scores.Slice((own - first) * labels, (end - own) * labels);
        for (var i = 0; i < taken.Length; i++)
        {
            emissions[(own * labels) + i] = taken[i];
        }
    }
}
