using Microsoft.Extensions.AI;
using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Boxes;
using Riveg.LanguageModels.Pictures;
using Riveg.Posts;

namespace Riveg.LanguageModels.Tests.Answers;

/// <summary>A key says what was asked, whichever machine and library prepared it.</summary>
public sealed class AnswerKeyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_PictureThatAnotherEncoderWrote_IsTheSame()
    {
        var sent = SentPicture.From(await Decoded(64, 48), BoxConvention.Thousandths, 1008, 90).Content;
        var elsewhere = new DataContent(new byte[] { 1, 2, 3 }, "image/jpeg") { AdditionalProperties = sent.AdditionalProperties };

        Assert.Equal(KeyOf(sent), KeyOf(elsewhere));
        Assert.NotEqual(KeyOf(sent), KeyOf(new DataContent(sent.Data, "image/jpeg")));
    }

    [Fact]
    public async Task Of_AnotherSourceSizeOrQuality_IsAnother()
    {
        string Key(RgbImage image, int side, int quality) =>
            KeyOf(SentPicture.From(image, BoxConvention.Thousandths, side, quality).Content);
        var image = await Decoded(64, 48);
        var keys = new[] { Key(image, 1008, 90), Key(image, 56, 90), Key(image, 1008, 80), Key(await Decoded(64, 47), 1008, 90) };

        Assert.Equal(4, keys.Distinct().Count());
        Assert.Equal(keys[0], Key(await Decoded(64, 48), 1008, 90));
    }

    [Fact]
    public void Of_GivenPixels_AreKnownBySizeAndPixels()
    {
        string Key(RgbImage image) => KeyOf(SentPicture.From(image, BoxConvention.Thousandths, 1008, 90).Content);

        Assert.Equal(Key(ChatFixture.Picture(60, 30)), Key(ChatFixture.Picture(60, 30)));
        Assert.NotEqual(Key(new RgbImage(60, 30, new byte[5400])), Key(new RgbImage(30, 60, new byte[5400])));
    }

    // What is stored under these was paid for: they never change.
    [Fact]
    public void Of_TextAndBytes_IsThatOfTheFirstVersion()
    {
        Assert.Equal(
            "750609dc18497f42d51b26d258901ae755e0f64a2f5856e92584d695a2141784",
            AnswerKey.Of(
                "m", [new(ChatRole.System, "be short"), new(ChatRole.User, "who?")], new ChatOptions { Temperature = 0, Seed = 42 }));
        Assert.Equal(
            "12d59d4c001b65a2eb5eca010d05df8c72b1ad8bb400dc30d2fd80c3276b6da8",
            KeyOf(new DataContent(new byte[] { 1, 2, 3 }, "image/jpeg")));
    }

    [Fact]
    public async Task EarlierOf_Picture_IsThatOfItsBytes()
    {
        var sent = SentPicture.From(await Decoded(64, 48), BoxConvention.Thousandths, 1008, 90).Content;

        Assert.Equal(KeyOf(new DataContent(sent.Data, "image/jpeg")), AnswerKey.EarlierOf("m", [new(ChatRole.User, [sent])], null));
        Assert.Null(AnswerKey.EarlierOf("m", [new(ChatRole.User, "text")], null));
    }

    private static string KeyOf(DataContent picture) => AnswerKey.Of("m", [new(ChatRole.User, [picture])], null);

    private static async Task<RgbImage> Decoded(int width, int height) =>
        await RgbImage.DecodeAsync(DrawnPicture.Source(width, height), cancellationToken: Cancel);
}
