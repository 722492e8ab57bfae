using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace Riveg.Onnx.Tokenization;

/// <summary>
/// SentencePiece's compiled map of characters (<c>precompiled_charsmap</c>): a double-array trie over UTF-8 (Darts) whose values are places
/// among the replacements, which end with NUL. Thread-safe.
/// </summary>
internal sealed class CharacterMap
{
    // The longest that Unicode's own maps have takes 33 bytes (U+FDFA).
    private const int LongestReplacement = 255;

    private readonly uint[] units;
    private readonly byte[] replacements;
    private readonly ConcurrentDictionary<int, string> read = new();

    private CharacterMap(uint[] units, byte[] replacements)
    {
        this.units = units;
        this.replacements = replacements;
    }

    /// <summary>Reads the map; null where it is empty.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static CharacterMap? Read(ReadOnlySpan<byte> map)
    {
        if (map.IsEmpty)
        {
            return null;
        }

        var size = map.Length < sizeof(uint) ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(map);
        if (size > map.Length - sizeof(uint) || size % sizeof(uint) != 0 || size == 0)
        {
            throw new InvalidDataException("its map of characters is damaged.");
        }

        var units = new uint[size / sizeof(uint)];
        for (var i = 0; i < units.Length; i++)
        {
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(map[(sizeof(uint) * (i + 1))..]);
        }

        var replacements = map[(sizeof(uint) + (int)size)..];
        return HaveEnds(replacements)
            ? new CharacterMap(units, replacements.ToArray())
            : throw new InvalidDataException(
                $"its map of characters is damaged: a replacement has no end or is longer than {LongestReplacement} bytes.");
    }

    /// <summary>
    /// The replacement of the longest start of the text that has one, and how many bytes that start takes; null where none has.
    /// </summary>
    public string? Longest(ReadOnlySpan<byte> text, out int length) => Find(text, shortest: false, out length);

    /// <summary>The replacement of the shortest start of the text that has one; null where none has.</summary>
    public string? Shortest(ReadOnlySpan<byte> text) => Find(text, shortest: true, out _);

    private static bool HaveEnds(ReadOnlySpan<byte> replacements)
    {
        while (!replacements.IsEmpty)
        {
            var end = replacements.IndexOf((byte)0);
            if (end is < 0 or > LongestReplacement)
            {
                return false;
            }

            replacements = replacements[(end + 1)..];
        }

        return true;
    }

    private string? Find(ReadOnlySpan<byte> text, bool shortest, out int length)
    {
        length = 0;
        var found = -1;
        var node = Offset(units[0]);
        for (var i = 0; i < text.Length; i++)
        {
            node ^= text[i];
            if (node >= (uint)units.Length || (units[node] & 0x800000FF) != text[i])
            {
                break;
            }

            var unit = units[node];
            node ^= Offset(unit);
            if ((unit & 0x100) == 0 || node >= (uint)units.Length)
            {
                continue;
            }

            length = i + 1;
            found = (int)(units[node] & 0x7FFFFFFF);
            if (shortest)
            {
                break;
            }
        }

        return found < 0 ? null : read.GetOrAdd(found, Replacement);
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    private string Replacement(int start)
    {
        if (start >= replacements.Length)
        {
            return "";
        }

        var rest = replacements.AsSpan(start);
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
    }
}
