using Riveg.Regions;

namespace Riveg.Onnx.Grounding;

/// <summary>
/// Fits a <see cref="PersonShape"/> to the boxes of persons in a data set. Where its pictures are at hand, their faces could be detected;
/// where only the boxes are (as with Twitter-GMNER's public XML), faces are drawn into them as people are built: the box is about 2.8 faces
/// wide (a head alone 1.2, spread arms 6), the face is 1.3 times as high as wide, begins about a third of its height below the box's upper
/// edge, and stands about in the middle. Then the shape is sought that recovers most boxes from their faces with an intersection over union
/// of at least 0.5.
/// </summary>
public static class PersonShapeFitter
{
    private const int Seed = 42;
    private const int FacesPerBox = 3;
    private const double BoxWidthInFaces = 2.8;
    private const double LogWidthDeviation = 0.35;
    private const double NarrowestBox = 1.2;
    private const double WidestBox = 6;
    private const double FaceAspect = 1.3;
    private const double HighestFace = 0.8;
    private const double TopOffset = 0.35;
    private const double TopDeviation = 0.2;
    private const double CentreDeviation = 0.1;
    private const double RightOverlap = 0.5;
    private const int Rounds = 16;

    /// <summary>Fits a shape; the same boxes give the same shape.</summary>
    /// <param name="persons">Persons' boxes in pixels, with their picture's size.</param>
    /// <exception cref="ArgumentException">There are no boxes.</exception>
    public static PersonShape Fit(IReadOnlyCollection<(Box Person, ImageSize Picture)> persons)
    {
        ArgumentNullException.ThrowIfNull(persons);
        if (persons.Count == 0)
        {
            throw new ArgumentException("A shape is fitted to boxes of persons, and there are none.", nameof(persons));
        }

        var random = new Random(Seed);
        var samples = persons.SelectMany(
            p => Enumerable.Range(0, FacesPerBox).Select(_ => new Sample(DrawFace(p.Person, random), p.Person, p.Picture))).ToList();
        return Climb(
            new PersonShape(Side: 1, Up: 0.5, Down: 3, Reliability: 0),
            new PersonShape(Side: 0.4, Up: 0.2, Down: 1, Reliability: 0),
            samples);
    }

    // One coordinate after the other, with steps that are halved where none helps.
    private static PersonShape Climb(PersonShape shape, PersonShape step, List<Sample> samples)
    {
        var best = Scored(shape, samples);
        for (var round = 0; round < Rounds; round++)
        {
            var before = best;
            foreach (var (side, up, down) in new[] { (step.Side, 0d, 0d), (0d, step.Up, 0d), (0d, 0d, step.Down) })
            {
                foreach (var sign in new[] { -1, 1 })
                {
                    var candidate = Scored(
                        new PersonShape(best.Side + (sign * side), Math.Max(0, best.Up + (sign * up)), best.Down + (sign * down), 0),
                        samples);
                    best = candidate.Reliability > best.Reliability ? candidate : best;
                }
            }

            if (best == before)
            {
                step = new PersonShape(step.Side / 2, step.Up / 2, step.Down / 2, 0);
            }
        }

        return best;
    }

    private static PersonShape Scored(PersonShape shape, List<Sample> samples) => shape with
    {
        Reliability = samples.Count(
            s => shape.Around(s.Face, s.Picture).IntersectionOverUnion(s.Person) >= RightOverlap) / (double)samples.Count,
    };

    private static Box DrawFace(Box person, Random random)
    {
        var width = person.Width / Math.Clamp(BoxWidthInFaces * Math.Exp(LogWidthDeviation * Normal(random)), NarrowestBox, WidestBox);
        var height = Math.Min(FaceAspect * width, HighestFace * person.Height);
        width = height / FaceAspect;
        var top = Math.Min(person.Y0 + (Math.Clamp(TopOffset + (TopDeviation * Normal(random)), 0, 1) * height), person.Y1 - height);
        var left = Math.Clamp(
            ((person.X0 + person.X1) / 2) + (CentreDeviation * person.Width * Normal(random)) - (width / 2), person.X0, person.X1 - width);
        return new Box(left, top, left + width, top + height);
    }

    // Box and Muller's transform.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private readonly record struct Sample(Box Face, Box Person, ImageSize Picture);
}
