namespace Riveg.Lexicon;

/// <summary>What a noun may be in the singular.</summary>
internal static class NounForms
{
    private static readonly Dictionary<string, string> Irregular = new()
    {
        ["men"] = "man", ["women"] = "woman", ["children"] = "child", ["people"] = "person", ["feet"] = "foot", ["teeth"] = "tooth",
        ["geese"] = "goose", ["mice"] = "mouse", ["oxen"] = "ox", ["knives"] = "knife", ["wives"] = "wife", ["loaves"] = "loaf",
        ["calves"] = "calf", ["wolves"] = "wolf", ["leaves"] = "leaf", ["halves"] = "half", ["shelves"] = "shelf", ["thieves"] = "thief",
        ["elves"] = "elf", ["scarves"] = "scarf", ["hooves"] = "hoof", ["lives"] = "life", ["skis"] = "ski", ["taxis"] = "taxi",
    };

    /// <summary>The words as they stand, then with the last one in the singular; in lower case.</summary>
    public static IEnumerable<string> Of(string words)
    {
        yield return words;
        var start = words.LastIndexOf(' ') + 1;
        var (before, last) = (words[..start], words[start..]);
        if (Irregular.TryGetValue(last, out var singular))
        {
            yield return before + singular;
        }
        else if (last.EndsWith("men", StringComparison.Ordinal) && last.Length > 4)
        {
            yield return before + last[..^3] + "man";
        }
        else if (last.Length > 2 && last[^1] == 's' && last[^2] is not ('s' or 'u' or 'i'))
        {
            if (last.EndsWith("ies", StringComparison.Ordinal))
            {
                yield return before + last[..^3] + "y";
            }

            yield return before + last[..^1];
            if (last[^2] == 'e')
            {
                yield return before + last[..^2];
            }
        }
    }
}
