using System.Text;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Reading;

/// <summary>A line that was read.</summary>
/// <param name="Line">Where it is.</param>
/// <param name="Words">Its words, certain or not, inside the picture.</param>
internal sealed record ReadLine(TiltedBox Line, IReadOnlyList<LineWord> Words)
{
    // What lies in another line by this share is the same text.
    private const double Mostly = 0.5;

    /// <summary>Splits a line at its spaces.</summary>
    /// <param name="line">Where it is.</param>
    /// <param name="letters">Its letters, in order.</param>
    /// <param name="picture">The picture's size.</param>
    public static ReadLine Of(TiltedBox line, IReadOnlyList<ReadLetter> letters, ImageSize picture) =>
        new(line, [.. WordsOf(line, letters).Select(w => w with { Box = w.Box.ClampTo(picture) }).Where(w => w.Box.IsProper)]);

    /// <summary>How many letters its certain words have.</summary>
    public int CertainLetters(WordReaderOptions options) => Words.Where(w => w.IsCertain(options)).Sum(w => w.Text.Length);

    /// <summary>Whether most of it lies in another line.</summary>
    public bool IsMostlyIn(ReadLine other) => Line.Bounds.ShareIn(other.Line.Bounds) >= Mostly;

    private static IEnumerable<LineWord> WordsOf(TiltedBox line, IReadOnlyList<ReadLetter> letters)
    {
        for (var i = 0; i < letters.Count;)
        {
            if (letters[i].Text == " ")
            {
                i++;
                continue;
            }

            var start = i;
            var text = new StringBuilder();
            var sum = 0.0;
            for (; i < letters.Count && letters[i].Text != " "; i++)
            {
                text.Append(letters[i].Text);
                sum += letters[i].Probability;
            }

            // The first word begins where the line does, the last ends there; the network's steps are too coarse for edges.
            var from = start == 0 ? 0 : letters[start].From;
            var to = i == letters.Count ? 1 : letters[i - 1].To;
            yield return new LineWord(text.ToString(), line.Part(from, Math.Max(to, from)).Bounds, sum / (i - start), line.Height);
        }
    }
}

/// <summary>A word of a line.</summary>
/// <param name="Text">As it was read, without spaces.</param>
/// <param name="Box">Around it, in pixels of the picture.</param>
/// <param name="Score">The mean probability of its letters.</param>
/// <param name="Height">The line's height.</param>
internal sealed record LineWord(string Text, Box Box, double Score, double Height)
{
    /// <summary>Whether it is read well enough to be a word of the letters that the model knows.</summary>
    public bool IsCertain(WordReaderOptions options) =>
        Score >= (IsOddlySpelt ? Math.Max(options.MinScore, options.MinOddScore) : options.MinScore);

    // Signs of other scripts come out as "AnTeka", "N37" or "bo8a603": a capital after a small letter, digits among letters.
    private bool IsOddlySpelt =>
        (Text.Any(char.IsAsciiDigit) && Text.Any(char.IsAsciiLetter))
        || Text.Zip(Text.Skip(1)).Any(p => char.IsLower(p.First) && char.IsUpper(p.Second));
}
