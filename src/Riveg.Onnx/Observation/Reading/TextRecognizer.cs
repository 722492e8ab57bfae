using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Posts;

namespace Riveg.Onnx.Observation.Reading;

/// <summary>
/// Reads lines of text with a network of PP-OCR's kind: lines <c>[n, 3, height, width]</c> to <c>[n, steps, 1 + letters]</c>
/// (docs/models.md). Thread-safe.
/// </summary>
internal sealed class TextRecognizer : IDisposable
{
    private const int DefaultHeight = 32;
    private const int MaxAspect = 50;
    private const int MaxBatch = 8;

    // Widths are rounded up to this, so that lines of like width go together and shapes repeat.
    private const int WidthStep = 16;
    private const int LeastWidth = 16;

    private static readonly PictureNormalization Normalization =
        new([127.5f, 127.5f, 127.5f], [127.5f, 127.5f, 127.5f], ChannelOrder.BlueGreenRed);

    private readonly OnnxSession session;
    private readonly IReadOnlyList<string> letters;
    private readonly int height;
    private readonly int? fixedWidth;
    private readonly int? fixedBatch;

    private TextRecognizer(OnnxSession session, IReadOnlyList<string> letters)
    {
        this.session = session;
        this.letters = letters;
        var shape = session.Inputs[0].Shape;
        height = shape[2] > 0 ? shape[2] : DefaultHeight;
        fixedWidth = shape[3] > 0 ? shape[3] : null;
        fixedBatch = shape[0] > 0 ? shape[0] : null;
    }

    /// <summary>Loads and tries a network.</summary>
    /// <param name="path">The model.</param>
    /// <param name="dictionary">The file with its letters, one a line.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="InvalidDataException">It is none of this kind, or has other letters.</exception>
    public static TextRecognizer Open(string path, string dictionary, OnnxSessionOptions? options)
    {
        var network = OnnxSession.Open(path, options);
        try
        {
            if (network.Inputs is not [{ Shape: [_, 3 or -1, _, _] }] || network.Outputs.Count != 1)
            {
                throw Unknown(network);
            }

            var letters = LetterDictionary.Read(dictionary);
            var trial = new TextRecognizer(network, letters);
            var output = trial.Run([new RgbImage(LeastWidth, trial.height, new byte[LeastWidth * trial.height * 3])], default);
            if (output.Shape is not [_, _, > 1 and var classes])
            {
                throw Unknown(network);
            }

            return new TextRecognizer(network, LetterDictionary.For(letters, (int)classes - 1) ?? throw new InvalidDataException(
                $"{path} knows {classes - 1} letters, and {dictionary} names {letters.Count}; "
                + "put the dictionary that belongs to the model beside it."));
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Reads lines of a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="lines">Where they are.</param>
    /// <param name="cancellationToken">Ends the work between two batches.</param>
    /// <returns>The letters of each line, in order.</returns>
    public IReadOnlyList<IReadOnlyList<ReadLetter>> Read(
        RgbImage image, IReadOnlyList<TiltedBox> lines, CancellationToken cancellationToken)
    {
        var read = new IReadOnlyList<ReadLetter>[lines.Count];
        var byWidth = lines.Select((line, i) => (Index: i, Line: line, Width: WidthOf(line))).OrderBy(l => l.Width).ToList();
        for (var start = 0; start < byWidth.Count;)
        {
            var end = start + 1;
            while (end < byWidth.Count && end - start < (fixedBatch ?? MaxBatch) && IsLike(byWidth[start].Width, byWidth[end].Width))
            {
                end++;
            }

            var batch = byWidth[start..end];
            var output = Run([.. batch.Select(l => LineCrop.Cut(image, l.Line, l.Width, height))], cancellationToken);
            var (steps, classes) = ((int)output.Shape[1], (int)output.Shape[2]);
            var stepsAPixel = (double)steps / PaddedWidth(batch[^1].Width);
            for (var i = 0; i < batch.Count; i++)
            {
                var width = batch[i].Width * stepsAPixel;
                read[batch[i].Index] = CtcLine.Read(
                    output.Floats.AsSpan(i * steps * classes, steps * classes),
                    letters,
                    Math.Min(steps, (int)Math.Ceiling(width) + 1),
                    width);
            }

            start = end;
        }

        return read;
    }

    /// <inheritdoc />
    public void Dispose() => session.Dispose();

    private static InvalidDataException Unknown(OnnxSession network) => new(
        $"{network.Path} does not read text: it takes {string.Join(", ", network.Inputs)} and gives {string.Join(", ", network.Outputs)}; "
        + "wanted are lines [n, 3, height, width] and [n, steps, letters], as PP-OCR's recognition has them.");

    private static bool IsLike(int narrow, int wide) => wide <= narrow + Math.Max(WidthStep, narrow / 4);

    private int WidthOf(TiltedBox line)
    {
        var aspect = Math.Min(MaxAspect, line.Width / Math.Max(line.Height, 1e-6));
        var width = Math.Max(LeastWidth, (int)Math.Ceiling(aspect * height));
        return Math.Min(width, fixedWidth ?? int.MaxValue);
    }

    private int PaddedWidth(int width) => fixedWidth ?? ((width + WidthStep - 1) / WidthStep * WidthStep);

    private OnnxTensor Run(IReadOnlyList<RgbImage> crops, CancellationToken cancellationToken)
    {
        var width = PaddedWidth(crops.Max(c => c.Width));
        var count = fixedBatch ?? crops.Count;
        var size = 3 * width * height;
        var planes = new float[count * size];
        for (var i = 0; i < crops.Count; i++)
        {
            Normalization.WritePlanes(crops[i], planes.AsSpan(i * size, size), width, height);
        }

        return session.Run(
            [new(session.Inputs[0].Name, OnnxTensor.Of(planes, count, 3, height, width))],
            [session.Outputs[0].Name],
            cancellationToken)[0];
    }
}
