using Riveg.Builtin.Expansion;
using Riveg.Builtin.Learning;
using Riveg.Posts;
using Riveg.Posts.Unicode;

namespace Riveg.Builtin.Entailment;

/// <summary>What entailment looks at: one set of features for a mention, its post, its knowledge and its captions.</summary>
internal static class EntailmentFeatures
{
    private const int LongCaption = 25;

    /// <summary>The features of a mention.</summary>
    public static uint[] Extract(MentionContext mention, FeatureSink sink)
    {
        mention = mention.AsRead();
        var type = mention.Mention.Type.Name;
        var group = MentionGroup.Of(mention);
        var surface = Words.Of(mention.Surface);
        AddMention(sink, mention, type, group, surface);
        if (PostKnowledge.Of(mention.Post) is { } knowledge)
        {
            AddKnowledge(sink, mention, type, group, surface, knowledge);
        }

        foreach (var caption in mention.Post.Captions)
        {
            AddCaption(sink, type, group, surface, CaptionWords.Of(caption));
        }

        return sink.Take();
    }

    private static void AddMention(FeatureSink sink, MentionContext mention, string type, MentionGroup group, string[] surface)
    {
        sink.Add("type", type);
        sink.Add("order", type, Math.Min(4, group.Order), Math.Min(4, group.SameType));
        sink.Add("order-all", type, Math.Min(5, mention.Index), Math.Min(6, group.All));
        sink.Add("all", type, Math.Min(6, group.All));
        sink.Add("people", type, Math.Min(3, group.People));
        sink.Add("people-all", type, Math.Min(3, group.People), Math.Min(5, group.All));
        sink.Add("surface", type, string.Join(' ', surface));
        sink.Add("length", type, Math.Min(5, surface.Length));
        sink.Add("shape", type, Shape(mention.Surface));
        if (surface.Length > 0)
        {
            sink.Add("first", type, surface[0]);
            sink.Add("last", type, surface[^1]);
        }

        foreach (var word in surface)
        {
            sink.Add("surface-word", word);
        }

        AddText(sink, mention, type);
    }

    private static void AddText(FeatureSink sink, MentionContext mention, string type)
    {
        var text = mention.Post.Post.Text;
        var span = mention.Mention.Span;
        var before = Words.Of(text.AsSpan(0, span.Start));
        var after = Words.Of(text.AsSpan(span.End));
        sink.Add("before", type, before.Length > 0 ? before[^1] : "^");
        sink.Add("after", type, after.Length > 0 ? after[0] : "$");
        if (before.Length > 1)
        {
            sink.Add("before-2", type, before[^2] + " " + before[^1]);
        }

        if (after.Length > 1)
        {
            sink.Add("after-2", type, after[0] + " " + after[1]);
        }

        sink.Add("sign-before", type, LastSign(text.AsSpan(0, span.Start)));
        sink.Add("sign-after", type, LastSign(Reverse(text.AsSpan(span.End))));
        sink.Add("place", type, Math.Min(3, before.Length), Math.Min(3, after.Length));
        foreach (var word in before)
        {
            sink.Add("text", type, word);
        }

        foreach (var word in after)
        {
            sink.Add("text", type, word);
        }
    }

    private static void AddKnowledge(FeatureSink sink, MentionContext mention, string type, MentionGroup group, string[] surface, PostKnowledge knowledge)
    {
        var entity = knowledge.Align(surface);
        sink.Add("known", type, entity >= 0 ? 1 : 0);
        sink.Add("listed", type, Math.Min(6, knowledge.Entities.Count), Math.Min(6, entity));
        if (entity >= 0 && knowledge.Entities[entity].FreeType is { } freeType)
        {
            var words = Words.Of(freeType);
            sink.Add("free-type", type, string.Join(' ', words));
            foreach (var word in words)
            {
                sink.Add("free-word", type, word);
            }
        }

        foreach (var word in Words.Of(mention.Expansion))
        {
            sink.Add("expansion", type, word);
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
                (true, true) => "picture-of-it",
                (true, false) => "says-of-it",
                (false, true) => "picture",
                _ => "says",
            };
            AddSentence(sink, type, role, words, sentence.IsAboutPicture);
        }

        sink.Add("named-with-picture", type, namedWithPicture ? 1 : 0);
        sink.Add("named-with-picture-order", type, (namedWithPicture ? 10 : 0) + Math.Min(3, group.Order), Math.Min(4, group.SameType));
    }

    private static void AddSentence(FeatureSink sink, string type, string role, List<string> words, bool pairs)
    {
        for (var i = 0; i < words.Count; i++)
        {
            sink.Add(role, type, words[i]);
            sink.Add(role, words[i]);
            if (pairs && i > 0)
            {
                sink.Add(role + "-pair", words[i - 1], words[i]);
                sink.Add(role + "-pair", type, words[i - 1], words[i]);
                if (i > 1)
                {
                    sink.Add(role + "-three", words[i - 2], words[i - 1], words[i]);
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

    private static int PrefixLength(ReadOnlySpan<string> words, ReadOnlySpan<string> part) => !part.IsEmpty && words.StartsWith(part) ? part.Length : 0;

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
            var other = mention.Post.Mentions[i].Span.Of(mention.Post.Post.Text);
            if (i != mention.Index && !string.Equals(other, mention.Surface, StringComparison.OrdinalIgnoreCase))
            {
                names.Add(Words.Of(other));
            }
        }

        return names;
    }

    private static void AddCaption(FeatureSink sink, string type, MentionGroup group, string[] surface, string[] words)
    {
        var kind = words.Length > LongCaption ? "long" : "short";
        var people = PictureCues.CountPeople(words);
        sink.Add(kind + "-people", type, people);
        sink.Add(kind + "-people-group", type, people, Math.Min(4, group.SameType));
        sink.Add(kind + "-people-order", type, people, (Math.Min(3, group.Order) * 10) + Math.Min(4, group.SameType));
        var whole = Words.IndexOf(words, surface) >= 0;
        var part = surface.Any(s => s.Length > 2 && words.Contains(s, StringComparer.Ordinal));
        sink.Add(kind + "-names-it", type, whole ? 2 : part ? 1 : 0);
        var first = surface.Length > 0 ? surface[0] : "";
        for (var i = 0; i < words.Length; i++)
        {
            sink.Add("caption", type, words[i]);
            sink.Add(kind, type, words[i]);
            if (i > 0)
            {
                sink.Add(kind + "-pair", type, words[i - 1], words[i]);
            }

            if (words[i] is "man" or "woman" or "boy" or "girl" or "men" or "women")
            {
                sink.Add("gender", first, words[i]);
            }
        }

        if (words.Length > 0)
        {
            sink.Add(kind + "-order", type + group.Order, words[^1]);
        }
    }

    private static string Shape(string surface)
    {
        Span<char> shape = stackalloc char[8];
        var length = 0;
        foreach (var c in surface)
        {
            var s = char.IsUpper(c) ? 'X' : char.IsLetter(c) ? 'x' : char.IsDigit(c) ? '0' : c == ' ' ? ' ' : '-';
            if ((length == 0 || shape[length - 1] != s) && length < shape.Length)
            {
                shape[length++] = s;
            }
        }

        return shape[..length].ToString();
    }

    private static ReadOnlySpan<char> LastSign(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd();
        return text.Length > 0 && !char.IsLetterOrDigit(text[^1]) ? text[^1..] : "";
    }

    private static string Reverse(ReadOnlySpan<char> text)
    {
        var first = text.TrimStart();
        return first.Length == 0 ? "" : first[..1].ToString();
    }
}
