namespace Riveg.Posts.Unicode;

/// <summary>
/// Combining classes, decompositions and compositions of Unicode 15.0, read from the embedded <c>forms.bin</c> when first asked for.
/// How that file is made: tools/Riveg.UnicodeTables.
/// </summary>
internal sealed class NormalizationTables
{
    private static readonly Lazy<NormalizationTables> Loaded = new(() => new NormalizationTables());

    private readonly Dictionary<int, byte> classes;
    private readonly Dictionary<int, (int Start, int Length, bool Compatible)> mappings;
    private readonly Dictionary<(int First, int Second), int> pairs = [];
    private readonly HashSet<int> seconds = [];
    private readonly List<int> points = [];

    private NormalizationTables()
    {
        using var reader = new BinaryReader(
            typeof(NormalizationTables).Assembly.GetManifestResourceStream("Riveg.Posts.Unicode.forms.bin")!);
        var count = reader.Read7BitEncodedInt();
        classes = new(count);
        for (int i = 0, point = 0; i < count; i++)
        {
            classes.Add(point += reader.Read7BitEncodedInt(), reader.ReadByte());
        }

        count = reader.Read7BitEncodedInt();
        mappings = new(count);
        for (int i = 0, point = 0; i < count; i++)
        {
            point += reader.Read7BitEncodedInt();
            var header = reader.Read7BitEncodedInt();
            var (start, length) = (points.Count, header >> 2);
            for (var p = 0; p < length; p++)
            {
                points.Add(reader.Read7BitEncodedInt());
            }

            mappings.Add(point, (start, length, (header & 2) != 0));
            if ((header & 1) != 0)
            {
                pairs.Add((points[start], points[start + 1]), point);
                seconds.Add(points[start + 1]);
            }
        }
    }

    public static NormalizationTables Instance => Loaded.Value;

    /// <summary>The canonical combining class; 0 for starters.</summary>
    public byte ClassOf(int point) => classes.GetValueOrDefault(point);

    /// <summary>Whether the code point is the second of a pair that is composed.</summary>
    public bool IsSecond(int point) => seconds.Contains(point);

    /// <summary>The composite of two code points; -1 where there is none.</summary>
    public int Compose(int first, int second) => pairs.GetValueOrDefault((first, second), -1);

    /// <summary>Adds a code point's full decomposition.</summary>
    public void Decompose(int point, bool compatible, List<int> target)
    {
        if (!mappings.TryGetValue(point, out var mapping) || (mapping.Compatible && !compatible))
        {
            target.Add(point);
            return;
        }

        for (var i = 0; i < mapping.Length; i++)
        {
            Decompose(points[mapping.Start + i], compatible, target);
        }
    }

    /// <summary>The first code point of the full compatibility decomposition.</summary>
    public int FirstOf(int point)
    {
        while (mappings.TryGetValue(point, out var mapping))
        {
            point = points[mapping.Start];
        }

        return point;
    }
}
