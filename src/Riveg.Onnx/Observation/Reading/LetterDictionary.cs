using System.Diagnostics.CodeAnalysis;

namespace Riveg.Onnx.Observation.Reading;

/// <summary>The letters that a network reads, one a line of a file.</summary>
internal static class LetterDictionary
{
    // The largest that PP-OCR has names 18,000 letters.
    private const long MaxBytes = 1 << 20;

    /// <summary>Reads the letters.</summary>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="InvalidDataException">It holds none.</exception>
    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "A small file, whose size is looked at before.")]
    public static IReadOnlyList<string> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no dictionary {path}; put the one that belongs to the model there.", path);
        }

        // A line may be a space, which is a letter then.
        var letters = new FileInfo(path).Length <= MaxBytes ? File.ReadAllText(path).TrimStart('\uFEFF').Split('\n') : [];
        letters = [.. letters.Select(l => l.TrimEnd('\r'))];
        letters = letters is [.., ""] ? letters[..^1] : letters;
        return letters.Length > 0 && letters.All(l => l.Length is > 0 and <= 16)
            ? letters
            : throw new InvalidDataException($"{path} is no dictionary: wanted is one letter a line, and no line empty.");
    }

    /// <summary>The letters of a model; most add the space, which no dictionary has a line for.</summary>
    /// <param name="letters">Those of the dictionary.</param>
    /// <param name="count">How many the model knows.</param>
    /// <returns>Null where the dictionary is another model's.</returns>
    public static IReadOnlyList<string>? For(IReadOnlyList<string> letters, int count) =>
        count == letters.Count ? letters
        : count == letters.Count + 1 ? [.. letters, " "]
        : null;
}
