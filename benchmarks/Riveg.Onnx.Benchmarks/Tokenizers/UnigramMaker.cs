using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;

namespace Riveg.Onnx.Benchmarks.Tokenizers;

/// <summary>
/// A Unigram model as both files that XLM-R's tokenizer comes in. Besides the golden one two are made by counting: pieces are the frequent
/// parts of the strings' words, scores the logarithms of their shares.
/// </summary>
internal sealed class UnigramMaker
{
    private const int Normal = 1, Unknown = 2, Control = 3, Byte = 6;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<(string Text, float Score, int Type)> pieces = [("<unk>", 0, Unknown), ("<s>", 0, Control), ("</s>", 0, Control)];
    private byte[] map = [];
    private bool hasBytes;
    private object? preTokenizer;
    private bool isRecent;

    private UnigramMaker(string name) => Name = name;

    public string Name { get; }

    public static IEnumerable<UnigramMaker> Models(string toy, IReadOnlyList<string> strings)
    {
        // As the converter of the first releases wrote it, which is what XLM-R's own repository has.
        object oldForm = new
        {
            type = "Sequence",
            pretokenizers = new object[]
            {
                new { type = "WhitespaceSplit" },
                new { type = "Metaspace", replacement = "▁", str_rep = "▁", add_prefix_space = true },
            },
        };
        object newForm = new { type = "Metaspace", replacement = "▁", prepend_scheme = "always", split = true };

        var published = new UnigramMaker("toy") { preTokenizer = oldForm };
        published.ReadGolden(toy);
        yield return published;
        yield return Counted("counted", strings.Where((_, i) => i % 3 == 0), 3000, published.map, hasBytes: false, newForm);
        yield return Counted("bytes", strings.Where((_, i) => i % 5 == 0), 800, [], hasBytes: true, newForm);
    }

    public byte[] ToProtobuf()
    {
        var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            foreach (var (text, score, type) in pieces)
            {
                Message(output, 1, m =>
                {
                    m.WriteTag(1, WireFormat.WireType.LengthDelimited);
                    m.WriteString(text);
                    m.WriteTag(2, WireFormat.WireType.Fixed32);
                    m.WriteFloat(score);
                    m.WriteTag(3, WireFormat.WireType.Varint);
                    m.WriteEnum(type);
                });
            }

            Message(output, 2, m =>
            {
                m.WriteTag(3, WireFormat.WireType.Varint);
                m.WriteEnum(1);
                m.WriteTag(35, WireFormat.WireType.Varint);
                m.WriteBool(hasBytes);
            });
            Message(output, 3, m =>
            {
                m.WriteTag(1, WireFormat.WireType.LengthDelimited);
                m.WriteString(map.Length == 0 ? "identity" : "nmt_nfkc");
                m.WriteTag(2, WireFormat.WireType.LengthDelimited);
                m.WriteBytes(ByteString.CopyFrom(map));
            });
        }

        return bytes.ToArray();
    }

    public string ToJson()
    {
        string[] specials = ["<s>", "<pad>", "</s>", "<unk>"];
        object[] vocabulary =
        [
            .. specials.Select(s => new object[] { s, 0.0 }),
            .. pieces.Skip(3).Select(p => new object[] { p.Text, (double)p.Score }),
            new object[] { "<mask>", 0.0 },
        ];
        object? precompiled = map.Length == 0 ? null : new { type = "Precompiled", precompiled_charsmap = Convert.ToBase64String(map) };
        object[] recent =
        [
            .. precompiled is null ? [] : new[] { precompiled },
            new { type = "Strip", strip_left = false, strip_right = true },
            new { type = "Replace", pattern = new { Regex = " {2,}" }, content = "▁" },
        ];
        return JsonSerializer.Serialize(
            new
            {
                version = "1.0",
                added_tokens = new[] { "<s>", "<pad>", "</s>", "<unk>", "<mask>" }.Select(s => new
                {
                    id = s == "<mask>" ? vocabulary.Length - 1 : Array.IndexOf(specials, s),
                    special = true,
                    content = s,
                    single_word = false,
                    lstrip = s == "<mask>",
                    rstrip = false,
                    normalized = false,
                }),
                normalizer = isRecent ? new { type = "Sequence", normalizers = recent } : precompiled,
                pre_tokenizer = preTokenizer,
                model = new { type = "Unigram", unk_id = 3, vocab = vocabulary, byte_fallback = hasBytes },
            },
            Plain);
    }

    private static UnigramMaker Counted(
        string name, IEnumerable<string> strings, int count, byte[] map, bool hasBytes, object preTokenizer)
    {
        var made = new UnigramMaker(name) { map = map, hasBytes = hasBytes, preTokenizer = preTokenizer, isRecent = true };
        var counts = new Dictionary<string, int>();
        foreach (var word in strings.SelectMany(s => s.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        {
            var signs = ("▁" + word).EnumerateRunes().Select(r => r.ToString()).ToArray();
            for (var start = 0; start < signs.Length; start++)
            {
                for (var length = 1; length <= 8 && start + length <= signs.Length; length++)
                {
                    var part = string.Concat(signs.Skip(start).Take(length));
                    counts[part] = counts.GetValueOrDefault(part) + length;
                }
            }
        }

        if (hasBytes)
        {
            made.pieces.AddRange(
                Enumerable.Range(0, 256).Select(b => (string.Create(CultureInfo.InvariantCulture, $"<0x{b:X2}>"), 0f, Byte)));
        }

        var total = (double)counts.Values.Sum();
        made.pieces.AddRange(counts.Where(c => !IsSpecial(c.Key))
            .OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(count)
            .Select(c => (c.Key, (float)Math.Log(c.Value / total), Normal)));
        return made;
    }

    // SentencePiece takes neither a piece twice nor one with a NUL.
    private static bool IsSpecial(string piece) =>
        piece is "<s>" or "</s>" or "<unk>" or "<pad>" or "<mask>" || piece.Contains('\0', StringComparison.Ordinal);

    private static void Message(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        var bytes = new MemoryStream();
        using (var inner = new CodedOutputStream(bytes, leaveOpen: true))
        {
            write(inner);
        }

        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(bytes.ToArray()));
    }

    private void ReadGolden(string path)
    {
        var file = Onnx.Tokenization.SentencePieceFile.Read(path);
        pieces.Clear();
        pieces.AddRange(file.Pieces.Select(p => (p.Text, p.Score, (int)p.Type)));
        var input = new CodedInputStream(File.ReadAllBytes(path));
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag != ((3 << 3) | 2))
            {
                input.SkipLastField();
                continue;
            }

            var normalizer = input.ReadBytes().CreateCodedInput();
            while (normalizer.ReadTag() is var inner and not 0)
            {
                if (inner == ((2 << 3) | 2))
                {
                    map = normalizer.ReadBytes().ToByteArray();
                }
                else
                {
                    normalizer.SkipLastField();
                }
            }
        }
    }
}
