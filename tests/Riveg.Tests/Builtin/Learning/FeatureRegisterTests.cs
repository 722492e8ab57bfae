using Riveg.Builtin.Learning;
using Riveg.Recognition.Reading;

namespace Riveg.Tests.Builtin.Learning;

public sealed class FeatureRegisterTests
{
    // Changes with every template and with the hasher. Then: train the shipped model anew (docs/training.md), and put the new value here.
    [Fact]
    public void Fingerprint_OfThisVersion_IsThatOfTheShippedModel() => Assert.Equal(
        "4c12cb9264493878ca4b75a4264f492cbd6c50bfe23a82ce78885cb43ad1909a", Convert.ToHexStringLower(FeatureRegister.Fingerprint));

    [Fact]
    public void Compute_AnotherHasherNumberNameOrOrder_GivesAnotherFingerprint()
    {
        (uint, string)[] two = [(1, "A"), (2, "B")];
        byte[][] all =
        [
            FeatureRegister.Compute("hasher", two),
            FeatureRegister.Compute("hasher 2", two),
            FeatureRegister.Compute("hasher", [(1, "A"), (3, "B")]),
            FeatureRegister.Compute("hasher", [(1, "A"), (2, "C")]),
            FeatureRegister.Compute("hasher", [(2, "B"), (1, "A")]),
            FeatureRegister.Compute("hasher", [(1, "A")]),
        ];
        Assert.Equal(all.Length, all.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(all[0], FeatureRegister.Compute("hasher", two));
    }

    // The values behind FeatureHash.Name: where one of them changes, the name does.
    [Theory]
    [InlineData("", 2166136261, 2166136261)]
    [InlineData("a", 67918829, 3826002220)]
    [InlineData("Ann", 3010010239, 355060760)]
    [InlineData("\u00c9\ud83d\ude00", 2126461328, 1154239905)]
    public void Of_KnownText_IsItsHash(string text, uint hash, uint lower) =>
        Assert.Equal(
            ("FNV over UTF-16, mixed by 64-bit products", hash, lower),
            (FeatureHash.Name, WordHash.Of(text), WordHash.OfLower(text)));

    [Fact]
    public void Of_KnownValues_IsTheirHash() => Assert.Equal(
        [3586491819u, 3059927228u, 776043523u, 1131662550u],
        [
            FeatureHash.Of((Template)1, 2),
            FeatureHash.Of((Template)1, 2, 3),
            FeatureHash.Of((Template)1, 2, 3, 4),
            FeatureHash.Of((Template)1, 2, 3, 4, 5),
        ]);

    [Fact]
    public void OfLower_CapitalsAndSmallLetters_AreTheSame()
    {
        Assert.Equal(WordHash.OfLower("\u00e9cole #nyc"), WordHash.OfLower("\u00c9cole #NYC"));
        Assert.NotEqual(WordHash.Of("ann"), WordHash.Of("Ann"));
    }

    [Fact]
    public void Take_FeaturesAddedTwice_GivesEachOnceInOrder()
    {
        var sink = new FeatureSink();
        foreach (var value in (uint[])[5, 1, 5, 9, 1])
        {
            sink.Add(Template.EntailmentType, value);
        }

        var taken = sink.Take();
        Assert.Equal(new uint[] { 1, 5, 9 }.Select(v => FeatureHash.Of(Template.EntailmentType, v)).Order(), taken);
        Assert.Empty(sink.Take());
    }
}
