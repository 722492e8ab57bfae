using System.Globalization;
using System.Text;
using CsCheck;
using Riveg.Posts.Unicode;

namespace Riveg.Tests.Posts;

public sealed class UnicodeFormsTests
{
    // Letters, marks of several classes, jamo, syllables, composites, exclusions, letters in another dress.
    private static readonly int[] Combining =
    [
        'A', 'a', 'e', 'o', 's', ' ', 0x300, 0x301, 0x304, 0x307, 0x308, 0x323, 0x327, 0x328, 0x345, 0x34f, 0xc5, 0xe9, 0x1e69, 0x212b,
        0x1100, 0x1112, 0x1161, 0x1175,
        0x11a8, 0x11c2, 0xac00, 0xac01, 0xd7a3, 0x958, 0x915, 0x93c, 0x9c7, 0x9be, 0x9d7, 0xfb01, 0xff21, 0xff9e, 0x30ab, 0x3099, 0x1d400,
        0x1d15e, 0x1d165, 0x1d16e,
        0x1f150, 0x2460, 0x3d2, 0x200d, 0xfe0f, 0x1f600, 0xfdfa, 0x5d0, 0x5b8, 0x5bc, 0x5c1, 0xf71, 0xf72, 0xf74, 0xf80, 0x110a5, 0x110ba,
        0x2fa1d,
    ];

    private static readonly Gen<string> Texts = Gen.Int[0, Combining.Length - 1].Array[0, 24].Select(
        points => string.Concat(points.Select(i => char.ConvertFromUtf32(Combining[i]))));

    [Fact]
    public void TheTests_RunInTheCommandsMode()
    {
        Assert.True(AppContext.TryGetSwitch("System.Globalization.Invariant", out var isInvariant) && isInvariant);
        Assert.Equal("e\u0301", "e\u0301".Normalize());
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("Beyonce\u0301", "Beyoncé", "Beyoncé")]
    [InlineData("A\u030a", "Å", "Å")]
    [InlineData("\u212b", "Å", "Å")]
    [InlineData("s\u0307\u0323", "ṩ", "ṩ")]
    [InlineData("\u1112\u1161\u11ab", "한", "한")]
    [InlineData("\u0958", "\u0915\u093c", "\u0915\u093c")]
    [InlineData("ﬁn", "ﬁn", "fin")]
    [InlineData("Ａｄｅｌｅ", "Ａｄｅｌｅ", "Adele")]
    [InlineData("𝐀𝐝𝐞𝐥𝐞 𝖠 𝒜 𝔸 Ⓐ", "𝐀𝐝𝐞𝐥𝐞 𝖠 𝒜 𝔸 Ⓐ", "Adele A A A A")]
    [InlineData("a\ud800b\u00a0", "a\ud800b\u00a0", "a\ud800b ")]
    public void Compose_KnownTexts(string text, string canonical, string compatible)
    {
        Assert.Equal(canonical, UnicodeForms.ComposeCanonical(text));
        Assert.Equal(compatible, UnicodeForms.ComposeCompatible(text));
    }

    [Fact]
    public void Compose_TextInItsForm_IsTheSameString()
    {
        Assert.All(new[] { "plain", "Beyoncé 한국 😀" }, t => Assert.Same(t, UnicodeForms.ComposeCanonical(t)));
        Assert.All(new[] { "plain", "Beyoncé 한국 😀" }, t => Assert.Same(t, UnicodeForms.ComposeCompatible(t)));
    }

    [Fact]
    public async Task Compose_EveryCodePoint_IsWhatIcuSays()
    {
        var points = Enumerable.Range(
            0,
            0x110000).Where(p => CharUnicodeInfo.GetUnicodeCategory(p) is not (UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.PrivateUse));
        await CompareAsync([.. points.Where(IsOldEnough).Select(p => $"a{char.ConvertFromUtf32(p)}\u0323\u0301")]);
    }

    [Fact]
    public async Task Compose_RandomMarks_AreWhatIcuSays()
    {
        var random = new Random(20240817);
        var texts = Enumerable.Range(0, 20_000).Select(_ => string.Concat(
            Enumerable.Range(0, random.Next(1, 20)).Select(_ => char.ConvertFromUtf32(Combining[random.Next(Combining.Length)]))));
        await CompareAsync([.. texts]);
    }

    [Fact]
    public void Compose_Again_ChangesNothing() => Texts.Sample(text =>
    {
        var (canonical, compatible) = (UnicodeForms.ComposeCanonical(text), UnicodeForms.ComposeCompatible(text));
        Assert.Equal(canonical, UnicodeForms.ComposeCanonical(canonical));
        Assert.Equal(compatible, UnicodeForms.ComposeCompatible(compatible));
        Assert.Equal(compatible, UnicodeForms.ComposeCompatible(canonical));
    });

    [Fact]
    public void SegmentEnd_FormsOfTheSegments_AreTheFormOfTheText() => Texts.Sample(text =>
    {
        var form = new StringBuilder();
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = UnicodeForms.SegmentEnd(text, start);
            form.Append(UnicodeForms.ComposeCompatible(text[start..end]));
        }

        Assert.Equal(UnicodeForms.ComposeCompatible(text), form.ToString());
    });

    [Fact]
    public void Compose_ManyMarks_TakesLinearTime()
    {
        var text = "a" + string.Concat(Enumerable.Repeat("\u0301\u0323", 100_000));
        var form = UnicodeForms.ComposeCanonical(text);
        Assert.Equal(200_000, form.Length);
        Assert.StartsWith("ạ\u0323", form, StringComparison.Ordinal);
    }

    private static async Task CompareAsync(string[] texts)
    {
        if (await IcuProcess.NormalizeAsync(texts) is not { } expected)
        {
            Assert.Skip("There is no ICU on this machine.");
            return;
        }

        Assert.Equal(texts.Length, expected.Count);
        var different = texts.Zip(expected).Where(p => UnicodeForms.ComposeCanonical(p.First) != p.Second.Canonical
            || UnicodeForms.ComposeCompatible(p.First) != p.Second.Compatible);
        Assert.Equal([], different.Select(
            p => string.Join(' ', p.First.EnumerateRunes().Select(r => r.Value.ToString("X4", CultureInfo.InvariantCulture)))));
    }

    // What came after Unicode 15.0: an ICU that is newer than the tables knows more. Normalised forms of older code points never change.
    private static bool IsOldEnough(int point) =>
        point is not (0x897 or (>= 0x1acf and <= 0x1aff) or 0xa7cb or (>= 0xa7cc and <= 0xa7f1) or (>= 0x105c0 and <= 0x105ff)
        or (>= 0x10d40 and <= 0x10d8f) or (>= 0x10ec2 and <= 0x10efc) or (>= 0x11380 and <= 0x113ff) or (>= 0x11b60 and <= 0x11b6f)
            or (>= 0x11f5a and <= 0x11f5f)
        or (>= 0x16100 and <= 0x1613f) or (>= 0x16d40 and <= 0x16d7f) or (>= 0x1cc00 and <= 0x1cebf) or (>= 0x1e5d0 and <= 0x1e5ff)
            or (>= 0x1e6c0 and <= 0x1e6ff)
        or (>= 0x2ffc and <= 0x2fff) or 0x31ef);
}
