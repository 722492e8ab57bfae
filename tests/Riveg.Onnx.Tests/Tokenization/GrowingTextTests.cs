using System.Diagnostics;
using System.Text.Json;
using Riveg.Onnx.Tokenization;

namespace Riveg.Onnx.Tests.Tokenization;

/// <summary>A tokenizer whose steps make ever more text of a text is stopped in time.</summary>
public sealed class GrowingTextTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly object Doubling = Replace("a", "aa");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, object?, object?> Growing() => new()
    {
        { "doubled by each step", Sequence("normalizers", Enumerable.Repeat(Doubling, 30)), null },
        { "much for each space", Replace(" ", new string('b', 1 << 20)), null },
        { "much for each place", Pattern("", new string('b', 4096)), null },
        { "much in front", new { type = "Prepend", prepend = new string('b', 1 << 20) }, null },
        { "much for each letter", Mapped(new string('b', 255) + "\0"), null },
        { "marks cut at marks", null, Sequence("pretokenizers", Enumerable.Range(0, 30).Select(i => Metaspace(i % 2 == 0 ? "x" : "y"))) },
        {
            "spaces that are dropped",
            null,
            Sequence("pretokenizers", Enumerable.Range(0, 29).Select(i => Metaspace(i % 2 == 0 ? "\t" : "\n")).Append(Splitter()))
        },
    };

    [Theory]
    [MemberData(nameof(Growing), DisableDiscoveryEnumeration = true)]
    public void Encode_TextThatGrows_IsStoppedInTime(string kind, object? normalizer, object? splitter)
    {
        var tokenizer = Write(normalizer, splitter);
        var watch = Stopwatch.StartNew();

        var fault = Assert.Throws<InvalidDataException>(() => tokenizer.Encode(string.Concat(Enumerable.Repeat("a ", 2000))));

        Assert.Equal(
            "The tokenizer's steps make more than 516096 characters of a text of 4000, which no published one does; "
            + "convert the model again with its own tokenizer.",
            fault.Message);
        Assert.True(watch.Elapsed < Limit, $"{kind}: {watch.Elapsed.TotalSeconds:0.0} s");
    }

    [Fact]
    public void Encode_ShortTextThatGrowsALittle_IsRead()
    {
        var tokenizer = Write(Sequence("normalizers", Enumerable.Repeat(Doubling, 6)), null);

        Assert.Equal(64, tokenizer.Pieces("a").Count);
    }

    [Theory]
    [InlineData("normalizers")]
    [InlineData("pretokenizers")]
    public void In_MoreStepsThanAnyTokenizerHas_IsRefused(string kind)
    {
        var fault = kind == "normalizers"
            ? Assert.Throws<InvalidDataException>(() => Write(Sequence(kind, Enumerable.Repeat(Doubling, 60)), null))
            : Assert.Throws<InvalidDataException>(() => Write(null, Sequence(kind, Enumerable.Repeat(Splitter(), 60))));

        Assert.Contains("it has more than 32 steps", fault.Message);
    }

    private static object Sequence(string name, IEnumerable<object> steps) =>
        new Dictionary<string, object> { ["type"] = "Sequence", [name] = steps.ToArray() };

    private static object Replace(string text, string content) =>
        new { type = "Replace", pattern = new Dictionary<string, string> { ["String"] = text }, content };

    private static object Pattern(string expression, string content) =>
        new { type = "Replace", pattern = new Dictionary<string, string> { ["Regex"] = expression }, content };

    private static object Mapped(string replacement) =>
        new { type = "Precompiled", precompiled_charsmap = Convert.ToBase64String(CharacterMapTests.MapOf(replacement)) };

    private static object Metaspace(string mark) => new { type = "Metaspace", replacement = mark, prepend_scheme = "always", split = true };

    private static object Splitter() => new { type = "WhitespaceSplit" };

    private SubwordTokenizer Write(object? normalizer, object? splitter)
    {
        var vocabulary = new[] { "<s>", "<pad>", "</s>", "<unk>", "a" }.Select(s => new object[] { s, 0 });
        File.WriteAllText(folder["tokenizer.json"], JsonSerializer.Serialize(new
        {
            normalizer,
            pre_tokenizer = splitter,
            model = new { type = "Unigram", unk_id = 3, vocab = vocabulary },
        }));
        return SubwordTokenizer.In(folder.Path);
    }
}
