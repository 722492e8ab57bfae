using System.Globalization;
using System.Text.RegularExpressions;
using Riveg.Posts;

namespace Riveg.Lexicon;

/// <summary>
/// What a sentence says of a name in it, by the patterns of the embedded <c>cues.txt</c>: "drives his §" is a car. Immutable and safe to
/// share between threads.
/// </summary>
internal sealed class SentenceCues
{
    // The name in patterns and in the text that they look at.
    private const char Place = '§';

    /// <summary>Stands for the letters of other names.</summary>
    public const char OtherName = '¤';

    // A cue further away speaks of something else.
    private const int Reach = 90;

    private static readonly Lazy<SentenceCues> Loaded = new(() => new SentenceCues());

    private readonly IReadOnlyList<Cue> cues;

    private SentenceCues()
    {
        using var reader = new StreamReader(typeof(SentenceCues).Assembly.GetManifestResourceStream("Riveg.Lexicon.cues.txt")!);
        var found = new List<Cue>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                found.Add(Parse(line));
            }
        }

        cues = found;
    }

    /// <summary>The embedded patterns.</summary>
    public static SentenceCues Default => Loaded.Value;

    /// <summary>What the sentence around a name says.</summary>
    public IEnumerable<NameReading> Read(string text, TextSpan name, EntityType type)
    {
        var (start, end) = (Math.Max(0, name.Start - Reach), Math.Min(text.Length, name.End + Reach));
        var window = string.Concat(text.AsSpan(start, name.Start - start), [Place], text.AsSpan(name.End, end - name.End))
            .Replace('’', '\'').TrimStart('#', '@');
        window = window.Replace($"#{Place}", $"{Place}", StringComparison.Ordinal)
            .Replace($"@{Place}", $"{Place}", StringComparison.Ordinal);
        var letter = type == EntityType.Person ? 'P' : type == EntityType.Location ? 'L' : type == EntityType.Organization ? 'O' : 'X';
        foreach (var cue in cues.Where(c => c.Types.Contains(letter)))
        {
            if (cue.Pattern.IsMatch(window))
            {
                yield return cue.Reading;
            }
        }
    }

    private static Cue Parse(string line)
    {
        var cells = line.Split(" | ", 5);
        var (probability, phrase) = (double.Parse(cells[1], CultureInfo.InvariantCulture), cells[2]);
        var source = $"the sentence: {phrase}";
        var classes = cells[3] == "-" ? [] : Classes(cells[3]).Select(c => new ClassMatch(c.Label, c.Weight, source)).ToList();
        var kind = classes.Count == 0 ? ThingKind.Abstract : ClassLexicon.Default.Read(phrase).Kind;
        return new Cue(
            cells[0], new NameReading(phrase, kind, classes, probability, source),
            new Regex(cells[4], RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
    }

    private static IEnumerable<(string Label, double Weight)> Classes(string cell)
    {
        foreach (Match match in Regex.Matches(cell, @"([a-z][a-z ]*)=([0-9.]+)", RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            yield return (match.Groups[1].Value, double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        }
    }

    private sealed record Cue(string Types, NameReading Reading, Regex Pattern);
}
