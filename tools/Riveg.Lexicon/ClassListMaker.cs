namespace Riveg.Lexicon.Lists;

/// <summary>Makes the list of nouns with the classes that they show as.</summary>
internal static class ClassListMaker
{
    // A name "is a ..." thing, person, place or group rather than an act or a feeling: what a sense of another file counts.
    private const double Unlikely = 0.15;

    private const double LeastClass = 0.08;
    private const double LeastKind = 0.1;
    private const int MostClasses = 4;
    private const int MostKinds = 3;

    public static void Make(string wordNetFolder, string lists, string target)
    {
        var wordNet = new WordNet(wordNetFolder);
        var anchors = new Anchors(wordNet, Path.Combine(lists, "classes.txt"));
        var trades = Anchors.ReadTrades(Path.Combine(lists, "trades.txt"));
        var all = wordNet.Senses
            .Where(p => p.Key.Length > 1
                && p.Key.All(c => char.IsAsciiLetterLower(c) || c is ' ' or '-' or '\'')
                && p.Key.Count(c => c == ' ') < Nouns.MostWords)
            .Select(p => (Word: p.Key, Reading: Of(wordNet, anchors, p.Key, p.Value)))
            .Where(p => p.Reading is not null).ToDictionary(p => p.Word, p => p.Reading!);

        // What reads as its last word does is found by that.
        var kept = all.Where(p => !trades.ContainsKey(p.Key) && !IsLikeItsEnd(p.Key, p.Value, all, trades)).ToDictionary();
        using (var file = File.Create(target))
        {
            Nouns.Write(file, trades, kept);
        }

        Console.Error.WriteLine(
            $"{kept.Count} nouns of {all.Count}, {trades.Count} words of trades, {new FileInfo(target).Length} bytes in {target}.");
    }

    private static NounReading? Of(WordNet wordNet, Anchors anchors, string word, Synset[] senses)
    {
        var kinds = new Dictionary<ThingKind, double>();
        var classes = new Dictionary<int, double>();
        var sum = 0.0;

        // What is both a plant and its fruit is bought and eaten.
        var isFood = senses.Any(s => s.File == 13);
        for (var i = 0; i < senses.Length; i++)
        {
            var sense = senses[i];
            if (sense.IsInstance || IsTaxon(sense))
            {
                continue;
            }

            var kind = anchors.KindOf(sense);
            var share = (wordNet.Counts.GetValueOrDefault((word, i + 1)) + (1.5 / (i + 1)))
                * (kind is ThingKind.Abstract or ThingKind.Event || sense.File == 23
                    ? Unlikely
                    : 1) * (sense.File == 23 ? 0.1 : sense.File == 20 && isFood ? 0.15 : 1);
            sum += share;
            kinds[kind] = kinds.GetValueOrDefault(kind) + share;
            foreach (var (label, weight) in anchors.ClassesOf(sense))
            {
                classes[label] = classes.GetValueOrDefault(label) + (weight * share);
            }
        }

        return sum == 0
            ? null
            : new NounReading(
                [.. kinds.Select(k => (k.Key, k.Value / sum))
                    .OrderByDescending(k => k.Item2)
                    .Where((k, i) => i == 0 || k.Item2 >= LeastKind)
                    .Take(MostKinds)],
                [.. classes.Select(c => (c.Key, c.Value / sum))
                    .Where(c => c.Item2 >= LeastClass)
                    .OrderByDescending(c => c.Item2)
                    .Take(MostClasses)])
                .Rounded();
    }

    // Genera, families and the Latin names of species: no phrase says them.
    private static bool IsTaxon(Synset sense) =>
        sense.File is 5 or 20 && (sense.Words[0].StartsWith("genus ", StringComparison.Ordinal)
            || sense.Words[0].StartsWith("family ", StringComparison.Ordinal)
            || sense.Words.Any(w => w.StartsWith("order ", StringComparison.Ordinal) || w.StartsWith("class ", StringComparison.Ordinal)));

    private static bool IsLikeItsEnd(
        string word, NounReading reading, Dictionary<string, NounReading> all, IReadOnlyDictionary<string, NounReading> trades)
    {
        for (var space = word.IndexOf(' ', StringComparison.Ordinal); space >= 0; space = word.IndexOf(' ', space + 1))
        {
            var end = word[(space + 1)..];
            if (trades.GetValueOrDefault(end) is { } trade)
            {
                return Agree(reading, trade);
            }

            if (all.GetValueOrDefault(end) is { } noun)
            {
                return Agree(reading, noun);
            }
        }

        return false;
    }

    private static bool Agree(NounReading a, NounReading b)
    {
        
        if (a.Classes.Count == 0 && b.Classes.Count == 0)
        {
            return a.Kind == b.Kind || (a.Kind is ThingKind.Abstract or ThingKind.Event && b.Kind is ThingKind.Abstract or ThingKind.Event);
        }

        return a.Kind == b.Kind && a.Classes.Count > 0 && b.Classes.Count > 0 && a.Classes[0].Label == b.Classes[0].Label
            && Math.Abs(a.Classes[0].Weight - b.Classes[0].Weight) < 0.3;
    }
}
