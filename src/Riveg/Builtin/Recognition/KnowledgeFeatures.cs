using Riveg.Builtin.Learning;
using Riveg.Evidence;
using Riveg.Recognition.Reading;

namespace Riveg.Builtin.Recognition;

/// <summary>
/// Features of the knowledge: whether a token lies in a name that it lists, where in it, of which free type, and what the reasoning says of
/// it.
/// <see cref="Template"/> names each of them.
/// </summary>
internal sealed class KnowledgeFeatures
{
    private const int WordsAfter = 6;
    private const int ClusterLength = 8;

    private readonly TokenizedPost post;
    private readonly ClusterFeatures? clusters;
    private readonly KnowledgeAlignment alignment;
    private readonly ReasoningWords reasoning;
    private readonly uint[][] typeWords;
    private readonly uint[] types;
    private readonly uint[] heads;
    private readonly uint[] words;

    /// <param name="post">The post.</param>
    /// <param name="knowledge">Its knowledge.</param>
    /// <param name="clusters">The clusters of the post's words; null where there are none.</param>
    public KnowledgeFeatures(TokenizedPost post, AuxiliaryKnowledge knowledge, ClusterFeatures? clusters)
    {
        this.post = post;
        this.clusters = clusters;
        alignment = KnowledgeAlignment.Of(post, knowledge);
        reasoning = new ReasoningWords(post.Read(knowledge.Reasoning));
        types = [.. knowledge.Entities.Select(e => WordHash.OfLower(e.FreeType))];
        typeWords = [.. knowledge.Entities.Select(e => WordsOf(e.FreeType))];
        heads = [.. typeWords.Select(w => w.Length == 0 ? 0 : w[0])];
        words = new uint[post.Count];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = ReasoningWords.HashOf(post.Text(i));
        }
    }

    /// <summary>Adds the features of token <paramref name="i"/>.</summary>
    public void Add(int i, FeatureBuffer target)
    {
        var (kind, entity, start, end) = alignment[i];
        var place = PlaceOf(i);
        var before = PlaceOf(i - 1);
        var after = PlaceOf(i + 1);
        var here = post.Form(i);
        target.Add(Template.ListedPlace, place);
        target.Add(Template.ListedPlaceBeforeAndHere, before, place);
        target.Add(Template.ListedPlaceHereAndAfter, place, after);
        target.Add(Template.ListedPlaceAround, before, place, after);
        target.Add(Template.ListedPlaceWithCase, place, (uint)here.Case);
        target.Add(Template.ListedPlaceWithCases, place, (uint)post.Form(i - 1).Case, (uint)here.Case);
        target.Add(Template.ListedPlaceWithLowerBefore, place, post.Form(i - 1).Lower);
        target.Add(Template.ListedPlaceWithLowerAfter, place, post.Form(i + 1).Lower);
        target.Add(Template.ListedPlaceWithLower, place, here.Lower);
        target.Add(Template.ListedPlaceWithHeadBefore, TypeOf(i - 1), place);
        target.Add(Template.ListedPlaceWithHeadAfter, TypeOf(i + 1), place);
        target.Add(Template.ListedPlaceInCasing, place, (uint)here.Case, post.Casing);
        if (clusters is not null)
        {
            target.Add(Template.ListedPlaceWithCluster, place, clusters.PathOf(i).Prefix(ClusterLength));
        }

        if (kind != AlignmentKind.None)
        {
            AddEntity(i, entity, place, start, end, target);
            AddClusters(i, entity, start, end, target);
        }

        if (kind != AlignmentKind.None || here.IsCapital
            || here.Case is TokenCase.Hashtag or TokenCase.Handle or TokenCase.DigitsAndLetters)
        {
            AddReasoning(i, place, target);
        }
    }

    private void AddEntity(int i, int entity, uint place, int start, int end, FeatureBuffer target)
    {
        var marker = post.Form(start - 1).Case;
        target.Add(Template.ListedTypeWithPlace, types[entity], place);
        target.Add(Template.ListedType, types[entity]);
        target.Add(Template.ListedHeadWithPlace, heads[entity], place);
        target.Add(Template.ListedHeadWithCaseBefore, heads[entity], (uint)marker, place);
        target.Add(Template.ListedOrder, (uint)Math.Min(entity, 5), place);
        target.Add(Template.ListedLength, (uint)Math.Min(end - start, 5), place);
        target.Add(Template.ListedTypeWithCase, types[entity], (uint)post.Form(i).Case, place);
        target.Add(Template.ListedLowerBefore, post.Form(start - 1).Lower, place);
        target.Add(Template.ListedLowerAfter, post.Form(end).Lower, place);
        target.Add(Template.ListedLowerLast, post.Form(end - 1).Lower, place);
        target.Add(Template.ListedCaseBeforeAndFirst, (uint)marker, (uint)post.Form(start).Case, place);
        target.Add(Template.ListedHeadWithLowerBefore, post.Form(start - 1).Lower, heads[entity]);
        target.Add(Template.ListedHeadWithLower, post.Form(i).Lower, heads[entity]);
        target.Add(Template.ListedTypeWithShortShape, post.Form(i).ShortShape, types[entity]);
        foreach (var word in typeWords[entity])
        {
            target.Add(Template.ListedTypeWordWithPlace, word, place);
            target.Add(Template.ListedTypeWord, word);
        }
    }

    private void AddClusters(int i, int entity, int start, int end, FeatureBuffer target)
    {
        if (clusters is not null)
        {
            var here = clusters.PathOf(i).Prefix(ClusterLength);
            target.Add(Template.ListedHeadWithCluster, heads[entity], here);
            target.Add(Template.ListedTypeWithCluster, types[entity], here);
            target.Add(Template.ListedTypeWithClusterBefore, types[entity], clusters.PathOf(start - 1).Prefix(ClusterLength));
            target.Add(Template.ListedTypeWithClusterAfter, types[entity], clusters.PathOf(end).Prefix(ClusterLength));
        }
    }

    private void AddReasoning(int i, uint place, FeatureBuffer target)
    {
        var (first, second) = reasoning.Find(words[i]);
        target.Add(Template.SaidCount, first < 0 ? 0u : second < 0 ? 1u : 2u, place);
        AddSaid(i, first, place, Said.First, target);
        AddSaid(i, second, place, Said.Second, target);
    }

    private void AddSaid(int i, int at, uint place, Said templates, FeatureBuffer target)
    {
        if (at < 0)
        {
            return;
        }

        target.Add(templates.Before, at > 0 ? reasoning[at - 1] : 0, place);
        var next = at + 1;
        while (next < reasoning.Count && ++i < words.Length && reasoning[next] == words[i])
        {
            next++;
        }

        var last = Math.Min(reasoning.Count, next + WordsAfter);
        for (var k = next; k < last && reasoning[k] != '.'; k++)
        {
            target.Add(templates.After, reasoning[k]);
            target.Add(templates.AfterWithPlace, reasoning[k], place);
            if (k > next)
            {
                target.Add(templates.PairAfter, reasoning[k - 1], reasoning[k]);
            }
        }
    }

    /// <summary>How the token is aligned and where in the occurrence it stands.</summary>
    private uint PlaceOf(int i)
    {
        if ((uint)i >= (uint)post.Count)
        {
            return 63;
        }

        var (kind, _, start, end) = alignment[i];
        var position = kind == AlignmentKind.None ? 0 : end - start == 1 ? 3 : i == start ? 0 : i == end - 1 ? 2 : 1;
        return (uint)(((int)kind * 4) + position);
    }

    private uint TypeOf(int i) => (uint)i < (uint)post.Count && alignment[i].Kind != AlignmentKind.None ? heads[alignment[i].Entity] : 0;

    private static uint[] WordsOf(string type)
    {
        var found = new List<uint>(4);
        foreach (var range in type.AsSpan().SplitAny(" /,-()"))
        {
            var word = type.AsSpan(range);
            if (!word.IsEmpty && found.Count < 6)
            {
                found.Add(WordHash.OfLower(word));
            }
        }

        return [.. found];
    }

    /// <summary>The templates of what the reasoning says at one of a token's occurrences in it.</summary>
    private readonly record struct Said(Template Before, Template After, Template AfterWithPlace, Template PairAfter)
    {
        public static readonly Said First =
            new(Template.SaidBeforeFirst, Template.SaidAfterFirst, Template.SaidAfterFirstWithPlace, Template.SaidPairAfterFirst);

        public static readonly Said Second =
            new(Template.SaidBeforeSecond, Template.SaidAfterSecond, Template.SaidAfterSecondWithPlace, Template.SaidPairAfterSecond);
    }
}
