using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Riveg.Onnx.Tokenization;

namespace Riveg.Onnx.Benchmarks.Tokenizers;

/// <summary>
/// Writes 10,000 strings, three Unigram models as <c>sentencepiece.bpe.model</c> and as <c>tokenizer.json</c>, and what Riveg makes of the
/// strings with each; <c>compare.mjs</c> beside this file asks libraries that are not ours and compares.
/// </summary>
internal static class TokenizersCommand
{
    private const int Count = 10_000;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static int Run(string golden, string folder)
    {
        var toy = Path.Combine(golden, "tokenizers", "xlmr_toy", "sentencepiece.bpe.model");
        var strings = OddStrings.Make(Count, seed: 11);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "strings.json"), JsonSerializer.Serialize(strings, Plain));
        foreach (var model in UnigramMaker.Models(toy, strings))
        {
            var place = Path.Combine(folder, model.Name);
            Directory.CreateDirectory(place);
            File.WriteAllBytes(Path.Combine(place, "sentencepiece.bpe.model"), model.ToProtobuf());
            File.WriteAllText(Path.Combine(place, "tokenizer.json"), model.ToJson());
            Write(place, "ours-model.json", XlmRobertaSubwords.FromModel(Path.Combine(place, "sentencepiece.bpe.model")), strings);
            Write(place, "ours-json.json", XlmRobertaSubwords.FromJson(Path.Combine(place, "tokenizer.json")), strings);
        }

        foreach (var keepsCase in new[] { false, true })
        {
            var place = Path.Combine(folder, keepsCase ? "bert-cased" : "bert");
            WriteBert(Path.Combine(golden, "tokenizers", "bert_minilm"), place, keepsCase, strings);
        }

        Console.WriteLine($"{strings.Count} strings and three models are in {folder}; now: npm install, node compare.mjs {folder}");
        return 0;
    }

    // The cased one is the same vocabulary without the lowering; its words with capitals are unknown, which does not matter here.
    private static void WriteBert(string golden, string folder, bool keepsCase, IReadOnlyList<string> strings)
    {
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(golden, "vocab.txt"), Path.Combine(folder, "vocab.txt"), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), JsonSerializer.Serialize(new { do_lower_case = !keepsCase }));
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(golden, "tokenizer.json")))!;
        (json["truncation"], json["padding"]) = (null, null);
        json["normalizer"]!["lowercase"] = !keepsCase;
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json.ToJsonString(Plain));
        var tokenizer = SubwordTokenizer.In(folder);
        File.WriteAllText(
            Path.Combine(folder, "ours-bert.json"), JsonSerializer.Serialize(strings.Select(s => tokenizer.Pieces(s)), Plain));
    }

    // Per string a row of triples: id, start, end.
    private static void Write(string folder, string name, XlmRobertaSubwords tokenizer, IReadOnlyList<string> strings) => File.WriteAllText(
        Path.Combine(folder, name),
        JsonSerializer.Serialize(strings.Select(s => tokenizer.Subwords(s).SelectMany(p => new[] { p.Id, p.Start, p.End })), Plain));
}
