using System.Text;

namespace Riveg.Hostility.Files;

/// <summary>Spoils files: bytes without regard to what they mean, lines, and the values of JSON and XML.</summary>
internal sealed class Mutator(Dice dice)
{
    private const int Megabyte = 1 << 20;

    /// <summary>Spoils a binary file.</summary>
    public byte[] Bytes(byte[] content) => Several(content, SpoilBytes);

    /// <summary>Spoils a text file of lines.</summary>
    public byte[] Lines(byte[] content) => Several(content, bytes => dice.Next(6) switch
    {
        0 => SpoilBytes(bytes),
        1 => SpoilText(bytes),
        _ => SpoilLines(bytes),
    });

    /// <summary>Spoils a JSON file, or one with a JSON value a line.</summary>
    public byte[] Json(byte[] content) => Several(content, bytes => dice.Next(8) switch
    {
        0 => SpoilBytes(bytes),
        1 => SpoilText(bytes),
        2 => SpoilLines(bytes),
        _ => JsonMutation.Spoil(bytes, dice),
    });

    /// <summary>Spoils an XML file.</summary>
    public byte[] Xml(byte[] content) => Several(content, bytes => dice.Next(6) switch
    {
        0 => SpoilBytes(bytes),
        1 => SpoilText(bytes),
        _ => XmlMutation.Spoil(bytes, dice),
    });

    private byte[] Several(byte[] content, Func<byte[], byte[]> spoil)
    {
        for (var i = dice.Next(1, 4); i > 0; i--)
        {
            content = spoil(content);
        }

        return content;
    }

    private byte[] SpoilBytes(byte[] content)
    {
        if (content.Length == 0)
        {
            return [dice.NextByte(), dice.NextByte()];
        }

        var at = dice.Next(content.Length);
        var length = dice.Next(1, Math.Min(64, content.Length - at) + 1);
        switch (dice.Next(13))
        {
            case 0:
                content = [.. content];
                content[at] ^= (byte)(1 << dice.Next(8));
                return content;
            case 1:
                return [.. content.Select(b => dice.OneIn(50) ? dice.NextByte() : b)];
            case 2:
                return content[..at];
            case 3:
                return content[at..];
            case 4:
                return [.. content[..at], .. content[(at + length)..]];
            case 5:
                return [.. content[..at], .. Enumerable.Range(0, length).Select(_ => dice.NextByte()), .. content[at..]];
            case 6:
                return [.. content[..(at + length)], .. content[at..]];
            case 7:
                var chunk = content[at..(at + length)];
                return [.. content[..at], .. Enumerable.Repeat(chunk, 1_000).SelectMany(c => c), .. content[at..]];
            case 8:
                return [.. content[..at], .. new byte[length], .. content[(at + length)..]];
            case 9:
                return [.. content[..at], .. dice.Pick<byte[]>(
                    [0xFF],
                    [0xC0, 0x80],
                    [0xED, 0xA0, 0x80],
                    [0xF4, 0x90, 0x80, 0x80],
                    [0xE2, 0x82],
                    [0x80],
                    [0x00],
                    [0x1A],
                    [0x1B]), .. content[at..]];
            case 10:
                content = [.. content];
                content.AsSpan(at, Math.Min(length, 4)).Fill(dice.Pick<byte>(0, 0x7F, 0x80, 0xFF));
                return content;
            case 11:
                return dice.OneIn(4) ? [] : [.. content, .. content];
            default:
                return [.. content, .. Enumerable.Range(0, 100).Select(_ => dice.NextByte())];
        }
    }

    private byte[] SpoilText(byte[] content)
    {
        var text = Encoding.UTF8.GetString(content);
        return dice.Next(11) switch
        {
            0 => WithPreamble(Encoding.UTF8, text),
            1 => WithPreamble(Encoding.Unicode, text),
            2 => WithPreamble(Encoding.BigEndianUnicode, text),
            3 => WithPreamble(Encoding.UTF32, text),
            4 => Encoding.Unicode.GetBytes(text),
            5 => Encoding.Latin1.GetBytes(text),
            6 => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")),
            7 => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r")),
            8 => [0xEF, 0xBB, 0xBF, .. WithPreamble(Encoding.UTF8, text)],
            9 => Insert(text, dice.Pick(HostileValues.Texts)),
            _ => dice.OneIn(10)
                ? Insert(text, new string('x', 10 * Megabyte))
                : Insert(text, new string(dice.Pick('[', '{', '<', '(', '"', '\\'), 100_000)),
        };
    }

    private byte[] SpoilLines(byte[] content)
    {
        var lines = Encoding.UTF8.GetString(content).Split('\n').ToList();
        var at = dice.Next(lines.Count);
        switch (dice.Next(9))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[dice.Next(lines.Count)]);
                break;
            case 2:
                var other = dice.Next(lines.Count);
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            case 3:
                lines.Insert(at, dice.Pick(HostileValues.Texts));
                break;
            case 4:
                lines[at] = lines[at].Replace('\t', ' ');
                break;
            case 5:
                var fields = lines[at].Split('\t').ToList();
                fields[dice.Next(fields.Count)] = dice.Pick(HostileValues.Texts);
                lines[at] = string.Join('\t', fields);
                break;
            case 6:
                lines[at] += "\t" + dice.Pick("B-PER", "I-LOC", "O", "B-", "-", "X-PER", "B-FOO", "", "b-per", "S-ORG");
                break;
            case 7:
                lines.InsertRange(at, Enumerable.Repeat(string.Empty, dice.Next(1, 5)));
                break;
            default:
                lines[at] = lines[at][..dice.Next(lines[at].Length + 1)];
                break;
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private byte[] Insert(string text, string what) => Encoding.UTF8.GetBytes(text.Insert(dice.Next(text.Length + 1), what));

    private static byte[] WithPreamble(Encoding encoding, string text) => [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
}
