namespace Riveg.Lexicon;

/// <summary>Reads one phrase: finds its head, the goods of makers, and what of the thing is seen.</summary>
internal sealed class PhraseReader
{
    // The second of several goods is seen less often than the first.
    private const double NextGoods = 0.6;

    // What a maker's own word says ("a railway company") beside the goods that the phrase names.
    private const double BesideGoods = 0.5;

    // "a brewery, its beer bottle": the brewery's other classes.
    private const double BesidePart = 0.3;

    // "an airline, its name on the wall": the plane itself.
    private const double BesideWritten = 0.3;

    private const double Told = 0.35;

    // "a toy car" looks like one to a detector now and then.
    private const double Copy = 0.4;

    private const double SureGoods = 0.9;

    private readonly Nouns nouns;
    private readonly string phrase;
    private readonly Dictionary<int, ClassMatch> classes = [];
    private readonly List<string> found = [];
    private ThingKind kind = ThingKind.Unknown;
    private string? head;
    private bool isMaker;
    private bool isWritten;

    public PhraseReader(Nouns nouns, string phrase)
    {
        this.nouns = nouns;
        this.phrase = phrase;
    }

    public PhraseReading Read()
    {
        var segments = NounPhrase.Segments(phrase).ToList();
        string? part = null;
        if (segments.Count > 0)
        {
            ReadMain(segments[0]);
            foreach (var segment in segments.Skip(1))
            {
                part = ReadAside(segment) ?? part;
            }
        }

        var told = segments.Any(s => s.Any(PhraseWords.IsTold));
        if (told)
        {
            Scale(Told);
        }

        return new PhraseReading(phrase, head, kind, [.. classes.Values.OrderByDescending(c => c.Weight)])
        {
            Nouns = found,
            Part = part,
            IsWritten = isWritten,
            IsMaker = isMaker,
            IsFictional = told,
            SaysAbsent = PhraseWords.SaysAbsent(phrase),
        };
    }

    private void ReadMain(ReadOnlyMemory<string> words)
    {
        var first = NounPhrase.First(words);
        while (first.Words.Length > 0 && PhraseWords.IsEmptyHead(first.Words.Span[^1]) && Follows(first.Rest, "of")
            && NounPhrase.First(first.Rest[1..]) is { Words.Length: > 0 } inner)
        {
            // "a couple of friends": several of what follows; "a brand of soy milk": its goods.
            isMaker |= PhraseWords.IsMaker(first.Words.Span[^1]);
            first = inner;
        }

        if (isMaker)
        {
            AddGoods(first.Words, 1);
            AddGoodsOf(first.Rest);
            return;
        }

        if (first.Words.Length > 0 && PhraseWords.IsHolder(first.Words.Span[^1]) && Follows(first.Rest, "of"))
        {
            ReadHolder(first);
            return;
        }

        ReadHead(first);
    }

    private void ReadHead(NounPhrase first)
    {
        var words = first.Words;
        if (FindHead(ref words, out var length) is not { } noun)
        {
            return;
        }

        var last = words.Span[^1];
        var maker = length == 1 && IsMaker(last, first.Rest);
        if (maker)
        {
            isMaker = true;
            var goods = words[..^1];
            var before = classes.Count;
            AddGoodsOf(first.Rest);
            if (classes.Count == before && kind is not (ThingKind.Thing or ThingKind.Food))
            {
                AddGoods(goods, 1);
            }
            else
            {
                AddGoods(goods, NextGoods);
            }

            head ??= noun.Words;
            kind = kind == ThingKind.Unknown ? noun.Reading.Kind : kind;
            return;
        }

        // "a railway company with passenger trains", "an airline whose airplane is seen".
        var group = noun.Reading.Kind is ThingKind.Group or ThingKind.Place && noun.FromTrades;
        if (group || Follows(first.Rest, "whose"))
        {
            isMaker = noun.Reading.Kind == ThingKind.Group && noun.Reading.Classes.Count > 0;
            AddGoodsOf(first.Rest, onlyWhose: !group);
        }

        // "a pizza delivery company": what is delivered before what delivers.
        if (group && noun.Reading.Classes.Count > 0 && words.Length > length)
        {
            var goods = words[..^length];
            if (FindHead(ref goods, out _) is { Reading: { Kind: ThingKind.Food or ThingKind.Thing, Classes: [(_, >= 0.5), ..] } } named)
            {
                Add(named, 1);
            }
        }

        Add(Altered(noun, words[..^length]), classes.Count > 0 ? BesideGoods : 1);
        ReadConjuncts(first.Rest);
    }

    // "a singer and guitarist", "a black and white cat".
    private void ReadConjuncts(ReadOnlyMemory<string> rest)
    {
        if (!Follows(rest, "and") && !Follows(rest, "or") && !Follows(rest, "&"))
        {
            return;
        }

        var next = NounPhrase.First(rest[1..]);
        var words = next.Words;
        if (FindHead(ref words, out _) is { } noun && noun.Reading.Kind is not (ThingKind.Abstract or ThingKind.Event))
        {
            var better = classes.Count == 0 && (noun.Reading.Classes.Count > 0 || kind is ThingKind.Abstract or ThingKind.Unknown);
            if (better)
            {
                (head, kind) = (null, ThingKind.Unknown);
                found.Clear();
            }

            Add(noun, better ? 1 : NextGoods);
        }
    }

    // "a glass of red wine", "a bowl of ramen", "a fleet of buses".
    private void ReadHolder(NounPhrase first)
    {
        var inside = NounPhrase.First(first.Rest[1..]);
        var (holderWords, insideWords) = (first.Words, inside.Words);
        var (holder, content) = (FindHead(ref holderWords, out _), FindHead(ref insideWords, out _));
        var whole = $"{first.Words.Span[^1]} of {(content is null ? string.Empty : content.Words.Split(' ')[^1])}";
        if (nouns.Find(whole) is { } known)
        {
            Add(known, 1);
        }

        var seenItself = holder is { Reading.Kind: ThingKind.Thing } && holder.Reading.Classes.Count > 0;
        if (content is not null && !seenItself)
        {
            Add(content, classes.Count > 0 ? BesideGoods : 1);
        }

        if (holder is not null && (seenItself || content is null))
        {
            Add(holder, classes.Count > 0 ? NextGoods : 1);
            if (content is not null)
            {
                Add(content, NextGoods);
            }
        }
    }

    // "its carton", "a kind of couch", "whose jacket is red", "late again". Answers what of the thing is seen.
    private string? ReadAside(ReadOnlyMemory<string> words)
    {
        var opener = words.Span[0];
        if (opener is "its" or "his" or "her" or "their" or "whose" or "with" && words.Length > 1)
        {
            var phrasePart = NounPhrase.First(words[1..]).Words;
            if (FindHead(ref phrasePart, out _) is { } noun)
            {
                var word = phrasePart.Span[^1];
                // A person's wife or cap is not the person.
                if (kind == ThingKind.Person)
                {
                    return opener is "its" ? noun.Words : null;
                }

                var shown = AsGoods(noun);
                if (shown.Reading.Classes.Count > 0)
                {
                    Scale(BesidePart);
                    Add(shown, 1);
                    kind = shown.Reading.Kind;
                }
                else if (PhraseWords.IsWritten(word))
                {
                    Scale(BesideWritten);
                    isWritten = true;
                }

                return noun.Words;
            }

            return null;
        }

        if (opener is "a" or "an" or "the" or "one" && classes.Count == 0)
        {
            ReadMain(words);
        }
        else if (opener is "a" or "an" or "the" && words.Length > 2)
        {
            var other = new PhraseReader(nouns, string.Join(' ', words.ToArray())).Read();
            if (other.Head is not null && other.Kind == kind)
            {
                foreach (var match in other.Classes)
                {
                    Keep(match with { Weight = match.Weight * NextGoods });
                }
            }
        }

        return null;
    }

    private static bool IsMaker(string word, ReadOnlyMemory<string> rest) =>
        PhraseWords.IsMaker(word) && (!PhraseWords.IsMakerByWhatFollows(word) || Follows(rest, "of") || Follows(rest, "for")
            || Follows(rest, "that") || Follows(rest, "which"));

    // Goods behind a maker: "of skis", "that runs a bus line", "with vans that sell ice cream".
    private void AddGoodsOf(ReadOnlyMemory<string> rest, bool onlyWhose = false)
    {
        var share = 1.0;
        while (rest.Length > 0)
        {
            var word = rest.Span[0];
            if (word is "not" or "in" or "at" or "from" or "by" or "near" or "on" or "based" or "like")
            {
                // Where it is, or what it is not: the phrase up to the next word that may bring goods.
                rest = NounPhrase.First(rest[1..]).Rest;
                continue;
            }

            var next = NounPhrase.First(rest[1..]);
            if (next.Words.Length > 0 && PhraseWords.IsTrading(word) && (!onlyWhose || word == "whose"))
            {
                if (AddGoods(next.Words, share))
                {
                    share *= NextGoods;
                }
            }

            rest = next.Rest;
        }
    }

    private bool AddGoods(ReadOnlyMemory<string> words, double share)
    {
        if (words.Length == 0 || FindHead(ref words, out var length) is not { } noun)
        {
            return false;
        }

        noun = Altered(AsGoods(noun), words[..^length]);
        if (CanBeGoods(noun))
        {
            Add(noun, share);
            return true;
        }

        return false;
    }

    // "a maker of coaches" makes no persons.
    private static Noun AsGoods(Noun noun)
    {
        var person = CocoClasses.IndexOf("person");
        if (noun.Reading.Kind != ThingKind.Person || noun.Reading.Classes.All(c => c.Label == person))
        {
            return noun;
        }

        var things = noun.Reading.Classes.Where(c => c.Label != person).ToList();
        return noun with { Reading = new NounReading(
            [(ThingKind.Thing, 1)], [.. things.Select(c => (c.Label, c.Weight / things[0].Weight * SureGoods))]) };
    }

    // What the words before a noun make of it: "a stuffed rabbit", "a toy car", "a giraffe calf".
    private Noun Altered(Noun noun, ReadOnlyMemory<string> before)
    {
        if (before.Length == 0)
        {
            return noun;
        }

        var reading = noun.Reading;
        if (reading.Kind == ThingKind.Animal && PhraseWords.IsStuffed(before.Span[^1]))
        {
            return nouns.Find("stuffed animal") ?? noun;
        }

        if (PhraseWords.IsCopy(before.Span[^1]))
        {
            return noun with { Reading = reading with { Classes = [.. reading.Classes.Select(c => (c.Label, c.Weight * Copy))] } };
        }

        if (reading.Kind == ThingKind.Animal && PhraseWords.IsOfAnyAnimal(noun.Words)
            && nouns.FindEnd(before.Span, out _) is { Reading: { Kind: ThingKind.Animal, Classes.Count: > 0 } } animal)
        {
            return animal;
        }

        return noun;
    }

    private static bool CanBeGoods(Noun noun) =>
        noun.Reading.Kind is ThingKind.Thing or ThingKind.Food or ThingKind.Animal
        || (noun.Reading.Kind is ThingKind.Group or ThingKind.Work or ThingKind.Place && noun.Reading.Classes is [(_, >= 0.5), ..]);

    // The noun that ends the words; words behind it that are none ("abroad", "red") are left out.
    private Noun? FindHead(ref ReadOnlyMemory<string> words, out int length)
    {
        length = 0;
        for (var dropped = 0; words.Length > 0 && dropped < 4; dropped++, words = words[..^1])
        {
            if (nouns.FindEnd(words.Span, out length) is { } noun)
            {
                return noun;
            }
        }

        return null;
    }

    private void Add(Noun noun, double share)
    {
        head ??= noun.Words;
        found.Add(noun.Words);
        kind = kind == ThingKind.Unknown || (classes.Count == 0 && noun.Reading.Classes.Count > 0) ? noun.Reading.Kind : kind;
        foreach (var (label, weight) in noun.Reading.Classes)
        {
            var name = CocoClasses.Labels[label];
            var why = noun.FromTrades ? $"{noun.Words}: {name} (trade)" : noun.Words == name ? name : $"{noun.Words} is a {name} (WordNet)";
            Keep(new ClassMatch(name, weight * share, isMaker ? $"goods: {why}" : why));
        }
    }

    private void Keep(ClassMatch match)
    {
        var label = CocoClasses.IndexOf(match.Label);
        if (!classes.TryGetValue(label, out var before) || before.Weight < match.Weight)
        {
            classes[label] = match;
        }
    }

    private void Scale(double factor)
    {
        foreach (var (label, match) in classes.ToList())
        {
            classes[label] = match with { Weight = match.Weight * factor };
        }
    }

    private static bool Follows(ReadOnlyMemory<string> rest, string word) => rest.Length > 1 && rest.Span[0] == word;
}
