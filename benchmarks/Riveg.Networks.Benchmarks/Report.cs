using System.Globalization;

namespace Riveg.Networks.Benchmarks;

/// <summary>Figures of several rounds.</summary>
internal static class Report
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    public static void Print(string what, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-60} {value,10:0.#####}"));

    /// <summary>The median, and the spread as a share of it: the distance of the quarters.</summary>
    public static void PrintSpread(string what, IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        var spread = (sorted[sorted.Count * 3 / 4] - sorted[sorted.Count / 4]) / Median(sorted);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-60} {Median(sorted),10:0.###}   spread {spread,6:P0}"));
    }
}
