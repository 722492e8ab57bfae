namespace Riveg.Lexicon;

/// <summary>Whether a detector's label, of whatever list, is what a phrase speaks of.</summary>
internal static class LabelMatch
{
    private const double SameLastWord = 0.7;
    private const double ThroughClass = 0.6;

    /// <param name="label">As the detector spells it: <c>Cell Phone</c>, <c>Monitor/TV</c>, <c>Lantern</c>.</param>
    /// <param name="reading">What the phrase says.</param>
    /// <param name="read">Reads a phrase.</param>
    public static ClassMatch? Of(string label, PhraseReading reading, Func<string, PhraseReading> read)
    {
        ClassMatch? best = null;
        foreach (var name in label.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var found = ByClass(name, reading, read) is var c && ByWord(name, reading) is { } w && w.Weight > (c?.Weight ?? 0) ? w : c;
            best = found is not null && found.Weight > (best?.Weight ?? 0) ? found : best;
        }

        return best is null ? null : best with { Label = label };
    }

    private static ClassMatch? ByWord(string name, PhraseReading reading)
    {
        var forms = NounForms.Of(name.ToLowerInvariant()).ToList();
        for (var i = 0; i < reading.Nouns.Count; i++)
        {
            var noun = reading.Nouns[i];
            var weight = forms.Contains(noun) ? 1
                : forms.Any(f => noun.EndsWith($" {f}", StringComparison.Ordinal)) ? SameLastWord
                : 0;
            if (weight > 0)
            {
                return new ClassMatch(name, weight / (1 + i), $"\"{noun}\" (word)");
            }
        }

        return null;
    }

    private static ClassMatch? ByClass(string name, PhraseReading reading, Func<string, PhraseReading> read)
    {
        if (reading.Classes.FirstOrDefault(c => string.Equals(c.Label, name, StringComparison.OrdinalIgnoreCase)) is { } same)
        {
            return same;
        }

        // "Sports Car" is a car, so what shows as a car may be it; "Stuffed Toy" is what COCO calls a teddy bear.
        if (CocoClasses.IndexOf(name) >= 0 || read(name).Classes is not [var first, ..] || first.Weight < 0.5)
        {
            return null;
        }

        return reading.Classes.FirstOrDefault(c => c.Label == first.Label) is { } through
            ? new ClassMatch(
                name, ThroughClass * first.Weight * through.Weight, $"{through.Source}; {name.ToLowerInvariant()} is a {first.Label}")
            : null;
    }
}
