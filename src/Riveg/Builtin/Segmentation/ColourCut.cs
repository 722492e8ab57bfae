using Riveg.Regions;

namespace Riveg.Builtin.Segmentation;

/// <summary>The iterated cut: colour models of both sides, a graph of cells, a minimum cut, again.</summary>
internal static class ColourCut
{
    // GrabCut's gamma: how much an edge between equal colours costs against a cell's colour, in nats.
    private const double Smoothness = 50;

    // Boxes are put around their object, so the middle is inside more often than the rim; in nats.
    private const double CentrePull = 2;

    // The cut counts in whole numbers of this fraction of a nat.
    private const double Precision = 256;
    private const int Certain = 100_000_000;

    // Where the box fills the crop, its own rim is the sample of the background.
    private const double Rim = 0.06;

    /// <summary>Finds for each cell whether it is inside the object.</summary>
    public static bool[] Find(PictureCrop crop, Box box, int iterations)
    {
        var boxed = Cells(crop, (x, y) => crop.IsInside(x, y, box));
        var inside = boxed.Contains(false) ? (bool[])boxed.Clone() : Cells(crop, (x, y) => !IsRim(crop, x, y));
        var links = Links(crop);
        for (var i = 0; i < iterations; i++)
        {
            var objectCells = Where(inside, true);
            var backgroundCells = Where(inside, false);
            if (objectCells.Count == 0 || backgroundCells.Count == 0)
            {
                break;
            }

            inside = Cut(
                crop,
                box,
                boxed,
                links,
                GaussianMixture.Fit(crop.Colours, objectCells),
                GaussianMixture.Fit(crop.Colours, backgroundCells));
        }

        return inside;
    }

    private static bool[] Cut(PictureCrop crop, Box box, bool[] boxed, int[][] links, GaussianMixture objects, GaussianMixture background)
    {
        var graph = new MinimumCut(crop.Columns, crop.Rows);
        for (var cell = 0; cell < boxed.Length; cell++)
        {
            if (boxed[cell])
            {
                var pull = CentrePull * CentreWeight(crop, cell, box);
                graph.SetTerminals(cell, Whole(background.Cost(crop.Colours, cell) + pull), Whole(objects.Cost(crop.Colours, cell)));
            }
            else
            {
                graph.SetTerminals(cell, 0, Certain);
            }

            for (var d = 0; d < links.Length; d++)
            {
                graph.SetEdge(cell, d, links[d][cell]);
            }
        }

        return graph.Solve();
    }

    // 1 in the middle of the box, 0 on its inscribed ellipse, below it outside.
    private static double CentreWeight(PictureCrop crop, int cell, Box box)
    {
        var x = crop.X0 + ((cell % crop.Columns) + 0.5) * (crop.X1 - crop.X0) / crop.Columns;
        var y = crop.Y0 + ((cell / crop.Columns) + 0.5) * (crop.Y1 - crop.Y0) / crop.Rows;
        var dx = (x - ((box.X0 + box.X1) / 2)) / (box.Width / 2);
        var dy = (y - ((box.Y0 + box.Y1) / 2)) / (box.Height / 2);
        return 1 - (dx * dx) - (dy * dy);
    }

    private static int[][] Links(PictureCrop crop)
    {
        var differences = new double[4][];
        double sum = 0;
        var count = 0;
        for (var d = 0; d < 4; d++)
        {
            differences[d] = new double[crop.Columns * crop.Rows];
            for (var cell = 0; cell < differences[d].Length; cell++)
            {
                if (Neighbour(crop, cell, d) is var other and >= 0)
                {
                    differences[d][cell] = Distance(crop.Colours, cell, other);
                    sum += differences[d][cell];
                    count++;
                }
            }
        }

        var beta = sum > 0 ? count / (2 * sum) : 0;
        return
        [
            .. differences.Select((all, d) =>
            {
                var (x, y) = MinimumCut.Directions[d];
                var length = Math.Sqrt((x * x) + (y * y));
                return Array.ConvertAll(all, difference => Whole(Smoothness / length * Math.Exp(-beta * difference)));
            }),
        ];
    }

    private static int Neighbour(PictureCrop crop, int cell, int direction)
    {
        var (dx, dy) = MinimumCut.Directions[direction];
        var (x, y) = ((cell % crop.Columns) + dx, (cell / crop.Columns) + dy);
        return x >= 0 && y >= 0 && x < crop.Columns && y < crop.Rows ? (y * crop.Columns) + x : -1;
    }

    private static double Distance(float[] colours, int a, int b)
    {
        double sum = 0;
        for (var c = 0; c < 3; c++)
        {
            double difference = colours[(a * 3) + c] - colours[(b * 3) + c];
            sum += difference * difference;
        }

        return sum;
    }

    private static bool IsRim(PictureCrop crop, int x, int y) =>
        Math.Min(x + 0.5, crop.Columns - x - 0.5) < Rim * crop.Columns || Math.Min(y + 0.5, crop.Rows - y - 0.5) < Rim * crop.Rows;

    private static int Whole(double nats) => (int)Math.Clamp(Math.Round(nats * Precision), -Certain, Certain);

    private static bool[] Cells(PictureCrop crop, Func<int, int, bool> value) =>
        [.. Enumerable.Range(0, crop.Columns * crop.Rows).Select(i => value(i % crop.Columns, i / crop.Columns))];

    private static List<int> Where(bool[] cells, bool value) => [.. Enumerable.Range(0, cells.Length).Where(i => cells[i] == value)];
}
