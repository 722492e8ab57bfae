namespace Riveg.Onnx.Pictures;

/// <summary>
/// For each output position along one axis the input positions that it takes from, and their weights: normalised in double, then in fixed
/// point with 22 fractional bits, as Pillow computes them (docs/pictures.md).
/// </summary>
internal sealed class ResampleWindows
{
    public const int FractionBits = 22;

    private readonly int[] starts;
    private readonly int[] lengths;
    private readonly int[] weights;
    private readonly int capacity;

    public ResampleWindows(int inputSize, int outputSize, ResampleFilter filter)
    {
        var scale = (double)inputSize / outputSize;
        var filterScale = Math.Max(scale, 1);
        var support = filter.Support * filterScale;
        capacity = ((int)Math.Ceiling(support) * 2) + 1;
        starts = new int[outputSize];
        lengths = new int[outputSize];
        weights = new int[outputSize * capacity];
        Span<double> exact = new double[capacity];
        for (var i = 0; i < outputSize; i++)
        {
            var centre = (i + 0.5) * scale;
            var start = Math.Max(0, (int)(centre - support + 0.5));
            var length = Math.Min(inputSize, (int)(centre + support + 0.5)) - start;
            double sum = 0;
            for (var k = 0; k < length; k++)
            {
                exact[k] = filter.Weight((k + start - centre + 0.5) * (1 / filterScale));
                sum += exact[k];
            }

            starts[i] = start;
            lengths[i] = length;
            for (var k = 0; k < length; k++)
            {
                var weight = (sum == 0 ? exact[k] : exact[k] / sum) * (1 << FractionBits);
                weights[(i * capacity) + k] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            }
        }
    }

    public int Start(int output) => starts[output];

    public ReadOnlySpan<int> Weights(int output) => weights.AsSpan(output * capacity, lengths[output]);
}
