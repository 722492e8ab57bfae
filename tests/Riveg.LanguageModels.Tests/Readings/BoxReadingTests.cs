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

    // The numbers as the family orders them, and as x0, y0, x1, y1 where names say which is which.
    private static readonly Func<(string, string, string, string), (string, string, string, string), string>[] Forms =
    [
        (w, _) => $"[{w.Item1}, {w.Item2}, {w.Item3}, {w.Item4}]",
        (w, _) => $"[[{w.Item1},{w.Item2},{w.Item3},{w.Item4}]]",
        (w, _) => $"({w.Item1}, {w.Item2}, {w.Item3}, {w.Item4})",
        (w, _) => $"[{w.Item1}, {w.Item2}, {w.Item3}, {w.Item4}, 0.87]",
        (w, _) => $"{{\"bbox_2d\": [{w.Item1}, {w.Item2}, {w.Item3}, {w.Item4}], \"label\": \"Adele\"}}",
        (w, _) => $"{{'box': [{w.Item1}, {w.Item2}, {w.Item3}, {w.Item4}]}}",
        (w, _) => $"[\"{w.Item1}\", \"{w.Item2}\", \"{w.Item3}\", \"{w.Item4}\"]",
        (w, _) => $"({w.Item1},{w.Item2}),({w.Item3},{w.Item4})",
        (w, _) => $"[[{w.Item1}, {w.Item2}], [{w.Item3}, {w.Item2}], [{w.Item3}, {w.Item4}], [{w.Item1}, {w.Item4}]]",
        (w, _) => $"{w.Item1}, {w.Item2}, {w.Item3}, {w.Item4}",
        (w, _) => $"<box>{w.Item1} {w.Item2} {w.Item3} {w.Item4}</box>",
        (_, c) => $"{{\"x1\": {c.Item1}, \"y1\": {c.Item2}, \"x2\": {c.Item3}, \"y2\": {c.Item4}}}",
        (_, c) => $"{{\"xmin\": \"{c.Item1}\", \"ymin\": \"{c.Item2}\", \"xmax\": \"{c.Item3}\", \"ymax\": \"{c.Item4}\"}}",
        (_, c) => $"x0={c.Item1}, y0={c.Item2}, x1={c.Item3}, y1={c.Item4}",
        (_, c) => $"[x0, y0, x1, y1] = [{c.Item1}, {c.Item2}, {c.Item3}, {c.Item4}]",
    ];

    private static readonly string[] Wrappings =
    [
        "{0}", "```json\n{0}\n```", "Sure! Here it is: {0}", "<think>maybe [1, 2, 3, 4]</think>{0}", "Answer: {0}", "\uFEFF{0}\n", "Adele is at {0}.",
        "The box is\n\n{0}", "[THINK]hm (5, 6), (7, 8)[/THINK]\n{0}", "lost thoughts [9, 9, 9, 9]</think>{0}",
    ];

    [Theory]
    [InlineData("thousandths", "[100, 200, 300, 400]")]
    [InlineData("thousandths", "```json\n[{\"bbox_2d\": [100, 200, 300, 400], \"label\": \"x\"}]\n```")]
    [InlineData("thousandths", "Sure! The player is at [100, 200, 300, 400] in the picture.")]
    [InlineData("thousandths", "<box>(100,200),(300,400)</box>")]
    [InlineData("thousandths", "<|box_start|>(100,200),(300,400)<|box_end|>")]
    [InlineData("thousandths", "<ref>player</ref><box>[[100, 200, 300, 400]]</box>")]
    [InlineData("thousandths", "{'box': [100, 200, 300, 400]}")]
    [InlineData("thousandths", "{\"x1\": 100, \"y1\": 200, \"x2\": 300, \"y2\": 400}")]
    [InlineData("thousandths", "{\"x0\": 100, \"y0\": 200, \"x1\": 300, \"y1\": 400}")]
    [InlineData("thousandths", "{\"xmin\": 100, \"ymin\": 200, \"xmax\": 300, \"ymax\": 400}")]
    [InlineData("thousandths", "{left: 100, top: 200, right: 300, bottom: 400}")]
    [InlineData("thousandths", "{\"x\": 100, \"y\": 200, \"width\": 200, \"height\": 200}")]
    [InlineData("thousandths", "100, 200, 300, 400")]
    [InlineData("thousandths", "[100 200 300 400]")]
    [InlineData("thousandths", "[[100, 200, 300, 400], [500, 60")]
    [InlineData("thousandths", "<think>[1, 2, 3, 4]?</think>[100, 200, 300, 400]")]
    [InlineData("thousandths", "[100, 200, 300, 400, 0.98]")]
    [InlineData("thousandths", "[100, 200, 300, 400, 0.98, 0]")]
    [InlineData("thousandths", "[\"100\", \"200\", \"300\", \"400\"]")]
    [InlineData("thousandths", "{\"x1\": \"100\", \"y1\": \"200\", \"x2\": \"300\", \"y2\": \"400\"}")]
    [InlineData("thousandths", "[100px, 200px, 300px, 400px]")]
    [InlineData("thousandths", "[100 px, 200 px, 300 px, 400 px]")]
    [InlineData("thousandths", "[100，200，300，400]")]
    [InlineData("thousandths", "［１００，２００，３００，４００］")]
    [InlineData("thousandths", "(100、200)，(300、400)")]
    [InlineData("thousandths", "{\"top_left\": [100, 200], \"bottom_right\": [300, 400]}")]
    [InlineData("thousandths", "{\"top_left\": {\"x\": 100, \"y\": 200}, \"bottom_right\": {\"x\": 300, \"y\": 400}}")]
    [InlineData("thousandths", "{\"x1\": 100, \"y1\": 200, \"width\": 200, \"height\": 200}")]
    [InlineData("thousandths", "{\"bbox_xywh\": [100, 200, 200, 200]}")]
    [InlineData("thousandths", "{\"format\": \"xywh\", \"bbox\": [100, 200, 200, 200]}")]
    [InlineData("thousandths", "The box (x, y, width, height) is [100, 200, 200, 200].")]
    [InlineData("thousandths", "Top-left: (100, 200), bottom-right: (300, 400)")]
    [InlineData("thousandths", "From (100, 200) to (300, 400).")]
    [InlineData("thousandths", "x0=100, y0=200, x1=300, y1=400")]
    [InlineData("thousandths", "xmin: 100\nymin: 200\nxmax: 300\nymax: 400")]
    [InlineData("thousandths", "It spans x from 100 to 300 and y from 200 to 400.")]
    [InlineData("thousandths", "The left edge is at 100, the top at 200, the right at 300 and the bottom at 400.")]
    [InlineData("thousandths", "[[100, 200], [300, 200], [300, 400], [100, 400]]")]
    [InlineData("thousandths", "[100, 200, 300, 210, 300, 400, 100, 390]")]
    [InlineData("thousandths", "(100, 210), (300, 200), (300, 400), (110, 400)")]
    [InlineData("thousandths", "[[[100, 200, 300, 400]]]")]
    [InlineData("thousandths", "{\"boxes\": [{\"coordinates\": {\"bbox\": [100, 200, 300, 400]}}]}")]
    [InlineData("thousandths", "<box>100 200 300 400</box>")]
    [InlineData("thousandths", "<|ref|>x<|/ref|><|det|>[[100, 200, 300, 400]]<|/det|>")]
    [InlineData("thousandths", "<loc_100><loc_200><loc_300><loc_200><loc_300><loc_400><loc_100><loc_400>")]
    [InlineData("thousandths", "<|begin_of_box|>[[100, 200, 300, 400]]<|end_of_box|>")]
    [InlineData("thousandths", "{\"bbox\": \"100, 200, 300, 400\"}")]
    [InlineData("thousandths", "The image spans [0, 0, 1000, 1000]. The singer is at [100, 200, 300, 400].")]
    [InlineData("thousandths", "For instance a box is written [0, 0, 500, 500]. Answer: [100, 200, 300, 400]")]
    [InlineData("thousandths", "I first thought of [5, 5, 50, 50]. Final answer: [100, 200, 300, 400]")]
    [InlineData("thousandths", "Boxes look like [1, 2, 3, 4], so hers is at [100, 200, 300, 400]\nAnswer: [100, 200, 300, 400]")]
    [InlineData("thousandths", "[{\"label\": \"a guitar\", \"box\": [1, 2, 30, 40]}, {\"label\": \"Adele\", \"box\": [100, 200, 300, 400]}]")]
    [InlineData("thousandths", "{\"a guitar\": [1, 2, 30, 40], \"Adele\": [100, 200, 300, 400]}")]
    [InlineData("thousandths", "[[\"a guitar\", [1, 2, 30, 40]], [\"Adele\", [100, 200, 300, 400]]]")]
    [InlineData("thousandths", "[100, 200, 300, 400]. Her legs are not visible.")]
    [InlineData("thousandths", "Adele is at [100, 200, 300, 400]; no other person is shown.")]
    [InlineData("thousandths", "No doubt, [100, 200, 300, 400]")]
    [InlineData("thousandths", "<thinking>maybe [1, 2, 30, 40]</thinking>[100, 200, 300, 400]")]
    [InlineData("thousandths", "<thought>maybe [1, 2, 30, 40]</thought>[100, 200, 300, 400]")]
    [InlineData("thousandths", "[THINK]maybe [1, 2, 30, 40][/THINK][100, 200, 300, 400]")]
    [InlineData("thousandths", "◁think▷maybe [1, 2, 30, 40]◁/think▷[100, 200, 300, 400]")]
    [InlineData("thousandths", "maybe [1, 2, 30, 40]</think>\n\n[100, 200, 300, 400]")]
    [InlineData("thousandths", "<|begin_of_thought|>maybe [1, 2, 30, 40]<|end_of_thought|>[100, 200, 300, 400]")]
    [InlineData("thousandths", "<seed:think>maybe [1, 2, 30, 40]</seed:think>[100, 200, 300, 400]")]
    [InlineData("thousandths", "<think>maybe [1, 2, 30, 40]</think><answer>[100, 200, 300, 400]</answer>")]
    [InlineData(
        "thousandths",
        "<|channel|>analysis<|message|>maybe [1, 2, 30, 40]<|end|><|start|>assistant<|channel|>final<|message|>[100, 200, 300, 400]")]
    [InlineData("fractions", "[0.1, 0.2, 0.3, 0.4]")]
    [InlineData("fractions", "{\"x\": 0.1, \"y\": 0.2, \"w\": 0.2, \"h\": 0.2}")]
    [InlineData("thousandths", "[10%, 20%, 30%, 40%]")]
    [InlineData("gemini", "{\"x1\": 100, \"y1\": 200, \"x2\": 300, \"y2\": 400}")]
    [InlineData("gemini", "{\"xmin\": 100, \"ymin\": 200, \"xmax\": 300, \"ymax\": 400}")]
    [InlineData("gemini", "[x0, y0, x1, y1] = [100, 200, 300, 400]")]
    [InlineData("thousandths", "[ymin, xmin, ymax, xmax]: [200, 100, 400, 300]")]
    [InlineData("gemini", "[{\"box_2d\": [200, 100, 400, 300], \"label\": \"x\"}]")]
    [InlineData("pixels", "[56, 56, 168, 112]")]
    [InlineData("bins", "<|ref|>player<|/ref|><|det|>[[100, 200, 300, 400]]<|/det|>")]
    [InlineData("bins", "<bbox>100 200 300 400</bbox>")]
    [InlineData("percent", "[10, 20, 30, 40]")]
    [InlineData("percent", "[10.0, 20.0, 30.0, 40.0]")]
    [InlineData("fractions", "{\"objects\": [{\"x_min\": 0.1, \"y_min\": 0.2, \"x_max\": 0.3, \"y_max\": 0.4}]}")]
    [InlineData("pixels", "player<loc_100><loc_200><loc_300><loc_400>")]
    [InlineData("fractions", "player<loc_100><loc_200><loc_300><loc_400>")]
    [InlineData("thousandths", "<loc0205><loc0102><loc0410><loc0307> player")]
    [InlineData("gemini", "<loc0205><loc0102><loc0410><loc0307> player")]
    public void Read_BoxInTheFormOfTheFamily_GivesPixelsOfTheOriginal(string convention, string answer)
    {
        var box = Assert.Single(BoxReading.Read(answer, BoxConvention.Find(convention)!, Sent, Original, "Adele", "a singer"));

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
    [InlineData("Adele is not in the picture; a similar man is at [100, 200, 300, 400].")]
    [InlineData("There is a woman at [100, 200, 300, 400], but Adele cannot be seen.")]
    [InlineData("Not visible among the four rows 1, 2, 3, 4")]
    [InlineData("[0, 0, 0, 0]")]
    [InlineData("[-1, -1, -1, -1]")]
    [InlineData("{\"bbox_2d\": [0, 0, 0, 0]}")]
    [InlineData("{\"bbox\": \"none\"}")]
    [InlineData("{\"bbox\": \"\"}")]
    [InlineData("{\"boxes\": []}")]
    [InlineData("{\"visible\": false}")]
    [InlineData("{\"found\": \"no\", \"bbox\": null}")]
    [InlineData("[[]]")]
    [InlineData("null")]
    [InlineData("false")]
    [InlineData("N/A")]
    [InlineData("not found")]
    [InlineData("no bounding box")]
    [InlineData("Answer: none")]
    [InlineData("I see no such person.")]
    [InlineData("Adele does not appear in this image.")]
    [InlineData("The entity is absent.")]
    [InlineData("没有")]
    [InlineData("图片中看不到她。")]
    [InlineData("No está en la imagen.")]
    [InlineData("Elle n'est pas visible.")]
    [InlineData("Sie ist nicht zu sehen.")]
    [InlineData("Não aparece na foto.")]
    [InlineData("Её не видно на фото.")]
    [InlineData("写っていません。")]
    [InlineData("사진에 없습니다.")]
    [InlineData("غير موجود في الصورة")]
    public void Read_NothingThere_GivesNoBox(string answer) =>
        Assert.Empty(BoxReading.Read(answer, BoxConvention.Thousandths, Sent, Original, "Adele", "a singer"));

    [Theory]
    [InlineData("thousandths", "[100, 200, 300]")]
    [InlineData("thousandths", "[300, 400, 100, 200]")]
    [InlineData("thousandths", "{\"bbox\": [300, 200, 100, 80]}")]
    [InlineData("thousandths", "{\"x1\": 300, \"y1\": 200, \"x2\": 100, \"y2\": 80}")]
    [InlineData("gemini", "[400, 300, 200, 100]")]
    [InlineData("thousandths", "[100, 200, 300, 400, 500]")]
    [InlineData("thousandths", "[100, 200, 300, 400, 500, 600, 700]")]
    [InlineData("thousandths", "<loc_100><loc_200><loc_300><loc_400><loc_500>")]
    [InlineData("thousandths", "[0.1, 0.2, 0.98, 1.02]")]
    [InlineData("pixels", "[0.1, 0.2, 0.98, 1.02]")]
    [InlineData("thousandths", "...")]
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

    [Theory]
    [InlineData("[\u201C")]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("(1,2),")]
    [InlineData("not visible, ")]
    [InlineData("x0=1, ")]
    [InlineData("<loc_1>")]
    [InlineData("1, 2, 3, ")]
    public async Task Read_HostileRepetition_EndsSoon(string part)
    {
        var answer = string.Concat(Enumerable.Repeat(part, 100_000));
        var reading = Task.Run(
            () => Record.Exception(() => BoxReading.Read(answer, BoxConvention.Thousandths, Sent, Original, "Adele")),
            TestContext.Current.CancellationToken);
        var thrown = await reading.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.True(thrown is null or ModelServiceException, thrown?.ToString());
    }

    [Fact]
    public void Read_CornersReversed_NamesTheSetting() => Assert.Contains(
        "the corners of the box [300, 200, 100, 80] are reversed; set \"chat.boxConvention\" to the form of this model",
        Assert.Throws<ModelServiceException>(
            () => BoxReading.Read("[300, 200, 100, 80]", BoxConvention.Thousandths, Sent, Original)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_LittleOverTheEdge_IsCutOff() => Assert.Equal(
        new Box(0, 0, 1000, 500),
        Assert.Single(BoxReading.Read("[-0.03, 0, 1.04, 1.02]", BoxConvention.Fractions, Sent, Original)));

    [Fact]
    public void Read_EveryFormEveryConventionEveryWrapping_GivesTheBoxBackOrAFault()
    {
        // Corners on a grid of 20 that all scales can say, so that the box comes back but for rounding.
        var gen = Gen.Select(
            Gen.Int[0, 18], Gen.Int[0, 18], Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[0, Forms.Length - 1], Gen.Int[0, Wrappings.Length - 1],
            Gen.Int[0, BoxConvention.All.Count - 1]);
        var faults = 0;
        gen.Sample(
            (x, y, w, h, form, wrapping, convention) =>
            {
                var (x0, y0, x1, y1) = (x / 20.0, y / 20.0, Math.Min(20, x + w) / 20.0, Math.Min(20, y + h) / 20.0);
                var family = BoxConvention.All[convention];
                var (width, height) = family.Name switch
                {
                    "pixels" => (Sent.Width, (double)Sent.Height),
                    "fractions" => (1, 1),
                    "bins" => (999, 999),
                    "percent" => (100, 100),
                    _ => (1000, 1000.0),
                };
                string N(double value, double scale) =>
                    (scale == 1 ? value : Math.Round(value * scale)).ToString(System.Globalization.CultureInfo.InvariantCulture);
                var isRowFirst = family.Name is "gemini";
                var corners = (N(x0, width), N(y0, height), N(x1, width), N(y1, height));
                var written = isRowFirst ? (corners.Item2, corners.Item1, corners.Item4, corners.Item3) : corners;
                var answer = string.Format(
                    System.Globalization.CultureInfo.InvariantCulture,
                    Wrappings[wrapping],
                    Forms[form](written, corners));
                try
                {
                    var boxes = BoxReading.Read(answer, family, Sent, Original, "Adele");
                    Assert.True(boxes.Count == 1, answer);
                    Assert.Equal(x0 * Original.Width, boxes[0].X0, 2.0);
                    Assert.Equal(y0 * Original.Height, boxes[0].Y0, 2.0);
                    Assert.Equal(x1 * Original.Width, boxes[0].X1, 2.0);
                    Assert.Equal(y1 * Original.Height, boxes[0].Y1, 2.0);
                }
                catch (ModelServiceException)
                {
                    // A fault is allowed, another box is not.
                    Interlocked.Increment(ref faults);
                }
            },
            iter: 100_000);
        Assert.InRange(faults, 0, 2_000);
    }

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
}
