namespace Riveg.Lexicon.Lists;

/// <summary>A table of phrases with the class that each means.</summary>
internal static class PhraseTable
{
    // Below it a class is a guess that no stage follows.
    private const double Said = 0.4;

    public static void Judge(string file, TextWriter output)
    {
        var rows = File.ReadLines(file).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t')).ToList();
        var right = 0;
        foreach (var row in rows)
        {
            var reading = ClassLexicon.Default.Read(row[0]);
            var first = reading.Classes.FirstOrDefault(c => c.Weight >= Said)?.Label ?? "-";
            if (first == row[1])
            {
                right++;
            }
            else
            {
                output.Write($"not {row[1]}: ");
                Show(reading, output);
            }
        }

        output.WriteLine($"{file}: {right} of {rows.Count}, {(double)right / rows.Count:0.000}");
    }

    public static void Show(PhraseReading reading, TextWriter output)
    {
        var marks = string.Concat(
            reading.IsMaker ? " maker" : null, reading.IsFictional ? " told" : null, reading.SaysAbsent ? " absent" : null,
            reading.Part is null ? null : $" part={reading.Part}{(reading.IsWritten ? " (written)" : null)}");
        output.WriteLine($"{reading.Phrase}: {reading.Head ?? "?"}, {reading.Kind}{marks}; "
            + string.Join(", ", reading.Classes.Select(c => $"{c.Label} {c.Weight:0.00} [{c.Source}]")));
    }
}
