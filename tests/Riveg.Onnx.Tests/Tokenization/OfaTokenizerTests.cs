using System.Diagnostics;
using System.Text.Json;
using Riveg.Onnx.Tokenization;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Tokenization;

/// <summary>OFA's tokenizer gives the reference's ids on each of its strings.</summary>
public sealed class OfaTokenizerTests
{
    private static readonly Lazy<OfaTokenizer> Published = new(() => OfaTokenizer.Load(Folder));

    private static string Folder => SharedFolder.Resolve("golden", "tokenizers", "ofa_bpe");

    [SharedFact]
    public void Encode_GoldenStrings_EqualTheReference()
    {
        using var golden = Golden();
        var pieces = ByteLevelBpe.Load(Path.Combine(Folder, "encoder.json"), Path.Combine(Folder, "vocab.bpe"));
        var strings = golden.RootElement.GetProperty("strings");
        Assert.Equal(200, strings.GetArrayLength());
        foreach (var item in strings.EnumerateArray())
        {
            var text = item.GetProperty("text").GetString()!;
            Assert.Equal(Ids(item, "gpt2"), pieces.Encode(text));
            Assert.Equal(Ids(item, "fairseq"), Published.Value.Encode(text));

            var caption = OfaTokenizer.CleanCaption(text);
            Assert.Equal((item.GetProperty("pre_caption80").GetString()!, false), caption);
            Assert.Equal(Ids(item, "vg_src"), Source($" which region does the text \" {caption.Text} \" describe?"));
        }
    }

    [SharedFact]
    public void Encode_GoldenPrompts_EqualTheReference()
    {
        using var golden = Golden();
        foreach (var item in golden.RootElement.GetProperty("ve_examples").EnumerateArray())
        {
            var caption = OfaTokenizer.CleanCaption(item.GetProperty("text1").GetString()!).Text;
            var expression = OfaTokenizer.CleanCaption(item.GetProperty("text2").GetString()!).Text;
            Assert.Equal(Ids(item, "src"), Source($" can image and text1 \" {caption} \" imply text2 \" {expression} \"?"));
        }

        foreach (var answer in golden.RootElement.GetProperty("answers").EnumerateObject())
        {
            Assert.Equal(answer.Value.EnumerateArray().Select(i => i.GetInt32()), Published.Value.Encode(" " + answer.Name));
        }
    }

    [SharedFact]
    public void Ids_OfTheVocabulary_EqualTheReference()
    {
        using var golden = Golden();
        var vocabulary = golden.RootElement.GetProperty("vocab").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32());
        Assert.Equal(vocabulary, new Dictionary<string, int>
        {
            ["size"] = Published.Value.VocabularySize,
            ["bos"] = OfaTokenizer.Start,
            ["pad"] = OfaTokenizer.Padding,
            ["eos"] = OfaTokenizer.End,
            ["unk"] = OfaTokenizer.Unknown,
            ["mask"] = OfaTokenizer.Mask,
            ["code0"] = OfaTokenizer.FirstCode,
            ["bin0"] = OfaTokenizer.FirstBin,
        });
        foreach (var bin in golden.RootElement.GetProperty("bins").EnumerateObject())
        {
            Assert.Equal([bin.Value.GetInt32()], Published.Value.EncodeMarked($"<bin_{bin.Name}>"));
        }
    }

    [SharedTheory]
    [InlineData("<bin_0> <bin_999>", new[] { 58457, 59456 })]
    [InlineData("<code_0>\t<code_8191>", new[] { 50265, 58456 })]
    [InlineData("<bin_1000> <bin_-1> <bin_01> <bin_> <bin_1 <bin_1>x <code_8192> <bin_99999999999>", new[] { 3, 3, 3, 3, 3, 3, 3, 3 })]
    [InlineData("", new int[0])]
    [InlineData(" \u001C\u3000", new int[0])]
    public void EncodeMarked_CodesAndBins_AreTheDictionarysOwn(string text, int[] ids) =>
        Assert.Equal(ids, Published.Value.EncodeMarked(text));

    [SharedFact]
    public void EncodeMarked_WordsAndBins_EncodesEachWordWithASpaceInFront() => Assert.Equal(
        [.. Published.Value.Encode(" what is"), 58457, .. Published.Value.Encode(" there?")],
        Published.Value.EncodeMarked("what  is <bin_0>\nthere?"));

    [SharedFact]
    public void Encode_BinInACaption_NamesNoPlace() =>
        Assert.DoesNotContain(Published.Value.Encode("a <bin_3> b <code_1> </s> <pad>"), i => i is < 4 or >= OfaTokenizer.Mask);

    [Theory]
    [InlineData("", "")]
    [InlineData("  \t\n ", "")]
    [InlineData(",.!?*#:;~ Hello", "hello")]
    [InlineData("A-b/c", "a b c")]
    [InlineData("a - b", "a b")]
    [InlineData("one\ttab", "one\ttab")]
    [InlineData("two\t\ttabs", "two tabs")]
    [InlineData("end\n", "end")]
    [InlineData("end\u00A0\u001C", "end")]
    [InlineData("\u001Ca\u0085", "\u001Ca\u0085")]
    [InlineData("<Person> and <person>", "person and person")]
    [InlineData("ΟΔΟΣ ΟΔΟΣ. Σ ΣΑΣ'Σ ΑΣ1", "οδος οδος. σ σασ'ς ας1")]
    [InlineData("İI", "i\u0307i")]
    [InlineData("\U00010400", "\U00010428")]
    [InlineData("K Å ẞ ǅ Ა Ꭰ", "k å ß ǆ ა ꭰ")]
    public void CleanCaption_Table_EqualsTheReference(string text, string cleaned) =>
        Assert.Equal((cleaned, false), OfaTokenizer.CleanCaption(text));

    [SharedFact]
    public void CleanCaption_MoreThanEightyWords_CutsAndSaysSo()
    {
        using var golden = Golden();
        var cut = golden.RootElement.GetProperty("eighty_word_truncation");
        Assert.Equal((cut.GetProperty("pre").GetString()!, true), OfaTokenizer.CleanCaption(cut.GetProperty("text").GetString()!));
        Assert.Equal(
            80, OfaTokenizer.CleanCaption(string.Join("  ", Enumerable.Repeat("word", 10_000))).Text.Split(' ').Length);
        Assert.False(OfaTokenizer.CleanCaption(string.Join(' ', Enumerable.Repeat("word", 80))).WasCut);
    }

    [SharedTheory]
    [MemberData(nameof(HostileText.Megabytes), MemberType = typeof(HostileText), DisableDiscoveryEnumeration = true)]
    public void Encode_HostileMegabyte_TakesNotLong(string kind, string text)
    {
        var watch = Stopwatch.StartNew();
        var ids = Published.Value.Encode(text);
        OfaTokenizer.CleanCaption(text);

        Assert.NotEmpty(ids);
        Assert.True(watch.Elapsed < HostileText.Limit, $"{kind}: {watch.Elapsed.TotalSeconds:0.0} s");
    }

    [SharedFact]
    public void Encode_HalfOfASurrogatePair_IsTheReplacementCharacter() =>
        Assert.Equal(Published.Value.Encode("a\uFFFDb\uFFFD"), Published.Value.Encode("a\uD83Db\uDE02"));

    public static TheoryData<string, string?, string> Damaged() => new()
    {
        { "encoder.json", null, "has no encoder.json" },
        { "vocab.bpe", null, "has no vocab.bpe" },
        { "dict.txt", null, "has no dict.txt" },
        { "encoder.json", "", "encoder.json cannot be read: It is empty, or a device or a pipe" },
        { "encoder.json", "null", "it holds nothing" },
        { "encoder.json", "[1]", "is no byte-level vocabulary" },
        { "encoder.json", """{"!": 0}""", "it has no token for byte 0" },
        { "encoder.json", """{"!": 1, "a": 1}""", "its ids do not count from 0 to 1" },
        { "encoder.json", """{"!": -1}""", "its ids do not count from 0 to 0" },
        { "encoder.json", """{"!": 1.5}""", "is no byte-level vocabulary" },
        { "vocab.bpe", "#version: 0.2\nĠ t\nĠ\n", "line 3: two tokens are wanted that merge, not \"Ġ\"" },
        { "vocab.bpe", "#version: 0.2\nĠ t\n漢 字\n", "line 3: \"漢 字\" has a token that the vocabulary beside it lacks" },
        { "dict.txt", "", "dict.txt cannot be read: It is empty, or a device or a pipe" },
        { "dict.txt", "\n", "line 1: a word and its count are wanted" },
        { "dict.txt", "13 850314647\n13 5\n", "line 2: 13 stands there a second time" },
        { "dict.txt", "13 850314647\n262 many\n", "line 2: a word and its count are wanted" },
        { "dict.txt", "13 850314647\n262 800385005\n", "has 2 words, OFA's has 50260" },
        { "dict.txt", string.Concat(Enumerable.Range(0, 50260).Select(i => $"word{i} 1\n")), "lacks 50257 of the 50257 tokens" },
    };

    [SharedTheory]
    [MemberData(nameof(Damaged), DisableDiscoveryEnumeration = true)]
    public void Load_MissingOrDamagedFile_SaysWhichAndWhatToDo(string file, string? content, string message)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in OfaTokenizer.Files.Where(n => n != file))
        {
            File.Copy(Path.Combine(Folder, name), folder[name]);
        }

        if (content is not null)
        {
            File.WriteAllText(folder[file], content);
        }

        var e = Assert.Throws<InvalidDataException>(() => OfaTokenizer.Load(folder.Path));
        Assert.Contains(message, e.Message);
        Assert.StartsWith("OFA's tokenizer cannot be loaded: ", e.Message);
        Assert.EndsWith("as OFA publishes them.", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    private static IEnumerable<int> Source(string text) => [OfaTokenizer.Start, .. Published.Value.Encode(text), OfaTokenizer.End];

    private static IEnumerable<int> Ids(JsonElement item, string name) => item.GetProperty(name).EnumerateArray().Select(i => i.GetInt32());

    private static JsonDocument Golden() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "golden_ofa_bpe.json")));
}
