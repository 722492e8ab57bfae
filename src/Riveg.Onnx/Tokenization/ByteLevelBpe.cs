using System.Text;
using System.Text.Json;

namespace Riveg.Onnx.Tokenization;

/// <summary>
/// Byte-level BPE as GPT-2 has it: a word's bytes, of which the neighbours with the lowest rank are merged until no two can be.
/// (Microsoft.ML.Tokenizers gives the same ids, in a time that grows with the square of a word's length: 89 s for a word of 1 MB.)
/// Thread-safe.
/// </summary>
internal sealed class ByteLevelBpe
{
    private readonly int[] bytes;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> merges;

    private ByteLevelBpe(int[] bytes, Dictionary<(int Left, int Right), (int Rank, int Merged)> merges, int count)
    {
        this.bytes = bytes;
        this.merges = merges;
        Count = count;
    }

    /// <summary>How many ids there are; the largest is one less.</summary>
    public int Count { get; }

    /// <summary>Reads the ids of all tokens and the pairs that merge, in the order of their ranks.</summary>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or one does not fit the other.</exception>
    public static ByteLevelBpe Load(string encoderPath, string mergesPath)
    {
        var ids = ReadIds(encoderPath);
        var bytes = new int[256];
        for (var value = 0; value < bytes.Length; value++)
        {
            bytes[value] = ids.TryGetValue(Letter(value).ToString(), out var id)
                ? id
                : throw new InvalidDataException($"{encoderPath} is no byte-level vocabulary: it has no token for byte {value}.");
        }

        return new ByteLevelBpe(bytes, ReadMerges(mergesPath, ids), ids.Count);
    }

    /// <summary>The ids of a text's tokens.</summary>
    public List<int> Encode(string text)
    {
        var ids = new List<int>();
        foreach (var word in Gpt2Words.Split(text))
        {
            Append(ids, Encoding.UTF8.GetBytes(word.ToArray()));
        }

        return ids;
    }

    private void Append(List<int> ids, byte[] word)
    {
        var symbols = Array.ConvertAll(word, b => bytes[b]);
        var previous = new int[word.Length];
        var next = new int[word.Length];
        var pairs = new PriorityQueue<(int At, int Left, int Right), (int Rank, int At)>();
        for (var at = 0; at < word.Length; at++)
        {
            previous[at] = at - 1;
            next[at] = at + 1;
            Offer(at);
        }

        while (pairs.TryDequeue(out var pair, out _))
        {
            var (at, left, right) = pair;
            var second = next[at];

            // One of the two may have been merged with its other neighbour meanwhile.
            if (symbols[at] != left || second == word.Length || symbols[second] != right)
            {
                continue;
            }

            symbols[at] = merges[(left, right)].Merged;
            symbols[second] = -1;
            next[at] = next[second];
            if (next[at] < word.Length)
            {
                previous[next[at]] = at;
            }

            Offer(at);
            if (previous[at] >= 0)
            {
                Offer(previous[at]);
            }
        }

        for (var at = 0; at < word.Length; at = next[at])
        {
            ids.Add(symbols[at]);
        }

        void Offer(int at)
        {
            if (next[at] < word.Length && merges.TryGetValue((symbols[at], symbols[next[at]]), out var merge))
            {
                pairs.Enqueue((at, symbols[at], symbols[next[at]]), (merge.Rank, at));
            }
        }
    }

    private static Dictionary<string, int> ReadIds(string path)
    {
        try
        {
            var ids = JsonSerializer.Deserialize<Dictionary<string, int>>(TokenizerFile.Text(path))
                ?? throw new InvalidDataException($"{path} is no byte-level vocabulary: it holds nothing.");
            return ids.Values.Distinct().Count() == ids.Count && ids.Values.All(i => i >= 0 && i < ids.Count)
                ? ids
                : throw new InvalidDataException($"{path} is no byte-level vocabulary: its ids do not count from 0 to {ids.Count - 1}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} is no byte-level vocabulary (tokens with their ids, as JSON): {e.Message}", e);
        }
    }

    // The first line tells the version, each other one two tokens.
    private static Dictionary<(int Left, int Right), (int Rank, int Merged)> ReadMerges(string path, Dictionary<string, int> ids)
    {
        var merges = new Dictionary<(int Left, int Right), (int Rank, int Merged)>();
        var lines = TokenizerFile.Text(path).Split('\n');
        for (var number = 1; number < lines.Length; number++)
        {
            var line = lines[number].TrimEnd('\r');
            if (line.Length == 0 && number == lines.Length - 1)
            {
                break;
            }

            if (line.Split(' ') is not [var left, var right])
            {
                throw new InvalidDataException($"{path}, line {number + 1}: two tokens are wanted that merge, not \"{Shown(line)}\".");
            }

            if (!ids.TryGetValue(left, out var first) || !ids.TryGetValue(right, out var second)
                || !ids.TryGetValue(left + right, out var merged))
            {
                throw new InvalidDataException(
                    $"{path}, line {number + 1}: \"{Shown(line)}\" has a token that the vocabulary beside it lacks; the two do not fit.");
            }

            merges.TryAdd((first, second), (number, merged));
        }

        return merges;
    }

    private static string Shown(string line) => line.Length > 40 ? string.Concat(line.AsSpan(0, 40), "...") : line;

    // Each byte is written as a letter that can be seen: itself, or one from U+0100 on, in the order of the bytes that cannot.
    private static char Letter(int value) => value switch
    {
        <= ' ' => (char)(0x100 + value),
        >= 0x7F and <= 0xA0 => (char)(0x100 + value - 0x7F + 33),
        0xAD => (char)(0x100 + 67),
        _ => (char)value,
    };
}
