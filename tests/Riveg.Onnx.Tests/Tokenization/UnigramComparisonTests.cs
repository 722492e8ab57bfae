using System.Security.Cryptography;
using System.Text;
using Riveg.Onnx.Benchmarks.Tokenizers;
using Riveg.Onnx.Tokenization;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Tokenization;

/// <summary>
/// The outcome of the comparison with libraries that are not ours (docs/models.md, Tokenizers): hashes of their ids, which
/// <c>compare.mjs</c> prints. A string with a special piece is left out, since it is text to us.
/// </summary>
public sealed class UnigramComparisonTests
{
    private const int Count = 10_000;
    private const int Seed = 11;

    // Of the strings themselves: where this one differs, .NET's random numbers or its Unicode have changed, and all is to be made anew.
    private const string Strings = "57bd7e9352bd9d0bcc61f069ff62b941845fd2aa4d9b6b4c092f017d5dad4bbc";

    private static readonly string[] Specials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"];

    private static readonly Lazy<IReadOnlyList<string>> Odd = new(() => OddStrings.Make(Count, Seed));

    [Fact]
    public void Make_SameSeed_GivesTheStringsThatWereCompared() => Assert.Equal(Strings, Hash(Odd.Value));

    [SharedTheory]
    [InlineData(
        "toy",
        "5a6e304a2fcdcb71f5fc242ad25381d7b8f999a4459f8950d59b8e725e6db6eb",
        "ea4966e64c1cb698e851d50a3331da45ceadd833fe2146ba90c2f9090a3f064a")]
    [InlineData(
        "counted",
        "e8812fa4956cfa970bafaf07485b6f55b6022d277faa8f69a84ed3a4bd331ab5",
        "2ab216cf66ed52abab46c6d4670553f5e18fed45f09aa8e83c797445de23a8f5")]
    [InlineData(
        "bytes",
        "9f033fadd8e548693bdf196eb277fbac64f747af083de6e28daf55c56dc6e378",
        "20c96c2d9adda13e6a523539f6a0b1aafe4f90a6e7aa257cc21841cef37ee6b1")]
    public void Subwords_TenThousandOddStrings_AreTheLibraries(string name, string json, string model)
    {
        using var folder = new TemporaryFolder();
        var golden = SharedFolder.Resolve("golden", "tokenizers", "xlmr_toy", "sentencepiece.bpe.model");
        var made = UnigramMaker.Models(golden, Odd.Value).Single(m => m.Name == name);
        File.WriteAllText(folder["tokenizer.json"], made.ToJson());
        File.WriteAllBytes(folder["sentencepiece.bpe.model"], made.ToProtobuf());

        Assert.Equal(json, Hash(Ids(XlmRobertaSubwords.FromJson(folder["tokenizer.json"]))));
        Assert.Equal(model, Hash(Ids(XlmRobertaSubwords.FromModel(folder["sentencepiece.bpe.model"]))));
    }

    private static IEnumerable<string> Ids(XlmRobertaSubwords tokenizer) => Odd.Value
        .Where(s => !Specials.Any(p => s.Contains(p, StringComparison.Ordinal)))
        .Select(s => string.Join(' ', tokenizer.Subwords(s).Select(p => p.Id)));

    private static string Hash(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n")))));
}
