using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Builtin.Grounding;

/// <summary>
/// The boxes of a picture that may hold a thing, and what speaks for each: whether parts of one colour lie wholly inside or outside
/// ("superpixel straddling" of Alexe, Deselaers and Ferrari, 2010), whether its colours differ from those around it, and whether it holds
/// what stands out. Immutable.
/// </summary>
internal sealed class PicturePlaces
{
    // The least share of the picture: smaller things are not found by such means.
    private const double LeastArea = 0.03;
    private const double Stride = 0.4;
    private const double Around = 0.2;
    private const int ColourBins = 144;
    private static readonly double[] Sides = [0.16, 0.24, 0.34, 0.46, 0.6, 0.76, 0.9, 1];

    private readonly PictureCells cells;
    private readonly int[][] fineParts;
    private readonly int[][] coarseParts;
    private readonly int[][] colours;
    private readonly double[] salience;

    private PicturePlaces(PictureCells cells, double proportion, IReadOnlyList<Box> further)
    {
        this.cells = cells;
        var fine = PictureSegments.Of(cells, 12, 15);
        var coarse = PictureSegments.Of(cells, 40, 30);
        fineParts = Sums(fine, fine.Max() + 1);
        coarseParts = Sums(coarse, coarse.Max() + 1);
        colours = Sums(Array.ConvertAll(cells.Colours, Bin), ColourBins);
        salience = Sums(PictureSalience.Of(cells));
        var boxes = new HashSet<Box>(further);
        boxes.UnionWith(Grid(proportion));
        boxes.UnionWith(PartBoxes(fine));
        boxes.UnionWith(PartBoxes(coarse));
        Places = [.. boxes.Select(b => Look(b, proportion))];
    }

    /// <summary>The places, in a fixed order.</summary>
    public IReadOnlyList<PicturePlace> Places { get; }

    /// <summary>Looks at a picture.</summary>
    /// <param name="image">The upright picture.</param>
    /// <param name="further">Boxes that are places besides those that the picture offers, in relative coordinates.</param>
    public static PicturePlaces Of(RgbImage image, IReadOnlyList<Box> further) =>
        new(PictureCells.Of(image), (double)image.Width / image.Height, further);

    private static IEnumerable<Box> Grid(double proportion)
    {
        foreach (var width in Sides)
        {
            foreach (var height in Sides)
            {
                if (width * height < LeastArea || width * proportion / height is < 0.3 or > 3.4)
                {
                    continue;
                }

                var (across, down) = (Steps(width), Steps(height));
                for (var i = 0; i <= across; i++)
                {
                    for (var j = 0; j <= down; j++)
                    {
                        var (x, y) = ((1 - width) * i / across, (1 - height) * j / down);
                        yield return new Box(x, y, Math.Min(1, x + width), Math.Min(1, y + height));
                    }
                }
            }
        }
    }

    private static int Steps(double side) => Math.Max(1, (int)Math.Ceiling(((1 - side) / (side * Stride)) + 0.001));

    private IEnumerable<Box> PartBoxes(int[] parts)
    {
        var boxes = new (int X0, int Y0, int X1, int Y1)[parts.Max() + 1];
        Array.Fill(boxes, (int.MaxValue, int.MaxValue, 0, 0));
        for (var i = 0; i < parts.Length; i++)
        {
            var (x, y) = (i % cells.Columns, i / cells.Columns);
            var b = boxes[parts[i]];
            boxes[parts[i]] = (Math.Min(b.X0, x), Math.Min(b.Y0, y), Math.Max(b.X1, x + 1), Math.Max(b.Y1, y + 1));
        }

        double columns = cells.Columns, rows = cells.Rows;
        return boxes
            .Select(b => new Box(b.X0 / columns, b.Y0 / rows, b.X1 / columns, b.Y1 / rows))
            .Where(b => b.Area >= LeastArea);
    }

    private PicturePlace Look(Box box, double proportion)
    {
        var (columns, rows) = (cells.Columns, cells.Rows);
        var x0 = Math.Clamp((int)Math.Round(box.X0 * columns), 0, columns - 1);
        var y0 = Math.Clamp((int)Math.Round(box.Y0 * rows), 0, rows - 1);
        var inside = new CellBox(
            x0,
            y0,
            Math.Clamp((int)Math.Round(box.X1 * columns), x0 + 1, columns),
            Math.Clamp((int)Math.Round(box.Y1 * rows), y0 + 1, rows));
        var (marginX, marginY) = (
            Math.Max(1, (int)Math.Round((inside.X1 - inside.X0) * Around)), Math.Max(1, (int)Math.Round((inside.Y1 - inside.Y0) * Around)));
        var around = new CellBox(
            Math.Max(0, inside.X0 - marginX), Math.Max(0, inside.Y0 - marginY),
            Math.Min(columns, inside.X1 + marginX), Math.Min(rows, inside.Y1 + marginY));
        double area = inside.Area, ring = around.Area - inside.Area;
        var held = Sum(salience, inside);
        var outside = ring > 0 ? (Sum(salience, around) - held) / ring : held / area;
        var sides = (inside.X0 == 0 ? 1 : 0) + (inside.X1 == columns ? 1 : 0) + (inside.Y0 == 0 ? 1 : 0) + (inside.Y1 == rows ? 1 : 0);
        return new PicturePlace(
            box,
            Wholeness(fineParts, inside, area),
            Wholeness(coarseParts, inside, area),
            ring > 0 ? ColourContrast(inside, around, area, ring) : 0,
            held / (area + salience[^1] - held + 1e-9),
            (held / area) - outside,
            Math.Abs(((box.X0 + box.X1) / 2) - 0.5),
            Math.Abs(((box.Y0 + box.Y1) / 2) - 0.5),
            sides / 4.0,
            Math.Log(area / (columns * rows)),
            Math.Log(box.Width * proportion / box.Height));
    }

    private double Wholeness(int[][] parts, CellBox box, double area)
    {
        double cut = 0;
        foreach (var part in parts)
        {
            var inside = Sum(part, box);
            cut += Math.Min(inside, part[^1] - inside);
        }

        return Math.Max(0, 1 - (cut / area));
    }

    // Half the chi-square distance of the shares of colours, 0..1.
    private double ColourContrast(CellBox inside, CellBox around, double area, double ring)
    {
        double sum = 0;
        foreach (var colour in colours)
        {
            var all = Sum(colour, around);
            if (all > 0)
            {
                var count = Sum(colour, inside);
                var (p, q) = (count / area, (all - count) / ring);
                sum += (p - q) * (p - q) / (p + q);
            }
        }

        return sum / 2;
    }

    private static int Bin(LabColour c) =>
        (Math.Clamp((int)(c.L / 25.01), 0, 3) * 36)
        + (Math.Clamp((int)((c.A + 45) / 15), 0, 5) * 6)
        + Math.Clamp((int)((c.B + 45) / 15), 0, 5);

    // A summed-area table for each number.
    private int[][] Sums(int[] numbers, int count)
    {
        var (columns, rows) = (cells.Columns, cells.Rows);
        var tables = new int[count][];
        for (var number = 0; number < count; number++)
        {
            var table = tables[number] = new int[(columns + 1) * (rows + 1)];
            for (var y = 0; y < rows; y++)
            {
                var line = 0;
                for (var x = 0; x < columns; x++)
                {
                    line += numbers[(y * columns) + x] == number ? 1 : 0;
                    table[((y + 1) * (columns + 1)) + x + 1] = table[(y * (columns + 1)) + x + 1] + line;
                }
            }
        }

        return tables;
    }

    private double[] Sums(double[] values)
    {
        var (columns, rows) = (cells.Columns, cells.Rows);
        var table = new double[(columns + 1) * (rows + 1)];
        for (var y = 0; y < rows; y++)
        {
            double line = 0;
            for (var x = 0; x < columns; x++)
            {
                line += values[(y * columns) + x];
                table[((y + 1) * (columns + 1)) + x + 1] = table[(y * (columns + 1)) + x + 1] + line;
            }
        }

        return table;
    }

    private T Sum<T>(T[] table, CellBox box)
        where T : System.Numerics.INumber<T>
    {
        var line = cells.Columns + 1;
        return table[(box.Y1 * line) + box.X1] - table[(box.Y0 * line) + box.X1] - table[(box.Y1 * line) + box.X0]
            + table[(box.Y0 * line) + box.X0];
    }

    private readonly record struct CellBox(int X0, int Y0, int X1, int Y1)
    {
        public int Area => (X1 - X0) * (Y1 - Y0);
    }
}

/// <summary>A box of a picture, and what speaks for it.</summary>
/// <param name="Box">In relative coordinates.</param>
/// <param name="FineWholeness">How little it cuts through small parts of one colour, 0..1.</param>
/// <param name="CoarseWholeness">The same for large parts.</param>
/// <param name="ColourContrast">How much its colours differ from those around it, 0..1.</param>
/// <param name="SalienceOverlap">The soft IoU of the box with what stands out, 0..1.</param>
/// <param name="SalienceStep">How much more stands out inside than around it, -1..1.</param>
/// <param name="OffCentreX">How far its middle is from the picture's, 0..0.5.</param>
/// <param name="OffCentreY">The same up and down.</param>
/// <param name="SidesTouched">How many of the picture's sides it touches, 0..1.</param>
/// <param name="LogArea">The logarithm of its share of the picture.</param>
/// <param name="LogProportion">The logarithm of its width over its height.</param>
internal sealed record PicturePlace(
    Box Box,
    double FineWholeness,
    double CoarseWholeness,
    double ColourContrast,
    double SalienceOverlap,
    double SalienceStep,
    double OffCentreX,
    double OffCentreY,
    double SidesTouched,
    double LogArea,
    double LogProportion);
