namespace Riveg.Builtin.Segmentation;

/// <summary>
/// The iterated cut: colour models of both sides, at first as the shape says, a graph of cells, a minimum cut, again.
/// </summary>
internal static class ColourCut
{
    // GrabCut's gamma: how much an edge between equal colours costs against a cell's colour, in nats.
    private const double Smoothness = 12;

    // How fast that cost falls with the colours' difference, in GrabCut's beta.
    private const double Contrast = 4;

    // Mixtures are sharper than colours are telling: a colour says at most this, in nats.
    private const double ColourLimit = 6;

    // How much the cut of the round before counts in the colour models against the shape.
    private const double CutTrust = 0.9;

    // The cut counts in whole numbers of this fraction of a nat.
    private const double Precision = 256;
    private const int Certain = 100_000_000;

    /// <summary>Finds for each cell whether it is inside the object; none where all is of one colour.</summary>
    public static bool[] Find(PictureCrop crop, ShapePrior prior, int iterations)
    {
        if (IsOneColour(crop.Colours))
        {
            return new bool[crop.Columns * crop.Rows];
        }

        var odds = Odds(crop, prior);
        var shape = Array.ConvertAll(odds, o => 1 / (1 + Math.Exp(-o)));
        var objects = (double[])shape.Clone();
        var inside = Array.ConvertAll(odds, o => o > 0);
        var links = Links(crop);
        for (var i = 0; i < iterations; i++)
        {
            var ofObject = GaussianMixture.Fit(crop.Colours, objects);
            var ofBackground = GaussianMixture.Fit(crop.Colours, Array.ConvertAll(objects, o => 1 - o));
            if (ofObject is null || ofBackground is null)
            {
                break;
            }

            inside = Cut(crop, odds, links, ofObject, ofBackground);
            for (var cell = 0; cell < objects.Length; cell++)
            {
                objects[cell] = (CutTrust * (inside[cell] ? 1 : 0)) + ((1 - CutTrust) * shape[cell]);
            }
        }

        return inside;
    }

    private static bool[] Cut(PictureCrop crop, double[] odds, int[][] links, GaussianMixture objects, GaussianMixture background)
    {
        var graph = new MinimumCut(crop.Columns, crop.Rows);
        for (var cell = 0; cell < odds.Length; cell++)
        {
            if (double.IsNegativeInfinity(odds[cell]))
            {
                graph.SetTerminals(cell, 0, Certain);
            }
            else
            {
                var colour = Math.Clamp(
                    background.Cost(crop.Colours, cell) - objects.Cost(crop.Colours, cell), -ColourLimit, ColourLimit);
                var pull = Whole(colour + odds[cell]);
                graph.SetTerminals(cell, Math.Max(0, pull), Math.Max(0, -pull));
            }

            for (var d = 0; d < links.Length; d++)
            {
                graph.SetEdge(cell, d, links[d][cell]);
            }
        }

        return graph.Solve();
    }

    // Without any edge to follow the cut would only shrink the shape.
    private static bool IsOneColour(float[] colours)
    {
        for (var i = 3; i < colours.Length; i++)
        {
            if (colours[i] != colours[i - 3])
            {
                return false;
            }
        }

        return true;
    }

    // Outside of the box nothing is the object.
    private static double[] Odds(PictureCrop crop, ShapePrior prior)
    {
        var odds = new double[crop.Columns * crop.Rows];
        for (var cell = 0; cell < odds.Length; cell++)
        {
            var (column, row) = (cell % crop.Columns, cell / crop.Columns);
            var x = crop.X0 + ((column + 0.5) * (crop.X1 - crop.X0) / crop.Columns);
            var y = crop.Y0 + ((row + 0.5) * (crop.Y1 - crop.Y0) / crop.Rows);
            odds[cell] = crop.IsInside(column, row, prior.Box) ? prior.LogOdds(x, y) : double.NegativeInfinity;
        }

        return odds;
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

        var beta = sum > 0 ? Contrast * count / (2 * sum) : 0;
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

    private static int Whole(double nats) => (int)Math.Clamp(Math.Round(nats * Precision), -Certain, Certain);
}
