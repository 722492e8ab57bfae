using System.Text.RegularExpressions;
using Riveg.Evidence;
using Riveg.Lexicon;
using Riveg.Regions;

namespace Riveg.Scenes;

/// <summary>
/// The names of known makers, carriers and products that are written in a picture. Of those of one trade the one whose name is on a thing
/// has it: an airplane with another airline's name is not the airline's that the text names.
/// </summary>
internal sealed partial class OtherNames
{
    private const int LongestName = 3;
    private const int ShortestName = 3;
    private const double Legible = 0.8;
    private const double WellKnown = 0.5;
    private const int MostWords = 200;

    private readonly List<(string Name, Box Box, PhraseReading Trade)> names;

    private OtherNames(List<(string Name, Box Box, PhraseReading Trade)> names) => this.names = names;

    /// <summary>Reads them.</summary>
    /// <param name="observations">What is seen; only words with a box count.</param>
    public static OtherNames Of(IReadOnlyList<PictureObservation> observations)
    {
        var found = new List<(string Name, Box Box, PhraseReading Trade)>();
        var lines = new WordNeighbours(
            [.. observations.Where(o => o is { Kind: ObservationKind.Word, Box: not null } && (o.Score ?? 1) >= Legible)
                .OrderByDescending(o => o.Box!.Value.Height)
                .Take(MostWords)]);
        for (var i = 0; i < lines.Count; i++)
        {
            Add([i]);
        }

        return new OtherNames(found);

        void Add(int[] words)
        {
            var name = string.Join(' ', words.Select(w => lines.Word(w).Text));
            foreach (var trade in Trades(name))
            {
                found.Add((name, lines.Around(words), trade));
            }

            if (words.Length < LongestName)
            {
                foreach (var next in lines.After(words[^1]).Where(n => !words.Contains(n)))
                {
                    Add([.. words, next]);
                }
            }
        }
    }

    /// <summary>The name of another of the thing's trade on an object; null where there is none, or where the thing's own name is
    /// there.</summary>
    /// <param name="thing">The thing that is named in the text.</param>
    /// <param name="seen">The object.</param>
    public string? On(PostedThing thing, SeenObject seen)
    {
        if (names.Count == 0 || thing.Written.Any(w => seen.Covers(w.Box) > 0.5))
        {
            return null;
        }

        var near = names.Where(n => seen.Covers(n.Box) > 0.7 && !IsSameName(thing, n.Name)).ToList();
        if (near.Count == 0)
        {
            return null;
        }

        // What is said of it tells its trade, else the lists do.
        PhraseReading[] own = [thing.Reading, .. Trades(thing.First.Text)];
        return near.Find(n => own.Any(o => IsRival(o, n.Trade, seen.Label))).Name;
    }

    // "AIRFRANCE" is read where "AIR FRANCE" is painted.
    private static IEnumerable<PhraseReading> Trades(string read)
    {
        var words = Words.Of(read);
        var whole = string.Join(' ', words);
        if (whole.Length < ShortestName)
        {
            return [];
        }

        var entries = NameTable.Default.Find(whole).ToList();
        for (var cut = ShortestName; words.Length == 1 && entries.Count == 0 && cut <= whole.Length - ShortestName; cut++)
        {
            entries.AddRange(NameTable.Default.Find($"{whole[..cut]} {whole[cut..]}"));
        }

        return entries.Where(e => e.Source is NameSource.Brand or NameSource.Shop && e.Weight >= WellKnown)
            .Select(e => ClassLexicon.Default.Read(e.Phrase))
            .Where(r => r.Classes.Count > 0);
    }

    // Two airlines, two makers of trucks; a parcel's carrier is no rival of the truck's maker, nor is a product its maker's.
    private static bool IsRival(PhraseReading own, PhraseReading other, string label) =>
        other.IsMaker == own.IsMaker && own.Classes.Any(c => c.Label == label) && other.Classes[0].Label == label
        && (own.Head == other.Head || (own.IsMaker && own.Classes[0].Label == label))
        && Producer().IsMatch(own.Phrase) == Producer().IsMatch(other.Phrase);

    // A name and its beginning or end are one firm's: Delta and Delta Air Lines.
    private static bool IsSameName(PostedThing thing, string name)
    {
        var (own, other) = (PlainLetters.Of(thing.First.Text), PlainLetters.Of(name));
        return own.Contains(other, StringComparison.Ordinal) || other.Contains(own, StringComparison.Ordinal)
            || MisreadDistance.Between(own, other) <= 0.25 * own.Length;
    }

    [GeneratedRegex(
        @"\b(makers?|manufacturers?|brands?|producers?|builders?)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Producer();
}
