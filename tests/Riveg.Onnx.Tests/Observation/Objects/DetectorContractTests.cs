using Riveg.Onnx.Observation.Objects;
using Riveg.Onnx.Sessions;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Observation.Objects;

/// <summary>Models whose outputs are known, read as their families are; and models of no family.</summary>
public sealed class DetectorContractTests : IDisposable
{
    private const int Side = 64;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_ModelThatSaysItsShapes_IsNotRun()
    {
        var path = ToyDetector.WriteBroken(folder["model.onnx"]);
        Labels("ant");

        Assert.Contains("cannot be run with these inputs", Assert.Throws<InvalidDataException>(() => Detect(path, 64, 64)).Message);
        using var detector = ObjectDetector.Open(path);
        Assert.IsType<SuppressedRowsContract>(detector.Contract);
    }

    [Fact]
    public void Open_ModelThatLeavesShapesOpen_IsNotRunBeforeTheFirstPicture()
    {
        using var detector = OpenOfOpenShapes(8, 16, 24, 48, 0.9f, 0, 0);

        foreach (var attempt in (string[])["first", "second"])
        {
            var fault = Assert.Throws<InvalidDataException>(() => detector.Detect(TestPictures.Flat(Side, Side, 1)));
            Assert.True(fault.Message.Contains("cannot be run with these inputs", StringComparison.Ordinal), $"{attempt}: {fault.Message}");
        }
    }

    [Fact]
    public void Detect_ModelThatLeavesShapesOpen_ReadsItsFamilyOffTheFirstPicture()
    {
        using var detector = OpenOfOpenShapes(8, 16, 24, 48, 0.9f, 0);
        Labels("ant");

        var objects = detector.Detect(TestPictures.Flat(Side, Side, 1));

        Assert.Equal(new DetectedObject("ant", new Box(8, 16, 24, 48), 0.9f), Assert.Single(objects.Distinct()));
        Assert.Equal(["ant"], detector.Labels);
    }

    [Fact]
    public void Detect_ModelOfNoFamilyThatLeavesShapesOpen_SaysSo()
    {
        using var detector = OpenOfOpenShapes(8, 16, 24, 48);

        Assert.StartsWith(
            $"{folder["model.onnx"]} is no object detector that Riveg knows: it takes images Float [1, 3, ?, ?] and gives output0 Float "
            + "[1, ?, 4]; known are",
            Assert.Throws<InvalidDataException>(() => detector.Detect(TestPictures.Flat(Side, Side, 1))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void SuppressedRows_AreReadAsTheyStand()
    {
        var path = Write(("output0", [8, 16, 24, 48, 0.9f, 1, 0, 0, 32, 32, 0.5f, 0, 0, 0, 9, 9, 0.1f, 0], [1, 3, 6]));
        Labels("ant", "bee");

        // The picture is twice the input's size.
        Assert.Equal(
            [new DetectedObject("bee", new Box(16, 32, 48, 96), 0.9f), new DetectedObject("ant", new Box(0, 0, 64, 64), 0.5f)],
            Detect(path, 128, 128));
    }

    [Fact]
    public void SuppressedRows_OfAWidePicture_AreInTheMiddleOfTheInput()
    {
        var path = Write(("output0", [0, 16, 32, 48, 0.9f, 0], [1, 1, 6]));
        Labels("ant");

        Assert.Equal([new DetectedObject("ant", new Box(0, 0, 64, 64), 0.9f)], Detect(path, 128, 64));
    }

    [Fact]
    public void SuppressedLists_CountAsManyAsTheySay()
    {
        var path = Write(
            ("num_dets", [1], [1, 1]),
            ("boxes", [8, 8, 16, 16, 0, 0, 64, 64], [1, 2, 4]),
            ("scores", [0.8f, 0.9f], [1, 2]),
            ("labels", [1, 0], [1, 2]));
        Labels("ant", "bee");

        Assert.Equal([new DetectedObject("bee", new Box(8, 8, 16, 16), 0.8f)], Detect(path, 64, 64));
    }

    [Fact]
    public void SuppressedLists_WithoutACount_AreThoseOfStretchedPictures()
    {
        var path = Write(
            ("labels", [0, 0], [1, 2]), ("boxes", [8, 8, 16, 16, 0, 0, 64, 64], [1, 2, 4]), ("scores", [0.8f, 0.2f], [1, 2]));
        Labels("ant");

        Assert.Equal([new DetectedObject("ant", new Box(16, 8, 32, 16), 0.8f)], Detect(path, 128, 64));
    }

    [Fact]
    public void Detr_LogitsAreSigmoids_BoxesCentresAndSizes()
    {
        var path = Write(
            ("logits", [-9, 2, -9, -9, -9, -9], [1, 2, 3]), ("pred_boxes", [0.5f, 0.5f, 0.5f, 0.25f, 0.1f, 0.1f, 0.1f, 0.1f], [1, 2, 4]));
        Labels("ant", "bee", "cow");

        var only = Assert.Single(Detect(path, 128, 64));

        Assert.Equal(("bee", new Box(32, 24, 96, 40)), (only.Label, only.Box));
        Assert.Equal(1 / (1 + Math.Exp(-2)), only.Score, 6);
    }

    [Fact]
    public void Detr_WithAClassForNothing_TakesTheSoftmax()
    {
        var path = Write(
            ("logits", [0, 3, 0, 0, 0, 5], [1, 2, 3]), ("pred_boxes", [0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f], [1, 2, 4]));
        Labels("ant", "bee");

        var only = Assert.Single(Detect(path, 64, 64));

        Assert.Equal("bee", only.Label);
        Assert.Equal(Math.Exp(3) / (Math.Exp(3) + 2), only.Score, 6);
    }

    [Fact]
    public void Yolox_IsDecodedAndSuppressedByClass()
    {
        // Strides 8, 16 and 32 of a side of 64 have 64, 16 and 4 cells; 2 classes.
        var values = new float[84 * 7];
        Cell(values, 9, [0.5f, 0.5f, MathF.Log(2), MathF.Log(2), 0.9f, 1, 0]);
        Cell(values, 10, [-0.4f, 0.5f, MathF.Log(2), MathF.Log(2), 0.8f, 1, 0]);
        Cell(values, 80, [0.5f, 0.5f, 0, 0, 0.5f, 0, 1]);
        var path = Write(("output", values, [1, 84, 7]));
        Labels("ant", "bee");

        var objects = Detect(path, 64, 64);

        Assert.Equal(["ant", "bee"], objects.Select(o => o.Label));
        Assert.True(objects[0].Box.IntersectionOverUnion(new Box(4, 4, 20, 20)) > 0.9999, $"{objects[0]}");
        Assert.Equal(new Box(0, 0, 32, 32), objects[1].Box);
    }

    [Fact]
    public void FastestDet_ScoreIsObjectnessAndClassTogether()
    {
        var values = new float[7 * 16];
        values[5] = 0.8f;
        values[(6 * 16) + 5] = 0.7f;
        var path = Write(("output", values, [1, 7, 4, 4]));
        Labels("ant", "bee");

        var only = Assert.Single(Detect(path, 64, 64));

        // Its centre is the corner of its cell, its size half of the input: tanh and sigmoid of 0.
        Assert.Equal(("bee", new Box(0, 0, 32, 32)), (only.Label, only.Box));
        Assert.Equal(Math.Pow(0.8f, 0.6) * Math.Pow(0.7f, 0.4), only.Score, 6);
    }

    [Fact]
    public void PicoDet_DistancesAreMeansOfTheirBins()
    {
        // Strides 8 and 16; 2 classes, 4 bins.
        var scores = new float[64 * 2];
        scores[(9 * 2) + 1] = 0.9f;
        var distances = new float[64 * 16];
        foreach (var (side, bin) in new[] { (0, 1), (1, 0), (2, 2), (3, 3) })
        {
            distances[(9 * 16) + (side * 4) + bin] = 100;
        }

        var path = Write(
            ("s8", scores, [1, 64, 2]), ("s16", new float[32], [1, 16, 2]),
            ("d8", distances, [1, 64, 16]), ("d16", new float[256], [1, 16, 16]));
        Labels("ant", "bee");

        Assert.Equal([new DetectedObject("bee", new Box(3.5, 11.5, 27.5, 35.5), 0.9f)], Detect(path, 64, 64));
    }

    [Fact]
    public void Detect_BoxesThatAreNone_AreLeftOut()
    {
        float[] none = [float.NaN, 0, 9, 9, 0.9f, 0];
        float[] reversed = [9, 9, 3, 3, 0.8f, 0];
        float[] unsure = [0, 0, 9, 9, float.NaN, 0];
        float[] outside = [70, 70, 80, 80, 1, 0];
        var path = Write(("output0", [.. none, .. reversed, .. unsure, .. outside], [1, 4, 6]));
        Labels("ant");

        Assert.Empty(Detect(path, 64, 64));
    }

    [Fact]
    public void Detect_ClassWithoutAName_SaysWhatToDo()
    {
        var path = Write(("output0", [0, 0, 9, 9, 0.9f, 7], [1, 1, 6]));
        Labels("ant");

        Assert.Equal(
            $"{path} gave the class 7, and only 1 have a name; give the names that belong to the model in the setting \"labels\".",
            Assert.Throws<InvalidDataException>(() => Detect(path, 64, 64)).Message);
    }

    [Fact]
    public void Open_OtherNumberOfNames_SaysBoth()
    {
        var path = Write(("output", new float[7 * 16], [1, 7, 4, 4]));
        Labels("ant", "bee", "cow");

        Assert.Equal(
            $"{path} has 2 classes, and {folder["model.txt"]} names 3; give the names that belong to the model in the setting \"labels\".",
            Assert.Throws<InvalidDataException>(() => ObjectDetector.Open(path)).Message);
    }

    [Fact]
    public void Open_NoNames_SaysWhereTheyAreLookedFor()
    {
        var path = Write(("output", new float[7 * 16], [1, 7, 4, 4]));

        Assert.Equal(
            $"{path} tells no names of its classes, of which it has 2; put model.txt with one a line beside it, "
            + "or name such a file (or \"coco\") in the setting \"labels\".",
            Assert.Throws<InvalidDataException>(() => ObjectDetector.Open(path)).Message);
    }

    [Theory]
    [InlineData(1, 85, 8400)]
    [InlineData(1, 100, 7)]
    [InlineData(1, 5)]
    public void Open_UnknownContract_ListsWhatTheModelHas(params int[] shape)
    {
        var path = Write(("output0", new float[shape.Aggregate(1, (a, b) => a * b)], shape));

        Assert.Equal(
            $"{path} is no object detector that Riveg knows: it takes images Float [1, 3, 64, 64] and gives output0 Float "
            + $"[{string.Join(", ", shape)}]; known are PicoDet, YOLOX, FastestDet, DETR kinds (logits, pred_boxes) and exports with "
            + "built-in suppression ([1, N, 6], or boxes, scores and labels); export it as one of them.",
            Assert.Throws<InvalidDataException>(() => ObjectDetector.Open(path)).Message);
    }

    [Fact]
    public void Open_PicturesOfAnySize_GetTheSideOfTheSetting()
    {
        var path = ToyDetector.Write(
            folder["any.onnx"], 0, ("logits", [2], [1, 1, 1]), ("pred_boxes", [0.5f, 0.5f, 0.5f, 0.5f], [1, 1, 4]));
        File.WriteAllText(folder["any.txt"], "ant");
        using var detector = ObjectDetector.Open(path, new ObjectDetectorOptions { InputSide = 96 });

        Assert.Equal(new ImageSize(96, 96), detector.Contract.Input.Size);
        Assert.Equal(new Box(2.5, 2.5, 7.5, 7.5), Assert.Single(detector.Detect(TestPictures.Flat(10, 10, 1))).Box);
    }

    [Fact]
    public void Open_SideOfAnotherThanTheModels_IsRefused()
    {
        var path = Write(("output0", new float[6], [1, 1, 6]));
        Labels("ant");

        using (ObjectDetector.Open(path, new ObjectDetectorOptions { InputSide = Side }))
        {
        }

        Assert.Equal(
            $"{path} takes pictures of 64 x 64 alone, and the setting \"inputSide\" is 96; leave it out.",
            Assert.Throws<InvalidDataException>(() => ObjectDetector.Open(path, new ObjectDetectorOptions { InputSide = 96 })).Message);
    }

    // Of one name there are exports of both orders.
    [Theory]
    [InlineData("orig_target_sizes", false)]
    [InlineData("orig_target_sizes", true)]
    [InlineData("target_sizes", false)]
    [InlineData("target_sizes", true)]
    [InlineData("orig_size", true)]
    public void Detect_ModelThatAsksForTheSize_GetsItInItsOwnOrder(string input, bool isHeightFirst)
    {
        var path = ToyDetector.WriteSized(folder["sized.onnx"], input, isHeightFirst, 0.25f, 0.5f, 0.5f, 1f);
        File.WriteAllText(folder["sized.txt"], "ant");
        using var detector = ObjectDetector.Open(path);

        Assert.Equal(new Box(32, 32, 64, 64), Assert.Single(detector.Detect(TestPictures.Flat(128, 64, 1))).Box);
    }

    [Theory]
    [InlineData("ant\n\nbee", "holds no names of classes; wanted is one name a line, no line empty, or JSON: ")]
    [InlineData("ant\nant", "names the classes 0 and 1 both \"ant\"; give each class a name of its own.")]
    [InlineData("ant", "has 2 classes, and ")]
    [InlineData("ant\nbee\ncow", "has 2 classes, and ")]
    public void Open_FileOfLabelsThatIsWrong_IsRefusedBesideTheModelAndAsSetting(string labels, string expected)
    {
        var path = Write(("output", new float[7 * 16], [1, 7, 4, 4]));
        File.WriteAllText(folder["own.txt"], labels);
        Assert.Contains(
            expected,
            Assert.Throws<InvalidDataException>(
                () => ObjectDetector.Open(path, new ObjectDetectorOptions { Labels = folder["own.txt"] })).Message,
            StringComparison.Ordinal);

        File.Move(folder["own.txt"], folder["labels.txt"]);
        Assert.Contains(
            expected, Assert.Throws<InvalidDataException>(() => ObjectDetector.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_JsonBesideThatSpeaksOfOtherThings_IsPassedOver()
    {
        var path = Write(("output", new float[7 * 16], [1, 7, 4, 4]));
        File.WriteAllText(folder["model.json"], """{ "version": 3 }""");
        File.WriteAllText(folder["labels.txt"], "ant\nbee");

        using var detector = ObjectDetector.Open(path);
        Assert.Equal(["ant", "bee"], detector.Labels);
    }

    [SharedFact]
    public void Open_FaceDetector_IsNoObjectDetector()
    {
        var path = SharedFolder.Resolve("models", "ultraface", "version-RFB-320.onnx");

        Assert.StartsWith(
            $"{path} is no object detector that Riveg knows: it takes ",
            Assert.Throws<InvalidDataException>(() => ObjectDetector.Open(path)).Message);
    }

    [Fact]
    public void Open_FolderWithTwoModels_AsksForOne()
    {
        Write(("output0", [0, 0, 9, 9, 0.9f, 7], [1, 1, 6]));
        ToyDetector.Write(folder["other.onnx"], Side, ("output0", [0, 0, 9, 9, 0.9f, 7], [1, 1, 6]));

        Assert.Equal(
            $"The folder {folder.Path} holds 2 .onnx files; name the one that is meant.",
            Assert.Throws<InvalidDataException>(() => ObjectDetector.Open(folder.Path)).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void Open_WrongOptions_NamesThem(double score) => Assert.Contains(
        "MinScore",
        Assert.Throws<ArgumentException>(() => ObjectDetector.Open("x", new ObjectDetectorOptions { MinScore = score })).Message,
        StringComparison.Ordinal);

    private ObjectDetector OpenOfOpenShapes(params ReadOnlySpan<float> row) =>
        ObjectDetector.Open(ToyDetector.WriteOpen(folder["model.onnx"], row), new ObjectDetectorOptions { InputSide = Side });

    private string Write(params ReadOnlySpan<(string Name, float[] Values, int[] Shape)> outputs) =>
        ToyDetector.Write(folder["model.onnx"], Side, outputs);

    private void Labels(params string[] names) => File.WriteAllLines(folder["model.txt"], names);

    private static void Cell(float[] values, int cell, float[] row) => row.CopyTo(values, cell * row.Length);

    private static IReadOnlyList<DetectedObject> Detect(string path, int width, int height)
    {
        using var detector = ObjectDetector.Open(path, sessionOptions: new OnnxSessionOptions { Threads = 1 });
        return detector.Detect(TestPictures.Flat(width, height, 90));
    }
}
