namespace Riveg.Evidence;

/// <summary>The edit distance between a name and what was read, in which letters that look alike are near.</summary>
internal static class MisreadDistance
{
    private const double Alike = 0.3;
    private const double Ligature = 0.4;

    // Capitals and what small letters of the same look become.
    private static readonly string[] LookAlikes =
        ["O0QDUC", "I1LJT7", "S5Z", "B8R3", "Z27", "G6C", "9GQ", "UVY", "EFC", "HNM", "KX", "AO4", "PF", "WVM", "TF", "RN"];

    private static readonly (string One, string Two)[] Ligatures = [("M", "RN"), ("W", "VV"), ("D", "CL"), ("N", "RI"), ("H", "LI"), ("U", "LI"), ("M", "NI")];

    /// <summary>The distance; more than the limit where it is more than that.</summary>
    /// <param name="name">Capitals and digits.</param>
    /// <param name="read">Capitals and digits.</param>
    /// <param name="limit">Above it the number means nothing more.</param>
    public static double Between(string name, string read, double limit)
    {
        if (Math.Abs(name.Length - read.Length) > limit + 1)
        {
            return double.PositiveInfinity;
        }

        var costs = new double[name.Length + 1, read.Length + 1];
        for (var i = 0; i <= name.Length; i++)
        {
            for (var j = 0; j <= read.Length; j++)
            {
                costs[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Step(costs, name, read, i, j),
                };
            }
        }

        return costs[name.Length, read.Length];
    }

    private static double Step(double[,] costs, string name, string read, int i, int j)
    {
        var least = Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1;
        least = Math.Min(least, costs[i - 1, j - 1] + Cost(name[i - 1], read[j - 1]));
        foreach (var (one, two) in Ligatures)
        {
            if (j > 1 && name[i - 1] == one[0] && read[j - 2] == two[0] && read[j - 1] == two[1])
            {
                least = Math.Min(least, costs[i - 1, j - 2] + Ligature);
            }

            if (i > 1 && read[j - 1] == one[0] && name[i - 2] == two[0] && name[i - 1] == two[1])
            {
                least = Math.Min(least, costs[i - 2, j - 1] + Ligature);
            }
        }

        return least;
    }

    private static double Cost(char a, char b) => a == b ? 0
        : LookAlikes.Any(l => l.Contains(a, StringComparison.Ordinal) && l.Contains(b, StringComparison.Ordinal)) ? Alike
        : 1;
}
