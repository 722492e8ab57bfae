using Riveg.Builtin.Learning;
using Riveg.Recognition.Reading;

namespace Riveg.Builtin.Recognition;

/// <summary>
/// Features of the text alone: the words and their shapes in a window of five, parts of words, and how the whole post is written.
/// <see cref="Template"/> names each of them.
/// </summary>
internal static class TextFeatures
{
    private const int LongestAffix = 5;

    /// <summary>Adds the features of token <paramref name="i"/>.</summary>
    public static void Add(TokenizedPost post, int i, FeatureBuffer target)
    {
        var before2 = post.Form(i - 2);
        var before = post.Form(i - 1);
        var here = post.Form(i);
        var after = post.Form(i + 1);
        var after2 = post.Form(i + 2);
        target.Add(Template.Bias, 0);
        target.Add(Template.Lower, here.Lower);
        target.Add(Template.Word, here.Word);
        target.Add(Template.LowerBefore, before.Lower);
        target.Add(Template.LowerAfter, after.Lower);
        target.Add(Template.LowerBefore2, before2.Lower);
        target.Add(Template.LowerAfter2, after2.Lower);
        target.Add(Template.LowerBeforeAndHere, before.Lower, here.Lower);
        target.Add(Template.LowerHereAndAfter, here.Lower, after.Lower);
        target.Add(Template.LowerBeforeAndAfter, before.Lower, after.Lower);
        target.Add(Template.LowerTwoBefore, before2.Lower, before.Lower);
        target.Add(Template.LowerTwoAfter, after.Lower, after2.Lower);
        target.Add(Template.Shape, here.Shape);
        target.Add(Template.ShortShape, here.ShortShape);
        target.Add(Template.ShortShapeBeforeAndHere, before.ShortShape, here.ShortShape);
        target.Add(Template.ShortShapeHereAndAfter, here.ShortShape, after.ShortShape);
        target.Add(Template.CaseAround, (uint)before.Case, (uint)here.Case, (uint)after.Case);
        target.Add(Template.CaseUpToHere, (uint)before2.Case, (uint)before.Case, (uint)here.Case);
        target.Add(Template.CaseFromHere, (uint)here.Case, (uint)after.Case, (uint)after2.Case);
        target.Add(Template.CaseInCasing, (uint)here.Case, post.Casing);
        target.Add(Template.LowerBeforeWithCase, before.Lower, (uint)here.Case);
        target.Add(Template.LowerAfterWithCase, after.Lower, (uint)here.Case);
        target.Add(Template.CaseNearStart, (uint)here.Case, (uint)Math.Min(i, 3));
        target.Add(Template.CaseNearEnd, (uint)here.Case, (uint)Math.Min(post.Count - 1 - i, 3));
        target.Add(Template.LowerBefore2WithCases, before2.Lower, (uint)before.Case, (uint)here.Case);
        target.Add(Template.LowerAfter2WithCases, after2.Lower, (uint)after.Case, (uint)here.Case);
        AddCapitalRun(post, i, target);
        AddAffixes(post.Text(i), target);
        AddNeighbourAffixes(post, i, target);
        AddParts(post.Text(i), target);
    }

    /// <summary>A run of capitalised words has a beginning, an end, and words around it that tell what it is.</summary>
    private static void AddCapitalRun(TokenizedPost post, int i, FeatureBuffer target)
    {
        var here = post.Form(i);
        if (!here.IsCapital)
        {
            return;
        }

        int start = i, end = i;
        while (start > 0 && i - start < 5 && post.Form(start - 1).IsCapital)
        {
            start--;
        }

        while (end + 1 < post.Count && end - i < 5 && post.Form(end + 1).IsCapital)
        {
            end++;
        }

        var place = (uint)((Math.Min(i - start, 3) * 4) + Math.Min(end - i, 3));
        target.Add(Template.RunPlace, place, post.Casing);
        target.Add(Template.RunBefore, post.Form(start - 1).Lower, (uint)Math.Min(i - start, 2));
        target.Add(Template.RunAfter, post.Form(end + 1).Lower, (uint)Math.Min(end - i, 2));
        target.Add(Template.RunLast, post.Form(end).Lower, (uint)Math.Min(end - i, 2));
        target.Add(Template.RunFirst, post.Form(start).Lower, (uint)Math.Min(i - start, 2));
    }

    private static void AddAffixes(ReadOnlySpan<char> word, FeatureBuffer target)
    {
        var prefix = WordHash.Seed;
        var suffix = WordHash.Seed;
        var longest = Math.Min(LongestAffix, word.Length);
        for (var k = 0; k < longest; k++)
        {
            prefix = WordHash.AppendLower(prefix, word[k]);
            suffix = WordHash.AppendLower(suffix, word[^(k + 1)]);
            target.Add(Template.Prefix, prefix, (uint)k);
            target.Add(Template.Suffix, suffix, (uint)k);
        }
    }

    private static void AddNeighbourAffixes(TokenizedPost post, int i, FeatureBuffer target)
    {
        if (i > 0)
        {
            var word = post.Text(i - 1);
            target.Add(Template.SuffixBefore, WordHash.OfLower(word[^Math.Min(3, word.Length)..]));
        }

        if (i + 1 < post.Count)
        {
            var word = post.Text(i + 1);
            target.Add(Template.SuffixAfter, WordHash.OfLower(word[^Math.Min(3, word.Length)..]));
        }
    }

    /// <summary>The words within <c>CruzCrew</c> or <c>#nyc-marathon</c>.</summary>
    private static void AddParts(ReadOnlySpan<char> word, FeatureBuffer target)
    {
        var start = 0;
        var parts = 0;
        for (var k = 1; k <= word.Length && parts < 4; k++)
        {
            var cuts = k == word.Length || !char.IsLetter(word[k]) || (char.IsUpper(word[k]) && char.IsLower(word[k - 1]));
            if (!cuts)
            {
                continue;
            }

            if (k - start > 2 && (start > 0 || k < word.Length))
            {
                target.Add(Template.Part, WordHash.OfLower(word[start..k]));
                parts++;
            }

            start = k < word.Length && !char.IsLetter(word[k]) ? k + 1 : k;
        }
    }
}
