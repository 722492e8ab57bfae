using Riveg.Evidence;
using Riveg.Posts;

namespace Riveg.Lexicon;

/// <summary>
/// What a name is, without a language model: by the sentence that it stands in, by lists of names, and by its own words and type.
/// Immutable and safe to share between threads.
/// </summary>
internal static class NameLexicon
{
    // A part of a longer name says less than the whole: "Boeing" in "Boeing 747", "Nike" in "Nike Air".
    private const double FirstPart = 0.75;
    private const double OtherPart = 0.5;

    private const double AlsoFirstName = 0.4;

    // What a name is by half leaves no room for what names of its type are.
    private const double WellKnown = 0.5;

    // How far from a name words may speak of it.
    private const int Reach = 240;

    // "Sea Princess Ferry" is a ferry, "Red Bull" no bull.
    private const double OwnNoun = 0.45;

    private static readonly HashSet<string> CompanyWords = [
        "co", "company", "inc", "ltd", "llc", "corp", "gmbh", "bros", "brothers", "sons", "group", "plc"
    ];

    /// <summary>Reads a mention.</summary>
    /// <param name="post">Its post; what the knowledge says is not looked at.</param>
    /// <param name="mention">The mention.</param>
    /// <returns>What it may be, the likeliest first; empty where nothing is known.</returns>
    public static IReadOnlyList<NameReading> Read(PostContext post, MentionContext mention)
    {
        ArgumentNullException.ThrowIfNull(post);
        ArgumentNullException.ThrowIfNull(mention);
        // "Chesterfield, Mr. Whiskers": the words of other names say nothing of this one, nor do those far away.
        var from = mention.Span.Start <= Reach ? 0 : WordStart(post.Text, mention.Span.Start - Reach, mention.Span.Start);
        var text = post.Text[from..Math.Min(post.Text.Length, mention.Span.End + Reach)].ToCharArray();
        Mask(post.Mentions.Skip(mention.Index + 1).TakeWhile(m => m.Span.Start < from + text.Length));
        Mask(Enumerable.Range(1, mention.Index).Select(i => post.Mentions[mention.Index - i]).TakeWhile(m => m.Span.End > from));
        return Read(new string(text), new TextSpan(mention.Span.Start - from, mention.Span.End - from), mention.Type);

        void Mask(IEnumerable<MentionContext> others)
        {
            foreach (var other in others.Where(m => m.Span.End <= mention.Span.Start || m.Span.Start >= mention.Span.End))
            {
                var start = Math.Max(0, other.Span.Start - from);
                text.AsSpan(start, Math.Min(text.Length, other.Span.End - from) - start).Fill(SentenceCues.OtherName);
            }
        }
    }

    /// <summary>Reads a name in a text.</summary>
    public static IReadOnlyList<NameReading> Read(string text, TextSpan span, EntityType type)
    {
        ArgumentNullException.ThrowIfNull(text);
        var name = span.Of(text);
        List<NameReading> readings =
        [
            .. Appositions.Read(text, span, type),
            .. SentenceCues.Default.Read(text, span, type),
            .. ByList(name, type),
            .. ByOwnWords(name, type),
        ];
        // The type says something as far as nothing else does.
        var known = readings.Select(r => r.Probability).DefaultIfEmpty().Max();
        readings.AddRange(type != EntityType.Other ? ByType(type)
            : known >= WellKnown ? [] : ByType(type).Select(r => r with { Probability = r.Probability * (1 - known) }));
        return [.. readings.OrderByDescending(r => r.Probability)];
    }

    /// <summary>
    /// The classes that a name may show as, out of all its readings, each with the share of pictures that would have a box of it for the
    /// name: what several readings say adds up, and what says "nothing to see" takes from all.
    /// </summary>
    public static IReadOnlyList<ClassMatch> Classes(IReadOnlyList<NameReading> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        var unseen = readings.Where(r => r.Classes.Count == 0 && r.Kind != ThingKind.Unknown)
            .Select(r => r.Probability)
            .DefaultIfEmpty()
            .Max();
        return
        [
            .. readings.SelectMany(r => r.Classes.Select(c => (Match: c, Weight: c.Weight * r.Probability, r.Source)))
                .GroupBy(c => c.Match.Label)
                .Select(g => new ClassMatch(
                    g.Key, (1 - g.Aggregate(1.0, (rest, c) => rest * (1 - c.Weight))) * (1 - unseen), g.MaxBy(c => c.Weight).Source))
                .OrderByDescending(c => c.Weight),
        ];
    }

    // A window that begins within a word begins behind it.
    private static int WordStart(string text, int at, int before)
    {
        var space = text.IndexOf(' ', at, before - at);
        return space < 0 ? at : space;
    }

    private static IEnumerable<NameReading> ByList(string name, EntityType type)
    {
        var words = Words.Of(name);
        var whole = string.Join(' ', words);
        var entries = NameTable.Default.Find(whole);
        var isFirstName = entries.Any(e => e.Source is NameSource.Pet or NameSource.FirstName);
        foreach (var entry in entries)
        {
            // "Casper took the sofa": what also is a name for whom one calls is seldom the brand, and a Caleb seldom the one of a film.
            var isOneOfMany = isFirstName && (type == EntityType.Other ? entry.Source is NameSource.Brand or NameSource.Shop
                : type == EntityType.Person && entry.Source == NameSource.FreeType);
            var share = isOneOfMany ? AlsoFirstName : 1;
            if (Make(entry, share, type) is { } reading)
            {
                yield return reading;
            }
        }

        // The longest parts of the name that the lists have.
        for (var length = Math.Min(words.Length - 1, 4); length > 0; length--)
        {
            var any = false;
            for (var start = 0; start + length <= words.Length; start++)
            {
                var part = NameTable.Default.Find(string.Join(' ', words.AsSpan(start, length)!));
                var isBrand = part.Any(e => e.Source is NameSource.Brand);
                foreach (var entry in part)
                {
                    // "Ford Focus": with a word behind it the maker's name is no first name.
                    if (isBrand && start == 0 && entry.Source is NameSource.Pet or NameSource.FirstName)
                    {
                        continue;
                    }

                    if (Make(entry, start == 0 ? FirstPart : OtherPart, type) is { } reading)
                    {
                        any = true;
                        yield return reading;
                    }
                }
            }

            if (any)
            {
                yield break;
            }
        }
    }

    private static NameReading? Make(NameEntry entry, double share, EntityType type)
    {
        var reading = ClassLexicon.Default.Read(entry.Phrase);
        var (fits, source) = (Fit(reading, entry.Source, type), entry.Source switch
        {
            NameSource.FreeType => "names in the train splits",
            NameSource.Brand => "our list of brands",
            NameSource.Shop => "name-suggestion-index",
            NameSource.WordNet => "WordNet's names",
            NameSource.Pet => "pets' names",
            _ => "first names",
        });
        var probability = entry.Weight * share * fits;
        return probability < 0.03 ? null : new NameReading(entry.Phrase, reading.Kind, reading.Classes, probability, source);
    }

    // Whether a thing of this kind has this type.
    private static double Fit(PhraseReading reading, NameSource source, EntityType type)
    {
        if (type == EntityType.Person)
        {
            return source is NameSource.Pet or NameSource.FirstName
                ? 0
                : reading.Kind == ThingKind.Person ? 1 : reading.Kind == ThingKind.Animal ? 0.5 : 0.1;
        }

        if (type == EntityType.Location)
        {
            return reading.Kind == ThingKind.Place ? 1 : 0.1;
        }

        if (type == EntityType.Organization)
        {
            return reading.IsMaker || reading.Kind is ThingKind.Group or ThingKind.Place or ThingKind.Abstract ? 1
                : source == NameSource.Pet || reading.Kind is ThingKind.Person or ThingKind.Animal ? 0.1 : 0.5;
        }

        // Pets and characters have persons' names.
        return source == NameSource.FirstName ? 1
            : reading.Kind == ThingKind.Person ? 0.15
            : reading.Kind == ThingKind.Place && source is NameSource.WordNet or NameSource.FreeType ? 0.3
            : source == NameSource.Shop ? 0.5
            : reading.IsMaker ? 0.8 : 1;
    }

    // "Peace Way Hotel", "Mr. Whiskers", "Sea Princess Ferry".
    private static IEnumerable<NameReading> ByOwnWords(string name, EntityType type)
    {
        var words = Words.Of(name);
        if (words.Length < 2 || type == EntityType.Person)
        {
            if (words.Length == 1
                && type == EntityType.Other
                && Nouns.Default.Find(words[0]) is { FromTrades: false, Reading: { Kind: ThingKind.Animal or ThingKind.Thing
                    or ThingKind.Food, Classes.Count: > 0 } } alone)
            {
                yield return new NameReading(
                    Articles.Before(alone.Words), alone.Reading.Kind, ClassLexicon.Default.Read(alone.Words).Classes, 0.12, "its word");
            }

            yield break;
        }

        if (words[0] is "mr" or "mrs" or "miss" or "ms" or "sir" or "lady" or "lord" or "captain" or "princess" or "prince" or "king"
            or "queen" or "doctor" or "dr" or "professor" or "old"
            && type == EntityType.Other)
        {
            yield return Pet(0.4, "a title before a name that is no person's");
        }

        var isCompany = false;
        while (words.Length > 1 && CompanyWords.Contains(words[^1]))
        {
            (words, isCompany) = (words[..^1], true);
        }

        if (Nouns.Default.FindEnd(words, out var length) is { } noun && (isCompany || length < words.Length))
        {
            var reading = ClassLexicon.Default.Read(isCompany ? $"a maker of {noun.Words}" : noun.Words);
            var fits = type == EntityType.Location ? reading.Kind == ThingKind.Place
                : reading.Kind is not (ThingKind.Person or ThingKind.Abstract or ThingKind.Event);
            if (fits)
            {
                yield return new NameReading(
                    Articles.Before(reading.Phrase),
                    reading.Kind,
                    reading.Classes,
                    type == EntityType.Organization && !isCompany ? OwnNoun / 2 : OwnNoun, "its last word");
            }
        }
    }

    // What names of the type are when nothing else is known.
    private static IEnumerable<NameReading> ByType(EntityType type)
    {
        if (type == EntityType.Person)
        {
            yield return new NameReading("a person", ThingKind.Person, [new ClassMatch("person", 1, "the type")], 0.97, "the type");
        }
        else if (type == EntityType.Location)
        {
            yield return new NameReading("a place", ThingKind.Place, [], 0.95, "the type");
        }
        else if (type == EntityType.Other)
        {
            yield return Pet(0.12, "the type");
        }
    }

    private static NameReading Pet(double probability, string source) => new(
        "a pet", ThingKind.Animal,
        [
            new ClassMatch("dog", 0.45, source), new ClassMatch("cat", 0.4, source), new ClassMatch("horse", 0.15, source),
            new ClassMatch("bird", 0.08, source),
            new ClassMatch("bear", 0.06, source), new ClassMatch("teddy bear", 0.06, source), new ClassMatch("elephant", 0.05, source),
            new ClassMatch("giraffe", 0.03, source), new ClassMatch("zebra", 0.03, source), new ClassMatch("cow", 0.05, source),
            new ClassMatch("sheep", 0.03, source),
        ],
        probability, source);
}
