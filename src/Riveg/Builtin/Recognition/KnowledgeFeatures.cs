using Riveg.Recognition;

namespace Riveg.Builtin.Recognition;

/// <summary>
/// Features of the knowledge: whether a token lies in a name that it lists, where in it, of which free type, and what the reasoning says of it.
/// The numbers of the templates are part of the model's format.
/// </summary>
internal sealed class KnowledgeFeatures
{
    private const int WordsAfter = 6;

    private readonly TokenizedPost post;
    private readonly KnowledgeAlignment alignment;
    private readonly ReasoningWords reasoning;
    private readonly uint[][] typeWords;
    private readonly uint[] types;
    private readonly uint[] heads;
    private readonly uint[] words;

    public KnowledgeFeatures(TokenizedPost post, AuxiliaryKnowledge knowledge)
    {
        this.post = post;
        alignment = KnowledgeAlignment.Of(post, knowledge);
        reasoning = new ReasoningWords(post.Read(knowledge.Reasoning));
        types = [.. knowledge.Entities.Select(e => FeatureHash.OfLower(e.FreeType))];
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
        target.Add(100, place);
        target.Add(101, before, place);
        target.Add(102, place, after);
        target.Add(103, before, place, after);
        target.Add(104, place, (uint)here.Case);
        target.Add(105, place, (uint)post.Form(i - 1).Case, (uint)here.Case);
        target.Add(106, place, post.Form(i - 1).Lower);
        target.Add(107, place, post.Form(i + 1).Lower);
        target.Add(108, place, here.Lower);
        target.Add(109, TypeOf(i - 1), place);
        target.Add(110, TypeOf(i + 1), place);
        target.Add(111, place, (uint)here.Case, post.Casing);
        if (kind != AlignmentKind.None)
        {
            AddEntity(i, entity, place, start, end, target);
        }

        if (kind != AlignmentKind.None || here.IsCapital || here.Case is TokenCase.Hashtag or TokenCase.Handle or TokenCase.DigitsAndLetters)
        {
            AddReasoning(i, place, target);
        }
    }

    private void AddEntity(int i, int entity, uint place, int start, int end, FeatureBuffer target)
    {
        var marker = post.Form(start - 1).Case;
        target.Add(120, types[entity], place);
        target.Add(121, types[entity]);
        target.Add(122, heads[entity], place);
        target.Add(123, heads[entity], (uint)marker, place);
        target.Add(124, (uint)Math.Min(entity, 5), place);
        target.Add(125, (uint)Math.Min(end - start, 5), place);
        target.Add(126, types[entity], (uint)post.Form(i).Case, place);
        target.Add(127, post.Form(start - 1).Lower, place);
        target.Add(128, post.Form(end).Lower, place);
        target.Add(129, post.Form(end - 1).Lower, place);
        target.Add(130, (uint)marker, (uint)post.Form(start).Case, place);
        target.Add(131, post.Form(start - 1).Lower, heads[entity]);
        target.Add(132, post.Form(i).Lower, heads[entity]);
        target.Add(133, post.Form(i).ShortShape, types[entity]);
        foreach (var word in typeWords[entity])
        {
            target.Add(134, word, place);
            target.Add(135, word);
        }
    }

    private void AddReasoning(int i, uint place, FeatureBuffer target)
    {
        var (first, second) = reasoning.Find(words[i]);
        target.Add(140, first < 0 ? 0u : second < 0 ? 1u : 2u, place);
        AddWordsAfter(i, first, place, 141, target);
        AddWordsAfter(i, second, place, 142, target);
    }

    private void AddWordsAfter(int i, int at, uint place, uint template, FeatureBuffer target)
    {
        if (at < 0)
        {
            return;
        }

        target.Add(template + 10, at > 0 ? reasoning[at - 1] : 0, place);
        var next = at + 1;
        while (next < reasoning.Count && ++i < words.Length && reasoning[next] == words[i])
        {
            next++;
        }

        var last = Math.Min(reasoning.Count, next + WordsAfter);
        for (var k = next; k < last && reasoning[k] != '.'; k++)
        {
            target.Add(template, reasoning[k]);
            target.Add(template + 20, reasoning[k], place);
            if (k > next)
            {
                target.Add(template + 30, reasoning[k - 1], reasoning[k]);
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
                found.Add(FeatureHash.OfLower(word));
            }
        }

        return [.. found];
    }
}
