using System.Runtime.CompilerServices;
using System.Text;

namespace Riveg.Lexicon;

/// <summary>
/// Sorted words, each with a number, in one block of memory: read in a millisecond or two, asked by bisection. Words are written without
/// what they share with the word before. Immutable.
/// </summary>
internal sealed class WordTable
{
    private readonly byte[] text;
    private readonly int[] starts;
    private readonly int[] values;

    private WordTable(byte[] text, int[] starts, int[] values)
    {
        this.text = text;
        this.starts = starts;
        this.values = values;
    }

    /// <summary>The number of words.</summary>
    public int Count => values.Length;

    /// <summary>Reads a table that <see cref="Write"/> has written.</summary>
    // Runs once and long: compiled well from the first call on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static WordTable Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var count = reader.ReadInt32();
        var text = new byte[reader.ReadInt32()];
        var shared = reader.ReadBytes(count);
        var own = reader.ReadBytes(count);
        var letters = reader.ReadBytes(reader.ReadInt32());
        var (starts, values) = (new int[count + 1], new int[count]);
        for (int i = 0, from = 0; i < count; i++)
        {
            var start = starts[i];
            if (shared[i] > 0)
            {
                text.AsSpan(starts[i - 1], shared[i]).CopyTo(text.AsSpan(start));
            }

            letters.AsSpan(from, own[i]).CopyTo(text.AsSpan(start + shared[i]));
            from += own[i];
            starts[i + 1] = start + shared[i] + own[i];
        }

        for (var i = 0; i < count; i++)
        {
            values[i] = reader.Read7BitEncodedInt();
        }

        return new WordTable(text, starts, values);
    }

    /// <summary>Writes words and their numbers, which are not negative.</summary>
    public static void Write(BinaryWriter writer, IReadOnlyDictionary<string, int> words)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(words);
        var sorted = words.Select(p => (Key: Encoding.UTF8.GetBytes(p.Key), p.Value)).Where(p => p.Key.Length <= byte.MaxValue).ToList();
        sorted.Sort((a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        writer.Write(sorted.Count);
        writer.Write(sorted.Sum(p => p.Key.Length));
        var shared = new byte[sorted.Count];
        for (var i = 1; i < sorted.Count; i++)
        {
            shared[i] = (byte)sorted[i].Key.AsSpan().CommonPrefixLength(sorted[i - 1].Key);
        }

        writer.Write(shared);
        writer.Write([.. sorted.Select((p, i) => (byte)(p.Key.Length - shared[i]))]);
        byte[] letters = [.. sorted.SelectMany((p, i) => p.Key[shared[i]..])];
        writer.Write(letters.Length);
        writer.Write(letters);
        foreach (var (_, value) in sorted)
        {
            writer.Write7BitEncodedInt(value);
        }
    }

    /// <summary>The word's number; -1 where the table does not have it.</summary>
    public int Find(ReadOnlySpan<char> word)
    {
        Span<byte> key = stackalloc byte[256];
        if (!Encoding.UTF8.TryGetBytes(word, key, out var length))
        {
            return -1;
        }

        key = key[..length];
        var (low, high) = (0, values.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = text.AsSpan(starts[middle]..starts[middle + 1]).SequenceCompareTo(key);
            if (order == 0)
            {
                return values[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
