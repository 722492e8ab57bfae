using System.Diagnostics;
using System.Text;
using Riveg.Onnx.Tokenization;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Tokenization;

/// <summary>BERT's words and pieces: case, accents, punctuation, hostile text and files.</summary>
public sealed class BertSubwordsTests
{
    private static readonly BertBasicTokenizer Uncased = new(lowersCase: true, stripsAccents: true);
    private static readonly BertBasicTokenizer Cased = new(lowersCase: false, stripsAccents: false);

    [Theory]
    [InlineData("love≠lust", "love = lust")]
    [InlineData("a≮b≯c", "a < b > c")]
    [InlineData("x\u1FEFy", "x ` y")]
    [InlineData("a\u037Eb\u0387c", "a ; b · c")]
    [InlineData("a=\u0338b", "a = b")]
    [InlineData("¿Qué?", "¿ que ?")]
    [InlineData("snake_case", "snake _ case")]
    [InlineData("漢字ok", "漢 字 ok")]
    [InlineData("ÀÉÎ İI Å", "aei ii a")]
    [InlineData("a\u0000b\u200Dc\uFFFDd", "abcd")]
    public void Split_Uncased_SplitsAtWhatIsLeftWithoutAccents(string text, string words) =>
        Assert.Equal(words.Split(' '), Uncased.Split(text));

    [Theory]
    [InlineData("Love≠Lust", "Love≠Lust")]
    [InlineData("ÀÉÎ İI", "ÀÉÎ İI")]
    [InlineData("U.S. Café", "U . S . Café")]
    public void Split_Cased_KeepsCaseAndAccents(string text, string words) => Assert.Equal(words.Split(' '), Cased.Split(text));

    [Fact]
    public void Split_EveryCharacterThatStripsToPunctuation_StandsAlone()
    {
        var found = new List<string>();
        for (var value = 0x80; value < 0x30000; value++)
        {
            if (!Rune.IsValid(value))
            {
                continue;
            }

            var stripped = new StringBuilder();
            BaseLetters.Append(stripped, new Rune(value));
            if (stripped is { Length: 1 } && char.IsAscii(stripped[0]) && !char.IsAsciiLetterOrDigit(stripped[0]) && stripped[0] > ' ')
            {
                found.Add(new Rune(value).ToString());
                Assert.Equal(["love", stripped.ToString(), "lust"], Uncased.Split($"love{new Rune(value)}lust"));
            }
        }

        Assert.Equal(["\u037E", "\u1FEF", "≠", "≮", "≯"], found);
    }

    [SharedFact]
    public void Pieces_SpecialInsideAWord_IsOne()
    {
        var bert = SubwordTokenizer.In(SharedFolder.Resolve("golden", "tokenizers", "bert_minilm"));

        Assert.Equal([.. bert.Pieces("a"), bert.EndId, .. bert.Pieces("b["), .. bert.Pieces("[sep]")], bert.Pieces("a[SEP]b[[sep]"));
    }

    [SharedTheory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    public void Pieces_LongWord_IsUnknownBeyondAHundredCharacters(int length, bool isUnknown)
    {
        var bert = SubwordTokenizer.In(SharedFolder.Resolve("golden", "tokenizers", "bert_minilm"));

        Assert.Equal(isUnknown, bert.Pieces(new string('a', length)) is [var only] && only == bert.UnknownId);
    }

    [Theory]
    [InlineData(null, "the vocabulary has capitals", "has capital letters (Anna), and no tokenizer_config.json beside it says")]
    [InlineData("""{"do_lower_case": false}""", null, "Anna")]
    [InlineData("""{"do_lower_case": true}""", null, "anna")]
    [InlineData("""{"do_lower_case": false, "strip_accents": true}""", null, "Anna")]
    [InlineData("{}", "the vocabulary has capitals", "has capital letters (Anna), and tokenizer_config.json beside it does not say")]
    [InlineData("""{"do_lower_case": null}""", "the vocabulary has capitals", "tokenizer_config.json beside it does not say")]
    [InlineData("""{"strip_accents": false}""", "the vocabulary has capitals", "tokenizer_config.json beside it does not say")]
    [InlineData("[", "damaged", "tokenizer_config.json cannot be read")]
    [InlineData("""{"do_lower_case": "no"}""", "damaged", "tokenizer_config.json cannot be read")]
    public void In_Configuration_SaysWhetherCaseIsKept(string? configuration, string? fault, string expected)
    {
        using var folder = new TemporaryFolder();
        string[] vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Anna", "anna"];
        File.WriteAllLines(folder["vocab.txt"], vocabulary);
        if (configuration is not null)
        {
            File.WriteAllText(folder["tokenizer_config.json"], configuration);
        }

        if (fault is null)
        {
            Assert.Equal([Array.IndexOf(vocabulary, expected)], SubwordTokenizer.In(folder.Path).Pieces("Anna"));
        }
        else
        {
            Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => SubwordTokenizer.In(folder.Path)).Message);
        }
    }

    [Theory]
    [InlineData("Анна", false)]
    [InlineData("Éva", false)]
    [InlineData("[Anna", false)]
    [InlineData("анна", true)]
    [InlineData("[unused1]", true)]
    [InlineData("ℝ", true)]
    public void In_NothingSaysWhetherCaseIsKept_VocabularyHasNoCapitals(string word, bool isUncased)
    {
        foreach (var configuration in new[] { null, "{}" })
        {
            using var folder = new TemporaryFolder();
            File.WriteAllLines(folder["vocab.txt"], ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "anna", word]);
            if (configuration is not null)
            {
                File.WriteAllText(folder["tokenizer_config.json"], configuration);
            }

            if (isUncased)
            {
                Assert.Equal([5], SubwordTokenizer.In(folder.Path).Pieces("Anna"));
            }
            else
            {
                Assert.Contains(
                    $"has capital letters ({word})", Assert.Throws<InvalidDataException>(() => SubwordTokenizer.In(folder.Path)).Message);
            }
        }
    }

    [SharedTheory]
    [MemberData(nameof(HostileText.Megabytes), MemberType = typeof(HostileText), DisableDiscoveryEnumeration = true)]
    public void Pieces_HostileMegabyte_TakesNotLong(string kind, string text)
    {
        var bert = SubwordTokenizer.In(SharedFolder.Resolve("golden", "tokenizers", "bert_minilm"));
        var watch = Stopwatch.StartNew();
        bert.Pieces(text);

        Assert.True(watch.Elapsed < HostileText.Limit, $"{kind}: {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.NotEmpty(bert.Encode(text));
    }
}
