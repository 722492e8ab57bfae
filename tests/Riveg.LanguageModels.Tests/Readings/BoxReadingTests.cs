using CsCheck;
using Riveg.LanguageModels.Boxes;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Readings;
using Riveg.Regions;

namespace Riveg.LanguageModels.Tests.Readings;

public sealed class BoxReadingTests
{
    private static readonly ImageSize Sent = new(560, 280);
    private static readonly ImageSize Original = new(1000, 500);

    [Theory]
    [InlineData("thousandths", "[100, 200, 300, 400]")]
    [InlineData("thousandths", "```json\n[{\"bbox_2d\": [100, 200, 300, 400], \"label\": \"x\"}]\n```")]
    [InlineData("thousandths", "Sure! The player is at [100, 200, 300, 400] in the picture.")]
    [InlineData("thousandths", "<box>(100,200),(300,400)</box>")]
    [InlineData("thousandths", "<|box_start|>(100,200),(300,400)<|box_end|>")]
    [InlineData("thousandths", "<ref>player</ref><box>[[100, 200, 300, 400]]</box>")]
    [InlineData("thousandths", "{'box': [100, 200, 300, 400]}")]
    [InlineData("thousandths", "[300, 400, 100, 200]")]
    [InlineData("thousandths", "{\"x1\": 100, \"y1\": 200, \"x2\": 300, \"y2\": 400}")]
    [InlineData("thousandths", "{\"x0\": 100, \"y0\": 200, \"x1\": 300, \"y1\": 400}")]
    [InlineData("thousandths", "{\"xmin\": 100, \"ymin\": 200, \"xmax\": 300, \"ymax\": 400}")]
    [InlineData("thousandths", "{left: 100, top: 200, right: 300, bottom: 400}")]
    [InlineData("thousandths", "{\"x\": 100, \"y\": 200, \"width\": 200, \"height\": 200}")]
    [InlineData("thousandths", "100, 200, 300, 400")]
    [InlineData("thousandths", "[100 200 300 400]")]
    [InlineData("thousandths", "[[100, 200, 300, 400], [500, 60")]
    [InlineData("thousandths", "<think>[1, 2, 3, 4]?</think>[100, 200, 300, 400]")]
    [InlineData("fractions", "[0.1, 0.2, 0.3, 0.4]")]
    [InlineData("gemini", "[{\"box_2d\": [200, 100, 400, 300], \"label\": \"x\"}]")]
    [InlineData("pixels", "[56, 56, 168, 112]")]
    [InlineData("florence", "player<loc_100><loc_200><loc_300><loc_400>")]
    [InlineData("paligemma", "<loc0205><loc0102><loc0410><loc0307> player")]
    public void Read_BoxInTheFormOfTheFamily_GivesPixelsOfTheOriginal(string convention, string answer)
    {
        var box = Assert.Single(BoxReading.Read(answer, BoxConvention.Find(convention)!, Sent, Original));

        Assert.Equal(100, box.X0, 0.6);
        Assert.Equal(100, box.Y0, 0.6);
        Assert.Equal(300, box.X1, 0.6);
        Assert.Equal(200, box.Y1, 0.6);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None.")]
    [InlineData("[]")]
    [InlineData("```json\n[]\n```")]
    [InlineData("{\"bbox_2d\": null}")]
    [InlineData("The entity is not visible in the picture.")]
    [InlineData("It isn't shown.")]
    public void Read_NothingThere_GivesNoBox(string answer) =>
        Assert.Empty(BoxReading.Read(answer, BoxConvention.Thousandths, Sent, Original));

    [Theory]
    [InlineData("thousandths", "[100, 200, 300]")]
    [InlineData("thousandths", "[100, 200, 100, 400]")]
    [InlineData("thousandths", "[100, 200, 3000, 400]")]
    [InlineData("thousandths", "[-400, 200, 300, 400]")]
    [InlineData("thousandths", "[0.1, 0.2, 0.3, 0.4]")]
    [InlineData("fractions", "[100, 200, 300, 400]")]
    [InlineData("pixels", "[600, 56, 990, 112]")]
    [InlineData("thousandths", "I'm sorry, but I cannot help with that.")]
    [InlineData("thousandths", "In the upper left corner.")]
    [InlineData("thousandths", "左上角")]
    [InlineData("thousandths", "<think>[100, 200, 300, 400]")]
    public void Read_NoProperBox_Fails(string convention, string answer) => Assert.Equal(
        ModelServiceFault.UnreadableAnswer,
        Assert.Throws<ModelServiceException>(() => BoxReading.Read(answer, BoxConvention.Find(convention)!, Sent, Original)).Fault);

    [Fact]
    public void Read_SeveralBoxes_KeepsTheirOrder() =>
        Assert.Equal(
            [300, 50],
            BoxReading.Read("[{\"bbox_2d\":[300,0,400,100]},{\"bbox_2d\":[50,0,90,100]}]", BoxConvention.Thousandths, Sent, Original)
                .Select(b => b.X0));

    [Fact]
    public void Read_AnyText_GivesBoxesInsideThePictureOrFails() =>
        Gen.String[Gen.Char["[](){}<>loc_box0123456789.,-: none\""], 0, 60].Sample(text =>
    {
        try
        {
            Assert.All(BoxReading.Read(
                text, BoxConvention.Thousandths, Sent, Original), b => Assert.True(b.IsProper && b == b.ClampTo(Original)));
        }
        catch (ModelServiceException exception)
        {
            Assert.Equal(ModelServiceFault.UnreadableAnswer, exception.Fault);
        }
    });

    [Theory]
    [InlineData("Qwen/Qwen2.5-VL-7B-Instruct", "pixels")]
    [InlineData("qwen2.5vl:7b", "pixels")]
    [InlineData("Qwen2-VL-2B", "thousandths")]
    [InlineData("qwen3-vl-8b", "thousandths")]
    [InlineData("OpenGVLab/InternVL3-8B", "thousandths")]
    [InlineData("gemini-2.5-flash", "gemini")]
    [InlineData("microsoft/Florence-2-large", "florence")]
    [InlineData("paligemma2-3b", "paligemma")]
    public void ConventionOf_KnownModel_IsItsFamilys(string model, string convention) =>
        Assert.Equal(convention, ModelFamilies.ConventionOf(model).Name);

    [Fact]
    public void SentSize_Pixels_IsAMultipleOfTheGridWithinTheLimit()
    {
        var size = BoxConvention.Pixels.SentSize(new ImageSize(4000, 3000), 1000);

        Assert.Equal((0, 0), (size.Width % 28, size.Height % 28));
        Assert.True(size.Width <= 1000);
    }
}
