using System.Text;
using Riveg.Faults;
using Riveg.Onnx.Sessions;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Reading;

/// <summary>A word that stands in a picture.</summary>
/// <param name="Text">As it was read, without spaces.</param>
/// <param name="Box">Around it, in pixels of the picture and inside it, also where the word is tilted.</param>
/// <param name="Score">The mean probability of its letters, 0..1.</param>
public sealed record ReadWord(string Text, Box Box, double Score);

/// <summary>Reads the words of pictures with the networks of PP-OCR (docs/models.md). Thread-safe.</summary>
public sealed class WordReader : IDisposable
{
    // From this height for its width on a line may run up or down.
    private const double Tall = 1.5;

    private readonly TextDetector detector;
    private readonly TextRecognizer recognizer;
    private readonly WordReaderOptions options;

    private WordReader(TextDetector detector, TextRecognizer recognizer, WordReaderOptions options)
    {
        this.detector = detector;
        this.recognizer = recognizer;
        this.options = options;
    }

    /// <summary>
    /// What really runs the networks: the device's name, with the share of operations that it leaves to another one, if any.
    /// </summary>
    public string DeviceInUse => detector.DeviceInUse;

    /// <summary>Loads and warms up the networks.</summary>
    /// <param name="folder">Holds <c>*det*.onnx</c>, <c>*rec*.onnx</c> and <c>*dict*.txt</c>, directly or below.</param>
    /// <param name="options">How words are looked for; the defaults if null.</param>
    /// <param name="sessionOptions">How the networks are run; the defaults if null.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names every fault.</exception>
    /// <exception cref="InvalidDataException">A model is of another kind, or the dictionary does not fit.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="StageUnavailableException">The native library or the device is missing.</exception>
    public static WordReader Open(string folder, WordReaderOptions? options = null, OnnxSessionOptions? sessionOptions = null)
    {
        options ??= new WordReaderOptions();
        options.Validate();
        var files = WordModelFiles.In(folder);
        var detector = TextDetector.Open(files.Detection, sessionOptions);
        try
        {
            return new WordReader(detector, TextRecognizer.Open(files.Recognition, files.Dictionary, sessionOptions), options);
        }
        catch
        {
            detector.Dispose();
            throw;
        }
    }

    /// <summary>Reads the words of a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>From top to bottom, the words of a line from its beginning to its end.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public IReadOnlyList<ReadWord> Read(RgbImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var found = detector.Detect(image, options, cancellationToken).OrderByDescending(l => Math.Min(l.Width, l.Height));
        var lines = found.Take(options.MaxWords).OrderBy(l => l.Bounds.Y0).ThenBy(l => l.Bounds.X0).ToList();
        var size = new ImageSize(image.Width, image.Height);
        return
        [
            .. ReadLines(image, lines, cancellationToken)
                .SelectMany(l => WordsOf(l.Line, l.Letters))
                .Select(w => w with { Box = w.Box.ClampTo(size) })
                .Where(w => w.Score >= options.MinScore && w.Box.IsProper)
                .Take(options.MaxWords),
        ];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        detector.Dispose();
        recognizer.Dispose();
    }

    // A tall line is a short word of tall letters, or runs up or down: what reads best counts.
    private IEnumerable<(TiltedBox Line, IReadOnlyList<ReadLetter> Letters)> ReadLines(
        RgbImage image, IReadOnlyList<TiltedBox> lines, CancellationToken cancellationToken)
    {
        var ways = lines.Select(l => l.Height >= l.Width * Tall ? [l, l.Quarter(), l.Quarter().Half()] : new[] { l }).ToList();
        var read = recognizer.Read(image, [.. ways.SelectMany(w => w)], cancellationToken);
        var next = 0;
        foreach (var way in ways)
        {
            yield return way.Select(l => (Line: l, Letters: read[next++])).MaxBy(l => Sureness(l.Letters));
        }
    }

    private static double Sureness(IReadOnlyList<ReadLetter> letters) => letters.Count == 0 ? -1 : letters.Average(l => l.Probability);

    private static IEnumerable<ReadWord> WordsOf(TiltedBox line, IReadOnlyList<ReadLetter> letters)
    {
        for (var i = 0; i < letters.Count;)
        {
            if (letters[i].Text == " ")
            {
                i++;
                continue;
            }

            var start = i;
            var text = new StringBuilder();
            var sum = 0.0;
            for (; i < letters.Count && letters[i].Text != " "; i++)
            {
                text.Append(letters[i].Text);
                sum += letters[i].Probability;
            }

            // The first word begins where the line does, the last ends there; the network's steps are too coarse for edges.
            var from = start == 0 ? 0 : letters[start].From;
            var to = i == letters.Count ? 1 : letters[i - 1].To;
            yield return new ReadWord(text.ToString(), line.Part(from, Math.Max(to, from)).Bounds, sum / (i - start));
        }
    }
}
