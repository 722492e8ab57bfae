namespace Riveg.Lexicon.Lists;

/// <summary>The lines of classes.txt: synsets whose hyponyms have a kind and show as classes.</summary>
internal sealed class Anchors
{
    private readonly WordNet wordNet;
    private readonly Dictionary<int, (ThingKind? Kind, (int Label, double Weight)[]? Classes)> lines = [];
    private readonly Dictionary<int, ThingKind> kinds = [];
    private readonly Dictionary<int, IReadOnlyList<(int Label, double Weight)>> classes = [];

    public Anchors(WordNet wordNet, string file)
    {
        this.wordNet = wordNet;
        foreach (var line in Lines(file))
        {
            var (name, kind, shown) = Parse(line);
            var hash = name.IndexOf('#', StringComparison.Ordinal);
            var (word, sense) = (name[..hash].Replace('_', ' '), int.Parse(name[(hash + 1)..]));
            var synset = wordNet.Senses.TryGetValue(word, out var senses) && sense <= senses.Length
                ? senses[sense - 1]
                : throw new InvalidDataException($"{file}: WordNet has no {name}.");
            lines[synset.Id] = (kind, shown.Length > 0 || kind is null ? shown : null);
        }
    }

    public static IReadOnlyDictionary<string, NounReading> ReadTrades(string file)
    {
        var trades = new Dictionary<string, NounReading>();
        foreach (var line in Lines(file))
        {
            var (name, kind, shown) = Parse(line);
            if (!trades.TryAdd(name, new NounReading([(kind ?? throw new InvalidDataException($"{file}: {name} has no kind."), 1)], shown)))
            {
                throw new InvalidDataException($"{file}: {name} stands there twice.");
            }
        }

        return trades;
    }

    /// <summary>The kind of the nearest line above, else that of the lexicographer's file.</summary>
    public ThingKind KindOf(Synset synset)
    {
        if (!kinds.TryGetValue(synset.Id, out var kind))
        {
            kinds[synset.Id] = kind = Above(synset).Select(s => lines.GetValueOrDefault(s.Id).Kind).FirstOrDefault(k => k is not null)
                ?? synset.File switch
                {
                    5 => ThingKind.Animal,
                    6 or 8 or 20 or 27 => ThingKind.Thing,
                    13 => ThingKind.Food,
                    14 => ThingKind.Group,
                    15 or 17 => ThingKind.Place,
                    18 => ThingKind.Person,
                    4 or 11 => ThingKind.Event,
                    _ => ThingKind.Abstract,
                };
        }

        return kind;
    }

    /// <summary>The classes of the nearest line above that speaks of classes.</summary>
    public IReadOnlyList<(int Label, double Weight)> ClassesOf(Synset synset)
    {
        if (!classes.TryGetValue(synset.Id, out var shown))
        {
            classes[synset.Id] = shown = Above(synset).Select(s => lines.GetValueOrDefault(s.Id).Classes)
                .FirstOrDefault(c => c is not null) ?? [];
        }

        return shown;
    }

    // The synset and what it is a kind of, the nearest first.
    private IEnumerable<Synset> Above(Synset synset)
    {
        var seen = new HashSet<int> { synset.Id };
        var queue = new Queue<Synset>([synset]);
        while (queue.TryDequeue(out var next))
        {
            yield return next;
            foreach (var id in next.Above.Where(seen.Add))
            {
                queue.Enqueue(wordNet[id]);
            }
        }
    }

    private static IEnumerable<string> Lines(string file) =>
        File.ReadLines(file).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#');

    // NAME [@kind] [class=weight]...; names and classes may have spaces.
    private static (string Name, ThingKind? Kind, (int Label, double Weight)[] Classes) Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindIndex(words, w => w[0] == '@');
        var hash = words[0].Contains('#', StringComparison.Ordinal);
        var nameEnd = hash ? 1 : at < 0 ? throw new InvalidDataException($"\"{line}\" has no kind.") : at;
        ThingKind? kind = at < 0 ? null : Enum.Parse<ThingKind>(words[at][1..], ignoreCase: true);
        var classes = new List<(int, double)>();
        var label = new List<string>();
        foreach (var word in words.Skip(at < 0 ? nameEnd : at + 1))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                label.Add(word);
                continue;
            }

            label.Add(word[..equals]);
            var index = CocoClasses.IndexOf(string.Join(' ', label));
            classes.Add((index >= 0 ? index : throw new InvalidDataException(
                $"\"{line}\": there is no class \"{string.Join(' ', label)}\"."), double.Parse(word[(equals + 1)..])));
            label.Clear();
        }

        return (string.Join(' ', words[..nameEnd]), kind, [.. classes.OrderByDescending(c => c.Item2)]);
    }
}
