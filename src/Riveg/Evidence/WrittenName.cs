using Riveg.Regions;

namespace Riveg.Evidence;

/// <summary>Where a name is written in a picture.</summary>
/// <param name="Words">The observed words that it is made of, in their order.</param>
/// <param name="Box">Around them all, in pixels of the picture.</param>
/// <param name="Score">How well they agree with the name, 0..1; 1 where they are the name but for case, spaces and signs.</param>
internal sealed record WrittenMatch(IReadOnlyList<PictureObservation> Words, Box Box, double Score);

/// <summary>
/// A name as it may stand in a picture: in other case, with other spaces, over several lines, with letters misread, or in part. Hashtags
/// and handles are the names in them. Immutable.
/// </summary>
internal sealed class WrittenName
{
    private const int MaxWords = 6;
    private const int ShortestPart = 4;
    private const int LongPart = 7;

    // Of a picture full of words the largest count.
    private const int MostWords = 1000;

    private readonly IReadOnlyList<(string Letters, double Weight)> forms;

    private WrittenName(IReadOnlyList<(string Letters, double Weight)> forms) => this.forms = forms;

    /// <summary>Reads a name as a post writes it.</summary>
    /// <param name="mention">Such as <c>Coca-Cola</c>, <c>#WorldSeries</c>, <c>@jane_doe99</c>, <c>Levi's</c>.</param>
    public static WrittenName Of(string mention)
    {
        ArgumentNullException.ThrowIfNull(mention);
        var parts = PlainLetters.Parts(mention);
        var whole = string.Concat(parts);
        var forms = new List<(string, double)>();
        if (whole.Length > 0)
        {
            forms.Add((whole, 1));
        }

        // The possessive belongs to some names: Levi's, Domino's.
        if (PlainLetters.Of(mention) is var all && all != whole && all.Length > 0)
        {
            forms.Add((all, 1));
        }

        // A handle's number at the end stands on no sign.
        if (mention.TrimStart().StartsWith('@') && whole.TrimEnd([.. "0123456789"]) is { Length: >= ShortestPart } name && name != whole)
        {
            forms.Add((name, 0.95));
        }

        // A shirt has the last name alone; the longer a part is, the more it says.
        if (parts.Count > 1)
        {
            forms.AddRange(parts.Where(p => p.Length >= ShortestPart && !p.All(char.IsDigit)).Distinct()
                .Select(p => (p, 0.6 + (0.35 * p.Length / whole.Length))));
        }

        return new WrittenName(forms);
    }

    /// <summary>
    /// Whether a text has something that may be a name and stand in a picture: a capital letter, a hashtag or a handle; or no capitals
    /// at all.
    /// </summary>
    public static bool CouldStandIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var hasLetters = false;
        for (var i = 0; i < text.Length; i++)
        {
            hasLetters |= char.IsLetter(text[i]);
            if (char.IsUpper(text[i]) || (text[i] is '#' or '@' && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1])))
            {
                return true;
            }
        }

        // Who writes no capitals writes names without them.
        return hasLetters;
    }

    /// <summary>The places where the name is written, the best first; none shares a word with a better one.</summary>
    /// <param name="observations">What is seen; only words with a box count.</param>
    public IReadOnlyList<WrittenMatch> Find(IReadOnlyList<PictureObservation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        if (forms.Count == 0)
        {
            return [];
        }

        var lines = new WordNeighbours(
            [.. observations.Where(o => o is { Kind: ObservationKind.Word, Box: not null })
                .OrderByDescending(o => o.Box!.Value.Height)
                .Take(MostWords)]);
        var longest = forms.Max(f => f.Letters.Length);
        var matches = new List<(int[] Words, double Score)>();
        for (var start = 0; start < lines.Count; start++)
        {
            Extend(lines, [start], lines.Letters(start), longest, matches);
        }

        var taken = new HashSet<int>();
        var found = new List<WrittenMatch>();
        foreach (var (words, score) in matches.OrderByDescending(m => m.Score).ThenBy(m => m.Words.Length))
        {
            if (!words.Any(taken.Contains))
            {
                taken.UnionWith(words);
                found.Add(new WrittenMatch([.. words.Select(lines.Word)], lines.Around(words), score));
            }
        }

        return found;
    }

    private void Extend(WordNeighbours lines, int[] words, string letters, int longest, List<(int[] Words, double Score)> matches)
    {
        var word = words.Length == 1 ? lines.Word(words[0]).Text : null;
        if (letters.Length > 0 && forms.Max(f => Agreement(f.Letters, letters, word) * f.Weight) is var score and > 0)
        {
            matches.Add((words, score));
        }

        // What agrees with the beginning of no form agrees with none, however it goes on.
        if (words.Length == MaxWords
            || letters.Length >= longest + 2
            || !forms.Any(f => MisreadDistance.ToBeginning(f.Letters, letters) <= Allowed(f.Letters)))
        {
            return;
        }

        foreach (var next in lines.After(words[^1]).Where(n => !words.Contains(n)))
        {
            Extend(lines, [.. words, next], letters + lines.Letters(next), longest, matches);
        }
    }

    // 0 where they do not agree well enough to be one name.
    private static double Agreement(string name, string read, string? word)
    {
        if (name == read)
        {
            return 1;
        }

        var allowed = Allowed(name);
        if (Math.Abs(name.Length - read.Length) <= allowed + 1
            && MisreadDistance.Between(name, read) is var cost && cost <= allowed)
        {
            return 1 - (cost / name.Length);
        }

        // "www.lufthansa.com": the name within one longer word.
        return word is not null && name.Length >= ShortestPart && read.Contains(name, StringComparison.Ordinal) && IsWordIn(name, word)
            ? 0.7 + (0.25 * name.Length / read.Length)
            : 0;
    }

    // A short name is a word of its own in "ford-trucks" and "FordTrucks", and another word's part in OXFORD; a long one is its
    // beginning or
    // its end.
    private static bool IsWordIn(string name, string word)
    {
        var parts = PlainLetters.Parts(word);
        if (name.Length >= LongPart
            && parts.Any(p => p.StartsWith(name, StringComparison.Ordinal) || p.EndsWith(name, StringComparison.Ordinal)))
        {
            return true;
        }

        for (var start = 0; start < parts.Count; start++)
        {
            var joined = string.Empty;
            for (var i = start; i < parts.Count && joined.Length < name.Length; i++)
            {
                joined += parts[i];
            }

            if (joined == name)
            {
                return true;
            }
        }

        return false;
    }

    // Short names are in too many words to be seen in all that looks like them: a whole wrong letter makes a BIKE of Nike.
    private static double Allowed(string name) => name.Length switch { <= 2 => 0, 3 => 0.3, <= 5 => 0.6, _ => name.Length * 0.25 };
}
