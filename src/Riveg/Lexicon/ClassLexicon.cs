namespace Riveg.Lexicon;

/// <summary>
/// From what is said of a name to the classes of a detector: by WordNet's synonyms and hyponyms and a list of what trades show.
/// Immutable and safe to share between threads.
/// </summary>
internal sealed class ClassLexicon
{
    private static readonly Lazy<ClassLexicon> Loaded = new(() => new ClassLexicon(Nouns.Default));

    private readonly Nouns nouns;

    /// <summary>Makes a lexicon over a list of nouns.</summary>
    public ClassLexicon(Nouns nouns) => this.nouns = nouns;

    /// <summary>The lexicon over the embedded list, which is read on the first use.</summary>
    public static ClassLexicon Default => Loaded.Value;

    /// <summary>Reads a phrase such as "a curly poodle", "a maker of rackets" or "person/basketball player".</summary>
    /// <param name="phrase">What is said of a name, in English; null and empty say nothing.</param>
    /// <returns>What it says, with COCO's classes.</returns>
    public PhraseReading Read(string? phrase)
    {
        if (string.IsNullOrWhiteSpace(phrase))
        {
            return PhraseReading.Empty;
        }

        // "person/basketball player": each part is a phrase, and the one that says more counts.
        var parts = phrase.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length is > 1 and <= 4 && parts.All(p => p.Length > 2))
        {
            var read = parts.Select(p => new PhraseReader(nouns, p).Read()).ToList();
            return read.OrderByDescending(r => r.Classes.Count > 0 ? 2 : r.Kind == ThingKind.Unknown ? 0 : 1)
                .ThenByDescending(r => r.Classes.Count > 0 ? r.Classes[0].Weight : 0)
                .ThenByDescending(r => read.IndexOf(r)).First() with { Phrase = phrase };
        }

        return new PhraseReader(nouns, phrase).Read();
    }

    /// <summary>Reads a phrase for a detector with its own labels.</summary>
    /// <param name="phrase">What is said of a name.</param>
    /// <param name="labels">
    /// The detector's labels. Those of COCO, under this or another name ("Cell Phone", "Monitor/TV"), are matched by the lists; others by
    /// their words, and by the class that the lists have for them.
    /// </param>
    /// <returns>What it says, with labels out of <paramref name="labels"/> as they are spelled there.</returns>
    public PhraseReading Read(string? phrase, IReadOnlyCollection<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var reading = Read(phrase);
        return reading with
        {
            Classes =
            [
                .. labels.Select(label => LabelMatch.Of(label, reading, Read)).OfType<ClassMatch>().OrderByDescending(m => m.Weight),
            ],
        };
    }
}
