using Riveg.Posts;

namespace Riveg.Lexicon;

/// <summary>Nouns that stand beside a name and say what it is: "my dog Lassie", "Tom, our cat", "Yonex racket".</summary>
internal static class Appositions
{
    private const double Owned = 0.92;
    private const double Before = 0.8;
    private const double Behind = 0.8;
    private const int MostBefore = 4;

    private static readonly HashSet<string> Owners = [
        "my", "our", "his", "her", "their", "your", "the", "a", "an", "this", "that", "old", "little"
    ];

    // Nouns that a name only stands before by chance: "Lassie today", "Nike day".
    private static readonly HashSet<string> NoNouns =
        [
            "today", "tonight", "again", "here", "there", "now", "day", "time", "morning", "night", "way", "one", "us", "me", "it", "man",
            "lol", "stuff",
        ];

    // Words that go on with a noun's description.
    private static readonly HashSet<string> Describing =
        [
            "of", "in", "with", "from", "for", "on", "at", "by", "behind", "beside", "near", "under",
            "who", "that", "which", "wearing", "holding",
        ];

    // What is called out before a name: "RIP Elvis".
    private static readonly HashSet<string> Calls = ["rip", "wow", "omg", "hey", "bravo", "cheers", "dear", "miss", "sir", "fan"];

    public static IEnumerable<NameReading> Read(string text, TextSpan name, EntityType type)
    {
        var before = WordsOf(text[Math.Max(0, LastBreak(text, name.Start))..name.Start]).TakeLast(MostBefore).ToArray();
        if (before.Length > 0 && !EndsWithBreak(text, name.Start) && Noun(before) is { } noun)
        {
            var owned = before.Take(before.Length - 1).Any(Owners.Contains);
            if (owned || noun.Reading.Kind is not (ThingKind.Abstract or ThingKind.Event))
            {
                yield return Make(noun, owned ? Owned : Before * 0.75, $"\"{before[^1]}\" before the name");
            }
        }

        var rest = text[name.End..];
        var opener = rest.TrimStart();
        if (opener.StartsWith(',') || opener.StartsWith('(') || opener.StartsWith("the ", StringComparison.OrdinalIgnoreCase))
        {
            var aside = BeforeDoing(WordsOf(opener.TrimStart(',', '(', ' ').Split([',', '.', '!', '?', ')', '\n'])[0]).Take(4).ToArray());
            if (aside.Length > 1
                && (Owners.Contains(aside[0]))
                && ClassLexicon.Default.Read(string.Join(' ', aside)) is { Head: not null } read
                && !(opener.StartsWith("the ", StringComparison.OrdinalIgnoreCase)
                    && read.Kind is ThingKind.Abstract or ThingKind.Event or ThingKind.Work))
            {
                yield return new NameReading(
                    string.Join(' ', UpToVerb(aside, read.Head)), read.Kind, read.Classes, Before, "what stands behind the name");
            }
        }
        else if (type != EntityType.Person
            && type != EntityType.Location
            && WordsOf(rest.Split([',', '.', '!', '?', ';', ':', '(', '\n', '#', '@'])[0])
            .TakeWhile(w => !PhraseWords.Ends(w)).Take(3).ToArray() is { Length: > 0 } behind)
        {
            for (var length = behind.Length; length > 0; length--)
            {
                if (!NoNouns.Contains(behind[length - 1]) && Nouns.Default.Find(string.Join(' ', behind[..length])) is { } thing)
                {
                    if (thing.Reading is { Kind: ThingKind.Thing or ThingKind.Food or ThingKind.Animal, Classes.Count: > 0 })
                    {
                        yield return Make(thing, Behind, $"\"{thing.Words}\" behind the name");
                    }

                    yield break;
                }
            }
        }
    }

    // "the cat stares at": behind an animal or a person a word in -s is what it does, though it may be a noun too.
    private static string[] BeforeDoing(string[] words)
    {
        for (var at = 1; at + 1 < words.Length; at++)
        {
            if (words[at + 1] is [_, _, .., not ('s' or '\'' or 'u'), 's']
                && Nouns.Default.Find(words[at]) is { Reading.Kind: ThingKind.Animal or ThingKind.Person })
            {
                return words[..(at + 1)];
            }
        }

        return words;
    }

    // "our dog has eaten": what follows the noun and does not describe it is the sentence.
    private static IEnumerable<string> UpToVerb(string[] words, string head)
    {
        var last = head.Split(' ')[^1];
        var at = Array.FindIndex(words, w => w == last || NounForms.Of(w).Contains(last));
        return at < 0 || at + 1 == words.Length || Describing.Contains(words[at + 1]) ? words : words.Take(at + 1);
    }

    private static NameReading Make(Noun noun, double probability, string source)
    {
        var reading = ClassLexicon.Default.Read(noun.Words);
        return new NameReading(Articles.Before(noun.Words), reading.Kind, reading.Classes, probability, source);
    }

    // Only a noun right before the name, in the singular: "dogs Lassie" is no apposition, nor is a verb that may be a noun.
    private static Noun? Noun(string[] words)
    {
        var last = words[^1];
        if (last.Length < 3 || NoNouns.Contains(last) || Calls.Contains(last) || PhraseWords.Ends(last) || PhraseWords.Opens(last))
        {
            return null;
        }

        var noun = Nouns.Default.FindEnd(words, out var length);
        return noun is not null && noun.Words == string.Join(' ', words[^length..])
            && noun.Reading is { Kind: ThingKind.Animal or ThingKind.Thing or ThingKind.Food or ThingKind.Person
                or ThingKind.Group, Classes: [(_, >= 0.6), ..] }
                ? noun
                : null;
    }

    private static bool EndsWithBreak(string text, int at) =>
        text[..at].TrimEnd() is { Length: > 0 } before && before[^1] is ',' or '.' or ':' or '!' or '?' or ';';

    private static int LastBreak(string text, int at) => text[..at].LastIndexOfAny([',', '.', '!', '?', ';', ':', '\n']) + 1;

    private static string[] WordsOf(string text) =>
        [.. text.ToLowerInvariant()
            .Replace('’', '\'')
            .Split([' ', '\t', '"', '“', '”', '#', '@', '*'], StringSplitOptions.RemoveEmptyEntries)];
}
