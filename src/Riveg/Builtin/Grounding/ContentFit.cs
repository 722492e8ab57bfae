using Riveg.Regions;

namespace Riveg.Builtin.Grounding;

/// <summary>
/// Moves a box of the layout prior to what the picture shows. Within reach of the box it looks for the shift and scale with the largest
/// <c>overlap - Pull * (1 - IoU with the prior box)</c>, where <c>overlap = inside / (area + around - inside)</c> is the soft IoU of the
/// box with the salience around it.
/// </summary>
internal static class ContentFit
{
    private const double Pull = 0.25;
    private const double Reach = 0.35;
    private static readonly double[] Scales = [0.6, 0.75, 0.88, 1, 1.14, 1.33];
    private static readonly double[] Shifts = [-0.5, -0.4, -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5];

    /// <summary>The fitted box, in relative coordinates inside the picture.</summary>
    public static Box Fit(Box prior, PictureContent content)
    {
        var around = content.Sum(Inside(new Box(prior.X0 - Reach, prior.Y0 - Reach, prior.X1 + Reach, prior.Y1 + Reach)));
        var best = prior;
        var bestScore = Score(prior);
        foreach (var scaleX in Scales)
        {
            foreach (var scaleY in Scales)
            {
                foreach (var shiftX in Shifts)
                {
                    foreach (var shiftY in Shifts)
                    {
                        var box = Inside(Moved(prior, scaleX, scaleY, shiftX, shiftY));
                        var score = box.IsProper ? Score(box) : double.NegativeInfinity;
                        if (score > bestScore + 1e-9)
                        {
                            (best, bestScore) = (box, score);
                        }
                    }
                }
            }
        }

        return best;

        double Score(Box box)
        {
            var inside = content.Sum(box);
            return (inside / Math.Max(content.Area(box) + around - inside, 1e-9)) - (Pull * (1 - box.IntersectionOverUnion(prior)));
        }
    }

    /// <summary>
    /// One of the boxes that <see cref="Fit"/> tries, for scores of moved boxes where there is no picture; running numbers go evenly
    /// through all shifts and scales.
    /// </summary>
    public static Box Draw(Box prior, int number)
    {
        // A step without a common divisor with the number of moves meets each of them once.
        const int Step = 1009;
        var move = (int)((long)number * Step % (Scales.Length * Scales.Length * Shifts.Length * Shifts.Length));
        var (scales, shifts) = (move % (Scales.Length * Scales.Length), move / (Scales.Length * Scales.Length));
        return Inside(Moved(
            prior,
            Scales[scales % Scales.Length],
            Scales[scales / Scales.Length],
            Shifts[shifts % Shifts.Length],
            Shifts[shifts / Shifts.Length]));
    }

    private static Box Moved(Box box, double scaleX, double scaleY, double shiftX, double shiftY) => Box.FromCxcywh(
        ((box.X0 + box.X1) / 2) + (shiftX * box.Width),
        ((box.Y0 + box.Y1) / 2) + (shiftY * box.Height),
        box.Width * scaleX,
        box.Height * scaleY);

    private static Box Inside(Box box) => box.ClampTo(new ImageSize(1, 1));
}
