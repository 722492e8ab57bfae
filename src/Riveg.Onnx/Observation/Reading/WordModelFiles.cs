namespace Riveg.Onnx.Observation.Reading;

/// <summary>The files of a reader: <c>*det*.onnx</c>, <c>*rec*.onnx</c> and <c>*dict*.txt</c>, in one folder or below it.</summary>
/// <param name="Detection">Finds lines.</param>
/// <param name="Recognition">Reads them.</param>
/// <param name="Dictionary">The letters.</param>
internal sealed record WordModelFiles(string Detection, string Recognition, string Dictionary)
{
    // As deep as PP-OCR's repositories lay them.
    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, MaxRecursionDepth = 5 };

    /// <summary>All of them.</summary>
    public IReadOnlyList<string> All => [Detection, Recognition, Dictionary];

    /// <summary>Finds the files.</summary>
    /// <exception cref="FileNotFoundException">One is missing.</exception>
    /// <exception cref="InvalidDataException">There are several of one kind.</exception>
    public static WordModelFiles In(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new FileNotFoundException(
                $"There is no folder {folder}; give one with *det*.onnx, *rec*.onnx and *dict*.txt, or run 'riveg models pull ppocr-en'.",
                folder);
        }

        return new WordModelFiles(Only(folder, "det", ".onnx"), Only(folder, "rec", ".onnx"), Only(folder, "dict", ".txt"));
    }

    private static string Only(string folder, string part, string ending)
    {
        var found = Directory.EnumerateFiles(folder, $"*{ending}", Below)
            .Where(f => Path.GetFileName(f).Contains(part, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .ToList();
        return found switch
        {
            [var only] => only,
            [] => throw new FileNotFoundException(
                $"The folder {folder} has no *{part}*{ending}; a reader of words needs *det*.onnx, *rec*.onnx and *dict*.txt.", folder),
            _ => throw new InvalidDataException(
                $"The folder {folder} has {found.Count} files *{part}*{ending} ({string.Join(", ", found.Select(Path.GetFileName))}); "
                + "leave one."),
        };
    }
}
