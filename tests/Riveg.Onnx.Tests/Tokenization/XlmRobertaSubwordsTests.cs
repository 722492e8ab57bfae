using System.Diagnostics;
using System.Text.Json;
using Google.Protobuf;
using Riveg.Onnx.Tokenization;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Tokenization;

/// <summary>XLM-R's pieces from either file: places, ties, bytes, hostile text and files.</summary>
public sealed class XlmRobertaSubwordsTests
{
    private static readonly (string Text, float Score)[] Pieces =
        [("▁", -3), ("▁a", -1), ("a", -2), ("b", -2), ("ab", -3), ("ba", -3), ("▁ab", -2.5f), ("😀", -4), ("é", -2)];

    public static TheoryData<string, string> Texts() => new()
    {
        // Each piece as text[start..end]; an unknown one with a question mark.
        { "ab a", "▁ab[0..2] ▁a[2..4]" },
        { "  ab  ", "▁ab[2..4]" },
        { "a😀b", "▁a[0..1] 😀[1..3] b[3..4]" },
        { "axyb", "▁a[0..1] ?[1..3] b[3..4]" },
        { "aé", "▁a[0..1] é[1..2]" },
        { "", "" },
        { "   ", "" },
        { "<s></s>", "▁[0..0] ?[0..7]" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Subwords_Model_HaveTheirPlaces(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["sentencepiece.bpe.model"], Model(Pieces));
        var tokenizer = XlmRobertaSubwords.FromModel(folder["sentencepiece.bpe.model"]);

        Assert.Equal(expected, Shown(tokenizer, text));
    }

    [Theory]
    [InlineData("ab a", "▁ab[0..2] ▁a[3..4]")]
    [InlineData("  ab  ", "▁ab[2..4]")]
    [InlineData("a😀b", "▁a[0..1] 😀[1..3] b[3..4]")]
    [InlineData("axyb", "▁a[0..1] ?[1..3] b[3..4]")]
    [InlineData("<s></s>", "▁[0..1] ?[0..7]")]
    [InlineData(" \t ", "")]
    public void Subwords_Json_HaveTheirPlaces(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["tokenizer.json"], Json(Pieces));

        Assert.Equal(expected, Shown(XlmRobertaSubwords.FromJson(folder["tokenizer.json"]), text));
    }

    [Fact]
    public void Subwords_EqualScores_LastPieceThatBeginsFirstWins()
    {
        using var folder = new TemporaryFolder();
        (string, float)[] pieces = [("▁", -1), ("a", -1), ("b", -1), ("c", -1), ("ab", -2), ("bc", -2)];
        File.WriteAllBytes(folder["sentencepiece.bpe.model"], Model(pieces));
        File.WriteAllText(folder["tokenizer.json"], Json(pieces));

        // ab + c, a + bc and a + b + c have the same score; so have ab and a + b.
        Assert.Equal("▁[0..0] a[0..1] bc[1..3]", Shown(XlmRobertaSubwords.FromModel(folder["sentencepiece.bpe.model"]), "abc", pieces));
        Assert.Equal("▁[0..1] a[0..1] bc[1..3]", Shown(XlmRobertaSubwords.FromJson(folder["tokenizer.json"]), "abc", pieces));
        Assert.Equal("▁[0..0] ab[0..2]", Shown(XlmRobertaSubwords.FromModel(folder["sentencepiece.bpe.model"]), "ab", pieces));
    }

    [Fact]
    public void Subwords_ByteFallback_GivesTheBytesOfTheWholeUnknown()
    {
        using var folder = new TemporaryFolder();
        (string, float)[] pieces = [("▁", -1), ("a", -1), .. Enumerable.Range(0, 256).Select(b => ($"<0x{b:X2}>", 0f))];
        File.WriteAllBytes(folder["sentencepiece.bpe.model"], Model(pieces, bytes: true));
        var tokenizer = XlmRobertaSubwords.FromModel(folder["sentencepiece.bpe.model"]);

        Assert.Equal("▁[0..0] a[0..1] <0xC3>[1..3] <0xA9>[1..3] <0xC3>[1..3] <0xA8>[1..3] a[3..4]", Shown(tokenizer, "aéèa", pieces));
    }

    [Fact]
    public void In_BothFiles_ReadsTheJson()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["sentencepiece.bpe.model"], Model(Pieces));
        File.WriteAllText(folder["tokenizer.json"], Json([("▁a", -1), .. Pieces.Where(p => p.Text != "▁a")]));

        Assert.Equal([4], SubwordTokenizer.In(folder.Path).Pieces("a"));
    }

    public static TheoryData<string, string> DamagedJson() => new()
    {
        { "", "cannot be used as XLM-R's tokenizer" },
        { "[]", "its model is \"\"; wanted is \"Unigram\"" },
        { """{"model": {"type": "BPE"}}""", "its model is \"BPE\"; wanted is \"Unigram\"" },
        { """{"model": {"type": "Unigram", "unk_id": 9, "vocab": [["<s>", 0], ["</s>", 0]]}}""", "its unk_id is 9" },
        { """{"model": {"type": "Unigram", "unk_id": 0, "vocab": [["a", 0]]}}""", "its vocabulary has no <s>" },
        { """{"model": {"type": "Unigram", "unk_id": 0, "vocab": [["", 0], ["<s>", 0], ["</s>", 0]]}}""", "a piece is empty" },
        { """{"model": {"type": "Unigram", "unk_id": 0, "vocab": [["a"]]}}""", "its vocabulary is no list of pieces with their scores" },
        { """{"model": {"type": "Unigram", "unk_id": 0, "vocab": {"a": 0}}}""", "cannot be used as XLM-R's tokenizer" },
        { """{"normalizer": {"type": "NFKC"}, "model": {}}""", "its normalizer \"NFKC\" is none that is understood" },
        { """{"normalizer": {"type": "Precompiled", "precompiled_charsmap": "////"}}""", "its map of characters is damaged" },
        { """{"normalizer": {"type": "Precompiled", "precompiled_charsmap": "?"}}""", "cannot be used as XLM-R's tokenizer" },
        { """{"normalizer": {"type": "Replace", "pattern": {"Regex": "("}, "content": ""}}""", "cannot be used as XLM-R's tokenizer" },
        { """{"normalizer": {"type": "Replace", "pattern": {"String": ""}, "content": ""}}""", "it replaces nothing by something" },
        { """{"pre_tokenizer": {"type": "ByteLevel"}}""", "its pre-tokenizer \"ByteLevel\" is none that is understood" },
        { """{"pre_tokenizer": {"type": "Metaspace", "replacement": "__"}}""", "its Metaspace writes spaces as something else" },
        { """{"pre_tokenizer": {"type": "Metaspace", "replacement": "_", "prepend_scheme": "x"}}""", "its prepend_scheme \"x\"" },
        { """{"added_tokens": [{"content": "hi", "special": false}]}""", "its added token \"hi\" is none that is understood" },
    };

    [Theory]
    [MemberData(nameof(DamagedJson), DisableDiscoveryEnumeration = true)]
    public void In_DamagedJson_SaysWhatIsWrong(string json, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["tokenizer.json"], json);

        var e = Assert.Throws<InvalidDataException>(() => SubwordTokenizer.In(folder.Path));
        Assert.Contains(message, e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    public static TheoryData<string, byte[], string> DamagedModels()
    {
        var whole = Model(Pieces);
        return new()
        {
            { "empty", [], "cannot be read: It is empty, or a device or a pipe." },
            { "without pieces", [(2 << 3) | 2, 0], "it has no pieces" },
            { "torn", whole[..(whole.Length / 2)], "cannot be read as a model of SentencePiece" },
            { "noise", [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 37))], "cannot be read as a model of SentencePiece" },
            { "BPE", Model(Pieces, type: 2), "is no Unigram model" },
            { "other order", Model([("a", 0)], specials: false), "its first pieces are not <unk>, <s> and </s>" },
            { "long piece", Model([(new string('a', 300), 0)]), "a piece is empty or longer than 256 characters" },
            { "no number", Model([("a", float.NaN)]), "a score is no number" },
            { "bytes lacking", Model(Pieces, bytes: true), "lacks some of these" },
            { "map", Model(Pieces, map: [1, 2, 3]), "its map of characters is damaged" },
            { "replacement without end", Model(Pieces, map: CharacterMapTests.MapOf("b")), "a replacement has no end" },
            { "map that ends", Model(Pieces, map: [255, 255, 255, 255, 0, 0, 0, 0]), "its map of characters is damaged" },
        };
    }

    [Theory]
    [MemberData(nameof(DamagedModels), DisableDiscoveryEnumeration = true)]
    public void In_DamagedModel_SaysWhatIsWrong(string kind, byte[] model, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["sentencepiece.bpe.model"], model);

        var e = Assert.Throws<InvalidDataException>(() => SubwordTokenizer.In(folder.Path));
        Assert.True(e.Message.Contains(message, StringComparison.Ordinal), $"{kind}: {e.Message}");
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Subwords_MapWithWildPlaces_ReadsNothingBeyondIt()
    {
        // Units that lead anywhere, and values beyond the replacements.
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var map = new byte[4 + (4 * 64) + 8];
            random.NextBytes(map);
            BitConverter.TryWriteBytes(map, 4 * 64);
            map[^1] = 0;
            using var folder = new TemporaryFolder();
            File.WriteAllBytes(folder["sentencepiece.bpe.model"], Model(Pieces, map: map));
            SubwordTokenizer.In(folder.Path).Pieces("abc äöü 漢字 😀 \0\u0001\u007F");
        }
    }

    [Fact]
    public void Subwords_MapThatMakesMuchOfALetter_IsStopped()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["sentencepiece.bpe.model"], Model(Pieces, map: CharacterMapTests.MapOf(new string('b', 255) + "\0")));

        var fault = Assert.Throws<InvalidDataException>(() => SubwordTokenizer.In(folder.Path).Pieces(new string('a', 10_000)));

        Assert.StartsWith("The tokenizer's steps make more than 1284096 characters of a text of 10000", fault.Message);
    }

    [SharedTheory]
    [MemberData(nameof(HostileText.Megabytes), MemberType = typeof(HostileText), DisableDiscoveryEnumeration = true)]
    public void Pieces_HostileMegabyte_TakesNotLong(string kind, string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["tokenizer.json"], Json(Pieces));
        var watch = Stopwatch.StartNew();
        var model = SubwordTokenizer.In(SharedFolder.Resolve("golden", "tokenizers", "xlmr_toy"));

        Assert.NotEmpty(model.Encode(text));
        Assert.NotEmpty(SubwordTokenizer.In(folder.Path).Encode(text));
        Assert.True(watch.Elapsed < HostileText.Limit, $"{kind}: {watch.Elapsed.TotalSeconds:0.0} s");
    }

    [SharedTheory]
    [MemberData(nameof(HostileText.Nothing), MemberType = typeof(HostileText))]
    public void Encode_HardlyAnything_IsOnePiece(string text)
    {
        var model = SubwordTokenizer.In(SharedFolder.Resolve("golden", "tokenizers", "xlmr_toy"));
        var bert = SubwordTokenizer.In(SharedFolder.Resolve("golden", "tokenizers", "bert_minilm"));

        Assert.InRange(model.Encode(text).Count, 1, 3);
        Assert.Equal([bert.UnknownId], bert.Encode(text));
    }

    private static string Shown(XlmRobertaSubwords tokenizer, string text, (string Text, float Score)[]? pieces = null) =>
        string.Join(' ', tokenizer.Subwords(text).Select(p =>
            $"{(p.Id == tokenizer.UnknownId ? "?" : (pieces ?? Pieces)[p.Id - 4].Text)}[{p.Start}..{p.End}]"));

    private static string Json((string Text, float Score)[] pieces) => JsonSerializer.Serialize(new
    {
        added_tokens = new[] { new { id = 0, content = "<s>", special = true } },
        pre_tokenizer = new
        {
            type = "Sequence",
            pretokenizers = new object[]
            {
                new { type = "WhitespaceSplit" },
                new { type = "Metaspace", replacement = "▁", add_prefix_space = true },
            },
        },
        model = new
        {
            type = "Unigram",
            unk_id = 3,
            vocab = new[] { "<s>", "<pad>", "</s>", "<unk>" }.Select(s => new object[] { s, 0 })
                .Concat(pieces.Select(p => new object[] { p.Text, p.Score })),
        },
    });

    private static byte[] Model(
        (string Text, float Score)[] pieces, bool bytes = false, int type = 1, bool specials = true, byte[]? map = null)
    {
        var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        (string Text, float Score, int Type)[] first = specials ? [("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3)] : [];
        var others = pieces.Select(p => (p.Text, p.Score, p.Text.StartsWith("<0x", StringComparison.Ordinal) ? 6 : 1));
        foreach (var piece in first.Concat(others))
        {
            Part(1, part =>
            {
                part.WriteRawTag((1 << 3) | 2);
                part.WriteString(piece.Item1);
                part.WriteRawTag((2 << 3) | 5);
                part.WriteFloat(piece.Item2);
                part.WriteRawTag(3 << 3);
                part.WriteEnum(piece.Item3);
            });
        }

        Part(2, part =>
        {
            part.WriteRawTag(3 << 3);
            part.WriteEnum(type);
            part.WriteTag(35, WireFormat.WireType.Varint);
            part.WriteBool(bytes);
        });
        Part(3, part =>
        {
            part.WriteRawTag((2 << 3) | 2);
            part.WriteBytes(ByteString.CopyFrom(map ?? []));
        });
        output.Flush();
        return stream.ToArray();

        void Part(int field, Action<CodedOutputStream> write)
        {
            var inner = new MemoryStream();
            using var part = new CodedOutputStream(inner);
            write(part);
            part.Flush();
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(inner.ToArray()));
        }
    }
}
