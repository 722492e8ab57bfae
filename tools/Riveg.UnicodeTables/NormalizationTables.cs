using System.Globalization;

namespace Riveg.UnicodeTables;

/// <summary>
/// Packs what normalisation needs of the Unicode Character Database: combining classes and single-step decompositions (UAX #44, fields 3
/// and 5).
/// </summary>
internal static class NormalizationTables
{
    public static void Write(string folder, string target)
    {
        var excluded = ReadExclusions(Path.Combine(folder, "CompositionExclusions.txt"));
        var classes = new SortedDictionary<int, byte>();
        var mappings = new SortedDictionary<int, (bool Compatible, int[] To)>();
        foreach (var line in File.ReadLines(Path.Combine(folder, "UnicodeData.txt")))
        {
            var fields = line.Split(';');
            var point = Parse(fields[0]);
            if (fields[3] != "0")
            {
                classes[point] = byte.Parse(fields[3], CultureInfo.InvariantCulture);
            }

            if (fields[5].Length > 0)
            {
                var compatible = fields[5][0] == '<';
                var points = compatible ? fields[5][(fields[5].IndexOf('>', StringComparison.Ordinal) + 1)..] : fields[5];
                mappings[point] = (compatible, [.. points.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse)]);
            }
        }

        using var writer = new BinaryWriter(File.Create(target));
        WriteClasses(writer, classes);
        WriteMappings(writer, mappings, point => IsComposed(point, mappings[point], classes, excluded));
        Console.WriteLine($"{classes.Count} combining classes, {mappings.Count} decompositions, {writer.BaseStream.Position} bytes");
    }

    private static void WriteClasses(BinaryWriter writer, SortedDictionary<int, byte> classes)
    {
        writer.Write7BitEncodedInt(classes.Count);
        var last = 0;
        foreach (var (point, combiningClass) in classes)
        {
            writer.Write7BitEncodedInt(point - last);
            writer.Write(combiningClass);
            last = point;
        }
    }

    // The header's low bits: 0 canonical, 1 canonical and composed again, 2 compatibility.
    private static void WriteMappings(
        BinaryWriter writer, SortedDictionary<int, (bool Compatible, int[] To)> mappings, Func<int, bool> isComposed)
    {
        writer.Write7BitEncodedInt(mappings.Count);
        var last = 0;
        foreach (var (point, (compatible, to)) in mappings)
        {
            writer.Write7BitEncodedInt(point - last);
            writer.Write7BitEncodedInt((to.Length << 2) | (compatible ? 2 : isComposed(point) ? 1 : 0));
            foreach (var part in to)
            {
                writer.Write7BitEncodedInt(part);
            }

            last = point;
        }
    }

    // UAX #15, D112-D114: singletons, non-starter decompositions and the listed exclusions are never composed.
    private static bool IsComposed(
        int point, (bool Compatible, int[] To) mapping, SortedDictionary<int, byte> classes, HashSet<int> excluded) =>
        mapping is { Compatible: false, To: [var first, _] } && !excluded.Contains(point) && !classes.ContainsKey(point)
            && !classes.ContainsKey(first);

    private static HashSet<int> ReadExclusions(string path) =>
        [.. File.ReadLines(path).Select(l => l.Split('#')[0].Trim()).Where(l => l.Length > 0).Select(Parse)];

    private static int Parse(string point) => int.Parse(point, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
