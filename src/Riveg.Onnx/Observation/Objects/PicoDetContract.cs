using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>
/// PicoDet without its post-processing: for each stride scores <c>[1, N, classes]</c>, already probabilities, and <c>[1, N, 4 * bins]</c>:
/// the four distances from a cell's centre to the box's sides, each as a distribution over bins, in strides (docs/models.md).
/// </summary>
internal sealed class PicoDetContract : IDetectorContract
{
    private static readonly int[] Strides = [8, 16, 32, 64, 128];

    private readonly IReadOnlyList<Level> levels;

    private PicoDetContract(DetectorInput input, IReadOnlyList<Level> levels, int classes)
    {
        Input = input;
        this.levels = levels;
        Classes = classes;
        Outputs = [.. levels.SelectMany(l => new[] { l.Scores, l.Distances })];
    }

    public DetectorInput Input { get; }

    public int? Classes { get; }

    public bool NeedsSuppression => true;

    public IReadOnlyList<string> Outputs { get; }

    public static IDetectorContract? TryRead(DetectorModel model)
    {
        // One family of outputs before the other, each from the finest level to the coarsest.
        var count = model.OutputNames.Count / 2;
        var shapes = model.OutputNames.Select(n => model.Shapes[n]).ToList();
        if (count < 2 || model.OutputNames.Count != count * 2 || shapes.Any(s => s is not [1, _, _]))
        {
            return null;
        }

        var levels = new List<Level>();
        for (var i = 0; i < count; i++)
        {
            var (scores, distances) = (shapes[i], shapes[i + count]);
            var stride = Strides.FirstOrDefault(s => Cells(model.Size.Width, s) * Cells(model.Size.Height, s) == scores[1]);
            if (stride == 0
                || distances[1] != scores[1] || distances[2] % 4 != 0 || distances[2] < 8
                || scores[2] != shapes[0][2] || distances[2] != shapes[count][2])
            {
                return null;
            }

            levels.Add(new Level(model.OutputNames[i], model.OutputNames[i + count], stride, Cells(model.Size.Width, stride)));
        }

        return new PicoDetContract(
            new DetectorInput(model.Size, PictureFit.Stretched, PictureNormalization.ImageNet), levels, (int)shapes[0][2]);
    }

    public IEnumerable<Proposal> Read(IReadOnlyList<OnnxTensor> outputs, double minScore)
    {
        var proposals = new List<Proposal>();
        for (var i = 0; i < levels.Count; i++)
        {
            Read(levels[i], outputs[i * 2].Floats, outputs[(i * 2) + 1], minScore, proposals);
        }

        return proposals;
    }

    private void Read(Level level, float[] scores, OnnxTensor distances, double minScore, List<Proposal> proposals)
    {
        var classes = Classes!.Value;
        var bins = (int)distances.Shape[2] / 4;
        for (var cell = 0; cell < scores.Length / classes; cell++)
        {
            var here = scores.AsSpan(cell * classes, classes);
            if (!(BestClass.Of(here).Score >= minScore))
            {
                continue;
            }

            var (x, y) = (Centre(cell % level.Columns, level.Stride), Centre(cell / level.Columns, level.Stride));
            var sides = distances.Floats.AsSpan(cell * bins * 4, bins * 4);
            double Side(ReadOnlySpan<float> all, int side) => Expected(all.Slice(side * bins, bins)) * level.Stride;
            var box = new Box(x - Side(sides, 0), y - Side(sides, 1), x + Side(sides, 2), y + Side(sides, 3));
            for (var c = 0; c < classes; c++)
            {
                // One thing may be proposed as several classes, as PaddleDetection's own suppression leaves it.
                if (here[c] >= minScore)
                {
                    proposals.Add(new Proposal(box, c, here[c]));
                }
            }
        }
    }

    private static double Centre(int cell, int stride) => ((cell + 0.5) * stride) - 0.5;

    // The mean of the distribution that the softmax over the bins gives.
    private static double Expected(ReadOnlySpan<float> bins)
    {
        var (sum, weighted) = (0.0, 0.0);
        var greatest = bins[0];
        foreach (var value in bins)
        {
            greatest = Math.Max(greatest, value);
        }

        for (var i = 0; i < bins.Length; i++)
        {
            var weight = Math.Exp(bins[i] - greatest);
            sum += weight;
            weighted += weight * i;
        }

        return weighted / sum;
    }

    private static int Cells(int side, int stride) => (side + stride - 1) / stride;

    private sealed record Level(string Scores, string Distances, int Stride, int Columns);
}
