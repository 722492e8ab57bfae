using Riveg.Evidence;
using Riveg.Builtin.Learning;
using Riveg.Posts;
using Riveg.Recognition.Reading;

namespace Riveg.Builtin.Entailment;

/// <summary>What entailment looks at: one set of features for a mention, its post, its knowledge and its captions.</summary>
internal static class EntailmentFeatures
{
    private const int LongCaption = 25;

    // Stands in place of a word where the text begins or ends.
    private const uint TextEdge = WordHash.Seed;

    private enum SentenceRole : uint
    {
        Says,
        SaysOfIt,
        Picture,
        PictureOfIt,
    }

    private enum CaptionLength : uint
    {
        Short,
        Long,
    }

    /// <summary>The features of a mention.</summary>
    public static uint[] Extract(MentionContext mention, FeatureSink sink)
    {
        mention = mention.Post.AsRead.Mentions[mention.Index];
        var type = WordHash.Of(mention.Type.Name);
        var group = MentionGroup.Of(mention);
        var surface = Words.Of(mention.Text);
        AddMention(sink, mention, type, group, surface);
        AddText(sink, mention, type);
        if (mention.Post.Knowledge is { } knowledge)
        {
            AddKnowledge(sink, mention, type, group, surface, knowledge);
        }

        foreach (var caption in mention.Post.Captions)
        {
            AddCaption(sink, type, group, surface, CaptionWords.Of(caption));
        }

        return sink.Take();
    }

    private static void AddMention(FeatureSink sink, MentionContext mention, uint type, MentionGroup group, string[] surface)
    {
        sink.Add(Template.EntailmentType, type);
        sink.Add(Template.EntailmentOrder, type, AtMost(4, group.Order), AtMost(4, group.SameType));
        sink.Add(Template.EntailmentOrderOfAll, type, AtMost(5, mention.Index), AtMost(6, group.All));
        sink.Add(Template.EntailmentAll, type, AtMost(6, group.All));
        sink.Add(Template.EntailmentPeople, type, AtMost(3, group.People));
        sink.Add(Template.EntailmentPeopleOfAll, type, AtMost(3, group.People), AtMost(5, group.All));
        sink.Add(Template.EntailmentSurface, type, WordHash.Of(string.Join(' ', surface)));
        sink.Add(Template.EntailmentLength, type, AtMost(5, surface.Length));
        sink.Add(Template.EntailmentShape, type, Shape(mention.Text));
        if (surface.Length > 0)
        {
            sink.Add(Template.EntailmentFirst, type, WordHash.Of(surface[0]));
            sink.Add(Template.EntailmentLast, type, WordHash.Of(surface[^1]));
        }

        foreach (var word in surface)
        {
            sink.Add(Template.EntailmentSurfaceWord, WordHash.Of(word));
        }
    }

    private static void AddText(FeatureSink sink, MentionContext mention, uint type)
    {
        var text = mention.Post.Text;
        var span = mention.Span;
        var before = HashesOf(Words.Of(text.AsSpan(0, span.Start)));
        var after = HashesOf(Words.Of(text.AsSpan(span.End)));
        sink.Add(Template.EntailmentBefore, type, before.Length > 0 ? before[^1] : TextEdge);
        sink.Add(Template.EntailmentAfter, type, after.Length > 0 ? after[0] : TextEdge);
        if (before.Length > 1)
        {
            sink.Add(Template.EntailmentTwoBefore, type, before[^2], before[^1]);
        }

        if (after.Length > 1)
        {
            sink.Add(Template.EntailmentTwoAfter, type, after[0], after[1]);
        }

        sink.Add(Template.EntailmentSignBefore, type, Sign(text.AsSpan(0, span.Start).TrimEnd(), ^1));
        sink.Add(Template.EntailmentSignAfter, type, Sign(text.AsSpan(span.End).TrimStart(), 0));
        sink.Add(Template.EntailmentPlace, type, AtMost(3, before.Length), AtMost(3, after.Length));
        foreach (var word in (uint[])[.. before, .. after])
        {
            sink.Add(Template.EntailmentTextWord, type, word);
        }
    }

    private static void AddKnowledge(
        FeatureSink sink, MentionContext mention, uint type, MentionGroup group, string[] surface, AuxiliaryKnowledge knowledge)
    {
        var entity = knowledge.Align(surface);
        sink.Add(Template.EntailmentKnown, type, entity >= 0 ? 1u : 0);
        sink.Add(Template.EntailmentListed, type, AtMost(6, knowledge.Entities.Count), AtMost(6, entity));
        if (entity >= 0 && knowledge.Entities[entity].FreeType is { } freeType)
        {
            var words = Words.Of(freeType);
            sink.Add(Template.EntailmentFreeType, type, WordHash.Of(string.Join(' ', words)));
            foreach (var word in words)
            {
                sink.Add(Template.EntailmentFreeTypeWord, type, WordHash.Of(word));
            }
        }

        foreach (var word in Words.Of(mention.Expansion))
        {
            sink.Add(Template.EntailmentExpansionWord, type, WordHash.Of(word));
        }

        var name = entity >= 0 ? knowledge.NameWords(entity) : surface;
        var others = OtherNames(mention);
        var namedWithPicture = false;
        foreach (var sentence in knowledge.Sentences)
        {
            var words = Abstracted(sentence.Words, surface, name, others, out var isNamed);
            namedWithPicture |= isNamed && sentence.IsAboutPicture;
            var role = (isNamed, sentence.IsAboutPicture) switch
            {
                (true, true) => SentenceRole.PictureOfIt,
                (true, false) => SentenceRole.SaysOfIt,
                (false, true) => SentenceRole.Picture,
                _ => SentenceRole.Says,
            };
            AddSentence(sink, type, (uint)role, HashesOf(words), sentence.IsAboutPicture);
        }

        var named = namedWithPicture ? 1u : 0;
        sink.Add(Template.EntailmentNamedWithPicture, type, named);
        sink.Add(Template.EntailmentNamedWithPictureAndOrder, type, named, AtMost(3, group.Order), AtMost(4, group.SameType));
    }

    private static void AddSentence(FeatureSink sink, uint type, uint role, uint[] words, bool pairs)
    {
        for (var i = 0; i < words.Length; i++)
        {
            sink.Add(Template.EntailmentSentenceWord, role, type, words[i]);
            sink.Add(Template.EntailmentSentenceWordOfAnyType, role, words[i]);
            if (pairs && i > 0)
            {
                sink.Add(Template.EntailmentSentencePair, role, type, words[i - 1], words[i]);
                sink.Add(Template.EntailmentSentencePairOfAnyType, role, words[i - 1], words[i]);
                if (i > 1)
                {
                    sink.Add(Template.EntailmentSentenceThreeOfAnyType, role, words[i - 2], words[i - 1], words[i]);
                }
            }
        }
    }

    // The entity itself becomes "*" and the post's other mentions "+", so that "image of *" is one feature for all entities.
    private static List<string> Abstracted(string[] words, string[] surface, string[] name, List<string[]> others, out bool isNamed)
    {
        isNamed = false;
        var result = new List<string>(words.Length);
        for (var i = 0; i < words.Length;)
        {
            var rest = words.AsSpan(i);
            var own = Math.Max(PrefixLength(rest, name), PrefixLength(rest, surface));
            var other = own > 0 ? 0 : LongestPrefix(rest, others);
            if (own == 0 && other == 0 && surface.Length > 1 && words[i].Length > 2 && (words[i] == surface[^1] || words[i] == surface[0]))
            {
                own = 1;
            }

            isNamed |= own > 0;
            result.Add(own > 0 ? "*" : other > 0 ? "+" : words[i]);
            i += Math.Max(1, Math.Max(own, other));
        }

        return result;
    }

    private static int PrefixLength(ReadOnlySpan<string> words, ReadOnlySpan<string> part) =>
        !part.IsEmpty && words.StartsWith(part) ? part.Length : 0;

    private static int LongestPrefix(ReadOnlySpan<string> words, List<string[]> names)
    {
        var longest = 0;
        foreach (var name in names)
        {
            longest = Math.Max(longest, PrefixLength(words, name));
        }

        return longest;
    }

    private static List<string[]> OtherNames(MentionContext mention)
    {
        var names = new List<string[]>();
        for (var i = 0; i < mention.Post.Mentions.Count; i++)
        {
            var other = mention.Post.Mentions[i].Text;
            if (i != mention.Index && !string.Equals(other, mention.Text, StringComparison.OrdinalIgnoreCase))
            {
                names.Add(Words.Of(other));
            }
        }

        return names;
    }

    private static void AddCaption(FeatureSink sink, uint type, MentionGroup group, string[] surface, string[] words)
    {
        var length = (uint)(words.Length > LongCaption ? CaptionLength.Long : CaptionLength.Short);
        var people = (uint)PictureCues.CountPeople(words);
        sink.Add(Template.EntailmentCaptionPeople, length, type, people);
        sink.Add(Template.EntailmentCaptionPeopleAndGroup, length, type, people, AtMost(4, group.SameType));
        sink.Add(Template.EntailmentCaptionPeopleAndOrder, length, type, people, (AtMost(3, group.Order) * 10) + AtMost(4, group.SameType));
        var whole = Words.IndexOf(words, surface) >= 0;
        var part = surface.Any(s => s.Length > 2 && words.Contains(s, StringComparer.Ordinal));
        sink.Add(Template.EntailmentCaptionNamesIt, length, type, whole ? 2u : part ? 1u : 0);
        var first = WordHash.Of(surface.Length > 0 ? surface[0] : "");
        var hashes = HashesOf(words);
        for (var i = 0; i < words.Length; i++)
        {
            sink.Add(Template.EntailmentCaptionWord, length, type, hashes[i]);
            sink.Add(Template.EntailmentCaptionWordOfAnyLength, type, hashes[i]);
            if (i > 0)
            {
                sink.Add(Template.EntailmentCaptionPair, length, type, hashes[i - 1], hashes[i]);
            }

            if (words[i] is "man" or "woman" or "boy" or "girl" or "men" or "women")
            {
                sink.Add(Template.EntailmentCaptionGender, first, hashes[i]);
            }
        }

        if (words.Length > 0)
        {
            sink.Add(Template.EntailmentCaptionLast, length, type, (uint)group.Order, hashes[^1]);
        }
    }

    // Runs of capitals, small letters, digits, spaces and signs, at most eight.
    private static uint Shape(string surface)
    {
        var shape = WordHash.Seed;
        var last = '\0';
        var length = 0;
        foreach (var c in surface)
        {
            var s = char.IsUpper(c) ? 'X' : char.IsLetter(c) ? 'x' : char.IsDigit(c) ? '0' : c == ' ' ? ' ' : '-';
            if (s != last && length < 8)
            {
                shape = WordHash.Append(shape, s);
                last = s;
                length++;
            }
        }

        return shape;
    }

    // The character beside the mention if it is a sign.
    private static uint Sign(ReadOnlySpan<char> text, Index at) =>
        text.IsEmpty || char.IsLetterOrDigit(text[at]) ? WordHash.Seed : WordHash.Append(WordHash.Seed, text[at]);

    private static uint AtMost(int most, int value) => (uint)Math.Min(most, value);

    private static uint[] HashesOf(IReadOnlyList<string> words)
    {
        var hashes = new uint[words.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = WordHash.Of(words[i]);
        }

        return hashes;
    }
}
