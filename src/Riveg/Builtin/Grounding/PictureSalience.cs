namespace Riveg.Builtin.Grounding;

/// <summary>
/// What stands out, cell by cell, 0..1: how much colour must change on the way from the picture's rim to a cell (the minimum barrier
/// distance by raster scans; Zhang and others, ICCV 2015), and how far its colour is from those of the rim's sides.
/// </summary>
internal static class PictureSalience
{
    private const int Scans = 3;
    private const int RimPercent = 6;

    /// <summary>Looks at a picture.</summary>
    public static double[] Of(PictureCells cells)
    {
        var barrier = Scaled(Barriers(cells));
        var contrast = Scaled(RimContrast(cells));
        var mixed = barrier.Zip(contrast, (b, c) => (0.6 * b) + (0.4 * c)).ToArray();
        var middle = Math.Max(0.35, mixed.Average());
        return Array.ConvertAll(mixed, v => 1 / (1 + Math.Exp(-8 * (v - middle))));
    }

    private static double[] Barriers(PictureCells cells)
    {
        var sum = new double[cells.Colours.Length];
        foreach (var channel in (Func<LabColour, double>[])[c => c.L, c => c.A, c => c.B])
        {
            var distances = Barriers(cells, Array.ConvertAll(cells.Colours, c => channel(c)));
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += distances[i];
            }
        }

        return sum;
    }

    private static double[] Barriers(PictureCells cells, double[] values)
    {
        var (columns, rows) = (cells.Columns, cells.Rows);
        var (highest, lowest) = ((double[])values.Clone(), (double[])values.Clone());
        var distances = new double[values.Length];
        for (var i = 0; i < distances.Length; i++)
        {
            var (x, y) = (i % columns, i / columns);
            distances[i] = x == 0 || y == 0 || x == columns - 1 || y == rows - 1 ? 0 : double.PositiveInfinity;
        }

        void Reach(int cell, int from)
        {
            var (high, low) = (Math.Max(highest[from], values[cell]), Math.Min(lowest[from], values[cell]));
            if (high - low < distances[cell])
            {
                (distances[cell], highest[cell], lowest[cell]) = (high - low, high, low);
            }
        }

        for (var scan = 0; scan < Scans; scan++)
        {
            var isForward = scan % 2 == 0;
            for (var n = 0; n < values.Length; n++)
            {
                var i = isForward ? n : values.Length - 1 - n;
                var (x, y) = (i % columns, i / columns);
                if (isForward ? x > 0 : x < columns - 1)
                {
                    Reach(i, isForward ? i - 1 : i + 1);
                }

                if (isForward ? y > 0 : y < rows - 1)
                {
                    Reach(i, isForward ? i - columns : i + columns);
                }
            }
        }

        return distances;
    }

    // The summed distance to the three nearest of the four sides' mean colours: a thing may reach one side.
    private static double[] RimContrast(PictureCells cells)
    {
        var (columns, rows) = (cells.Columns, cells.Rows);
        var (width, height) = (Math.Max(1, columns * RimPercent / 100), Math.Max(1, rows * RimPercent / 100));
        LabColour[] sides =
        [
            Mean(cells, (x, _) => x < width),
            Mean(cells, (x, _) => x >= columns - width),
            Mean(cells, (_, y) => y < height),
            Mean(cells, (_, y) => y >= rows - height),
        ];
        return Array.ConvertAll(cells.Colours, c =>
        {
            double sum = 0, most = 0;
            foreach (var side in sides)
            {
                var distance = c.DistanceTo(side);
                (sum, most) = (sum + distance, Math.Max(most, distance));
            }

            return sum - most;
        });
    }

    private static LabColour Mean(PictureCells cells, Func<int, int, bool> isRim)
    {
        var rim = cells.Colours.Where((_, i) => isRim(i % cells.Columns, i / cells.Columns)).ToList();
        return new LabColour(rim.Average(c => c.L), rim.Average(c => c.A), rim.Average(c => c.B));
    }

    // To 0..1 by the 95th percentile, so that one bright spot does not dim the rest; a flat picture stays 0.
    private static double[] Scaled(double[] values)
    {
        var top = Math.Max(1, values.Order().ElementAt((int)((values.Length - 1) * 0.95)));
        return Array.ConvertAll(values, v => Math.Min(1, v / top));
    }
}
