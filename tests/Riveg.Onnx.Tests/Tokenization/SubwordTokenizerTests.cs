using System.Text.Json;
using Riveg.Onnx.Tokenization;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Tokenization;

/// <summary>The tokenizers give the reference's ids on its 200 strings; each difference is listed with its reason.</summary>
public sealed class SubwordTokenizerTests
{
    [SharedFact]
    public void BertPieces_GoldenStrings_EqualTheReference()
    {
        var tokenizer = SubwordTokenizer.In(SharedFolder.Resolve("golden", "tokenizers", "bert_minilm"));
        using var golden = Read("bert_minilm", "golden_bert_slow.json");

        Assert.Equal([], Differences(
            golden.RootElement.GetProperty("strings"), "text", "ids", t => [tokenizer.BeginId, .. tokenizer.Pieces(t), tokenizer.EndId]));
    }

    [SharedFact]
    public void XlmRobertaPieces_GoldenStrings_EqualTheReference()
    {
        var tokenizer = SubwordTokenizer.In(SharedFolder.Resolve("golden", "tokenizers", "xlmr_toy"));
        using var golden = Read("xlmr_toy", "golden_xlmr_toy.json");

        Assert.Equal(
            [],
            Differences(
                golden.RootElement.GetProperty("strings"),
                "text",
                "xlmr_ids",
                t => [tokenizer.BeginId, .. tokenizer.Pieces(t), tokenizer.EndId]));
        Assert.Equal([], Differences(golden.RootElement.GetProperty("single_words"), "word", "xlmr_ids", t => [.. tokenizer.Pieces(t)]));
    }

    [SharedFact]
    public void Encode_NothingLeftOfTheWord_IsUnknown()
    {
        var bert = SubwordTokenizer.In(SharedFolder.Resolve("golden", "tokenizers", "bert_minilm"));

        Assert.Equal([bert.UnknownId], bert.Encode("\u200D"));
    }

    [Fact]
    public void In_NoOrBrokenTokenizer_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["none"]);
        Directory.CreateDirectory(folder["broken"]);
        File.WriteAllText(folder["broken/vocab.txt"], "a\nb\n");
        Directory.CreateDirectory(folder["torn"]);
        File.WriteAllText(folder["torn/sentencepiece.bpe.model"], "no model");

        Assert.Contains(
            "convert the model again with --tokenizer",
            Assert.Throws<InvalidDataException>(() => SubwordTokenizer.In(folder["none"])).Message);
        Assert.Contains("it has no line [CLS]", Assert.Throws<InvalidDataException>(() => SubwordTokenizer.In(folder["broken"])).Message);
        Assert.Contains("cannot be read", Assert.Throws<InvalidDataException>(() => SubwordTokenizer.In(folder["torn"])).Message);
    }

    private static JsonDocument Read(params string[] path) =>
        JsonDocument.Parse(File.ReadAllText(SharedFolder.Resolve(["golden", "tokenizers", .. path])));

    private static List<string> Differences(JsonElement cases, string textName, string idsName, Func<string, IEnumerable<int>> encode)
    {
        var differences = new List<string>();
        foreach (var item in cases.EnumerateArray())
        {
            var text = item.GetProperty(textName).GetString()!;
            if (!item.GetProperty(idsName).EnumerateArray().Select(i => i.GetInt32()).SequenceEqual(encode(text)))
            {
                differences.Add(text);
            }
        }

        Assert.True(cases.GetArrayLength() >= 200);
        return differences;
    }
}
