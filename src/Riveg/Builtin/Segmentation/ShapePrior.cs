using Riveg.Regions;

namespace Riveg.Builtin.Segmentation;

/// <summary>
/// How much likelier a place of a box is inside the object than beside it before its colours are looked at: above 0 inside of a plain
/// shape, below 0 outside of it.
/// </summary>
internal sealed class ShapePrior
{
    // How sure the middle of a face is to be the person, in nats.
    private const double HeadPull = 2;

    // A head is so much wider and taller than the box of its face, and its middle is this share of the face's height higher.
    private const double HeadWidth = 1.7;
    private const double HeadHeight = 1.75;
    private const double HeadRise = 0.1;

    // Shoulders begin this share of the face's height below its middle.
    private const double Shoulders = 0.75;

    // The trunk is below the face: how sure, in nats, and its half width in widths of the face.
    private const double TrunkPull = 1.2;
    private const double TrunkWidth = 1.6;

    // How much the middle of another thing speaks against a place, in nats.
    private const double OthersPull = 2;

    private readonly Func<double, double, double> logOdds;

    private ShapePrior(Box box, Func<double, double, double> logOdds)
    {
        Box = box;
        this.logOdds = logOdds;
    }

    /// <summary>The object's box, in pixels.</summary>
    public Box Box { get; }

    /// <summary>A shape that fills a box as its kind does.</summary>
    public static ShapePrior Of(Box box, ObjectShape shape) =>
        new(box, (x, y) => shape.Offset + (shape.Pull * Depth(box, x, y, shape.Roundness)));

    /// <summary>A person whose face is seen: the head around it, the trunk below it.</summary>
    /// <param name="box">The person.</param>
    /// <param name="face">The face, in the box.</param>
    public static ShapePrior OfPerson(Box box, Box face)
    {
        double middle = (face.X0 + face.X1) / 2, height = (face.Y0 + face.Y1) / 2, up = HeadRise * face.Height;
        var head = new Box(
            middle - (face.Width * HeadWidth / 2),
            height - up - (face.Height * HeadHeight / 2),
            middle + (face.Width * HeadWidth / 2),
            height - up + (face.Height * HeadHeight / 2));
        var shape = ObjectShape.Plain;
        return new ShapePrior(box, (x, y) =>
        {
            if (y < height + (face.Height * Shoulders))
            {
                return HeadPull * Math.Clamp(Depth(head, x, y, shape.Roundness), -1, 1);
            }

            var aside = (x - middle) / (face.Width * TrunkWidth);
            return (shape.Pull * Depth(box, x, y, shape.Roundness)) + (TrunkPull * Math.Clamp(1 - (aside * aside), -1, 1));
        });
    }

    /// <summary>The same shape where other things are seen over or beside it.</summary>
    /// <param name="others">Their boxes with how sure they are, 0..1.</param>
    public ShapePrior Among(IReadOnlyList<(Box Box, double Score)> others) => others.Count == 0
        ? this
        : new ShapePrior(Box, (x, y) =>
        {
            double most = 0;
            foreach (var (box, score) in others)
            {
                most = Math.Max(most, score * Depth(box, x, y, ObjectShape.Plain.Roundness));
            }

            return logOdds(x, y) - (OthersPull * most);
        });

    /// <summary>The logarithm of the odds at a place.</summary>
    /// <param name="x">In pixels.</param>
    /// <param name="y">In pixels.</param>
    /// <returns>In nats.</returns>
    public double LogOdds(double x, double y) => logOdds(x, y);

    // 1 in the middle of a box, 0 on the superellipse inscribed in it, below it outside.
    private static double Depth(Box box, double x, double y, double roundness)
    {
        var dx = Math.Abs(x - ((box.X0 + box.X1) / 2)) / (box.Width / 2);
        var dy = Math.Abs(y - ((box.Y0 + box.Y1) / 2)) / (box.Height / 2);
        return roundness == 2 ? 1 - (dx * dx) - (dy * dy) : 1 - Math.Pow(dx, roundness) - Math.Pow(dy, roundness);
    }
}
