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

/// <summary>What was read in a picture.</summary>
/// <param name="Words">From top to bottom, the words of a line from its beginning to its end.</param>
/// <param name="Doubtful">How many more were read without certainty: blurred, or of other letters than the model knows.</param>
/// <param name="Omitted">How many more there are at least: <see cref="WordReaderOptions.MaxWords"/> left them out.</param>
public sealed record WordReading(IReadOnlyList<ReadWord> Words, int Doubtful, int Omitted);

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
    public IReadOnlyList<ReadWord> Read(RgbImage image, CancellationToken cancellationToken = default) =>
        ReadAll(image, cancellationToken).Words;

    /// <summary>Reads the words of a picture, and counts what is left out.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public WordReading ReadAll(RgbImage image, CancellationToken cancellationToken = default) => ReadAll(image, options, cancellationToken);

    /// <summary>Reads the words of a picture in another way than the others.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="options">How this picture is read; checked by the caller.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    internal WordReading ReadAll(RgbImage image, WordReaderOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (lines, unread) = Look(image, options, options.Side, cancellationToken);
        if (options.DetailSide is { } closer
            && closer > options.Side
            && detector.SizeOf(image, closer) != detector.SizeOf(image, options.Side))
        {
            var (detail, unreadDetail) = Look(image, options, closer, cancellationToken);
            (lines, unread) = (Better(lines, detail, options), Math.Max(unread, unreadDetail));
        }

        var words = lines.OrderBy(l => l.Line.Bounds.Y0).ThenBy(l => l.Line.Bounds.X0).SelectMany(l => l.Words).ToList();
        var certain = words.FindAll(w => w.IsCertain(options));
        var most = certain.OrderByDescending(w => w.Height).ThenByDescending(w => w.Score).Take(options.MaxWords).ToHashSet();
        return new WordReading(
            [.. certain.Where(most.Contains).Select(w => new ReadWord(w.Text, w.Box, w.Score))],
            words.Count - certain.Count,
            certain.Count - most.Count + unread);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        detector.Dispose();
        recognizer.Dispose();
    }

    // The lines in the largest letters, and how many there are beside them.
    private (List<ReadLine> Lines, int Unread) Look(
        RgbImage image, WordReaderOptions options, int side, CancellationToken cancellationToken)
    {
        var found = detector.Detect(image, options, side, cancellationToken);
        var lines = found.OrderByDescending(l => Math.Min(l.Width, l.Height)).Take(options.MaxWords).ToList();
        var size = new ImageSize(image.Width, image.Height);
        return (
            [.. ReadLines(image, lines, cancellationToken).Select(l => ReadLine.Of(l.Line, l.Letters, size))],
            found.Count - lines.Count);
    }

    // Of a place that both looks have found, the one counts that reads more letters with certainty there.
    private static List<ReadLine> Better(List<ReadLine> first, List<ReadLine> closer, WordReaderOptions options)
    {
        var better = new List<ReadLine>();
        var left = closer.ToHashSet();
        foreach (var line in first)
        {
            var same = closer.FindAll(l => left.Contains(l) && l.IsMostlyIn(line));
            if (same.Sum(l => l.CertainLetters(options)) > line.CertainLetters(options))
            {
                continue;
            }

            left.ExceptWith(same);
            better.Add(line);
        }

        return [.. better, .. closer.Where(left.Contains)];
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
}
