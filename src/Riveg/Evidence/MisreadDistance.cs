namespace Riveg.Evidence;

/// <summary>The edit distance between a name and what was read, in which letters that look alike are near.</summary>
internal static class MisreadDistance
{
    private const double Alike = 0.3;
    private const double Ligature = 0.4;

    // Capitals and what small letters of the same look become.
    private static readonly string[] LookAlikes =
        ["O0QDUC", "I1LJT7", "S5Z", "B8R3", "Z27", "G6C", "9GQ", "UVY", "EFC", "HNM", "KX", "AO4", "PF", "WVM", "TF", "RN"];

    private static readonly (char One, string Two)[] Ligatures =
        [('M', "RN"), ('W', "VV"), ('D', "CL"), ('N', "RI"), ('H', "LI"), ('U', "LI"), ('M', "NI")];

    // By character, below 128; all else is as far as two letters can be.
    private static readonly double[] Costs = CreateCosts();

    /// <summary>The distance between a name and what was read.</summary>
    /// <param name="name">Capitals and digits.</param>
    /// <param name="read">Capitals and digits.</param>
    public static double Between(string name, string read) => Table(name, read)[^1];

    /// <summary>The distance between what was read and that beginning of a name that is nearest to it.</summary>
    /// <inheritdoc cref="Between" />
    public static double ToBeginning(string name, string read)
    {
        var costs = Table(name, read);
        var width = read.Length + 1;
        var least = double.PositiveInfinity;
        for (var i = 0; i <= name.Length; i++)
        {
            least = Math.Min(least, costs[(i * width) + read.Length]);
        }

        return least;
    }

    // The distance of each beginning of the name to each beginning of what was read.
    private static double[] Table(string name, string read)
    {
        var width = read.Length + 1;
        var costs = new double[(name.Length + 1) * width];
        for (var i = 0; i <= name.Length; i++)
        {
            for (var j = 0; j <= read.Length; j++)
            {
                costs[(i * width) + j] = i == 0 ? j : j == 0 ? i : Step(costs, width, name, read, i, j);
            }
        }

        return costs;
    }

    private static double Step(double[] costs, int width, string name, string read, int i, int j)
    {
        var at = (i * width) + j;
        var least = Math.Min(costs[at - width], costs[at - 1]) + 1;
        least = Math.Min(least, costs[at - width - 1] + Cost(name[i - 1], read[j - 1]));
        foreach (var (one, two) in Ligatures)
        {
            if (j > 1 && name[i - 1] == one && read[j - 2] == two[0] && read[j - 1] == two[1])
            {
                least = Math.Min(least, costs[at - width - 2] + Ligature);
            }

            if (i > 1 && read[j - 1] == one && name[i - 2] == two[0] && name[i - 1] == two[1])
            {
                least = Math.Min(least, costs[at - (2 * width) - 1] + Ligature);
            }
        }

        return least;
    }

    private static double Cost(char a, char b) => a == b ? 0 : a < 128 && b < 128 ? Costs[(a * 128) + b] : 1;

    private static double[] CreateCosts()
    {
        var costs = new double[128 * 128];
        Array.Fill(costs, 1);
        foreach (var group in LookAlikes)
        {
            foreach (var a in group)
            {
                foreach (var b in group)
                {
                    costs[(a * 128) + b] = Alike;
                }
            }
        }

        return costs;
    }
}
