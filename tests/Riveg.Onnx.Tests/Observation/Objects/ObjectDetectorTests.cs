using Riveg.Onnx.Observation.Objects;
using Riveg.Onnx.Sessions;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Observation.Objects;

/// <summary>Real models on real photographs, whose boxes are those of the photo-posts' annotations.</summary>
public sealed class ObjectDetectorTests
{
    private static readonly OnnxSessionOptions OneThread = new() { Threads = 1 };

    public static TheoryData<string, string> Models => new()
    {
        { "picodet-s/picodet_s_416_coco.onnx", nameof(PicoDetContract) },
        { "yolox-nano/yolox_nano.onnx", nameof(YoloxContract) },
        { "fastestdet/FastestDet.onnx", nameof(FastestDetContract) },
    };

    [SharedTheory]
    [MemberData(nameof(Models))]
    public void Open_RealModel_ReadsItsContract(string model, string contract)
    {
        using var detector = Open(model);

        Assert.Equal((contract, 80, "person"), (detector.Contract.GetType().Name, detector.Labels.Count, detector.Labels[0]));
    }

    [SharedTheory]
    [MemberData(nameof(Models))]
    public void Of_RealModel_IsNotRunToSeeWhatItGives(string model, string contract)
    {
        using var session = OnnxSession.Open(SharedFolder.Resolve(["models", .. model.Split('/')]), OneThread);

        Assert.True(DetectorModel.Of(session, side: null).IsDeclared, contract);
    }

    [SharedTheory]
    [InlineData("000000000025", "giraffe", 386, 60, 600, 356)]
    [InlineData("000000000034", "zebra", 1, 20, 441, 398)]
    [InlineData("000000000036", "person", 168, 163, 477, 627)]
    [InlineData("000000000061", "elephant", 223, 250, 364, 327)]
    [InlineData("000000000071", "train", 48, 186, 530, 304)]
    [InlineData("000000000073", "motorcycle", 13, 23, 548, 631)]
    [InlineData("000000000081", "airplane", 39, 40, 620, 357)]
    public void Detect_Photograph_FindsWhatIsAnnotated(string picture, string label, int x0, int y0, int x1, int y1)
    {
        var image = TestPictures.Load(SharedFolder.Resolve("data", "photo-posts", "images", $"{picture}.jpg"));
        var gold = new Box(x0, y0, x1, y1);

        using var detector = Open("picodet-s/picodet_s_416_coco.onnx");

        Assert.Contains(detector.Detect(image), o => o.Label == label && o.Box.IntersectionOverUnion(gold) >= 0.5);
    }

    [SharedTheory]
    [InlineData("yolox-nano/yolox_nano.onnx")]
    [InlineData("fastestdet/FastestDet.onnx")]
    public void Detect_OtherModels_FindTheAirplane(string model)
    {
        using var detector = Open(model);
        var image = TestPictures.Load(SharedFolder.Resolve("data", "photo-posts", "images", "000000000081.jpg"));

        Assert.Contains(
            detector.Detect(image), o => o.Label == "airplane" && o.Box.IntersectionOverUnion(new Box(39, 40, 620, 357)) >= 0.5);
    }

    [SharedTheory]
    [InlineData("chelsea.png", "cat")]
    [InlineData("coffee.png", "cup")]
    [InlineData("astronaut.png", "person")]
    public void Detect_KnownPicture_FindsItsSubject(string picture, string label)
    {
        using var detector = Open("picodet-s/picodet_s_416_coco.onnx");

        Assert.Contains(detector.Detect(TestPictures.Load(SharedFolder.Resolve("images", picture))), o => o.Label == label);
    }

    [SharedTheory]
    [MemberData(nameof(Models))]
    public void Detect_DegeneratePicture_StaysInside(string model, string contract)
    {
        using var detector = Open(model);
        foreach (var (width, height) in new[] { (1, 1), (3000, 1), (1, 3000), (9000, 400) })
        {
            var objects = detector.Detect(TestPictures.Random(width, height, 7));
            Assert.All(objects, o => Assert.True(o.Box.IsProper && o.Box == o.Box.ClampTo(new(width, height)), $"{contract}: {o}"));
        }
    }

    [SharedFact]
    public async Task Detect_ManyThreads_GivesTheSame()
    {
        using var detector = Open("fastestdet/FastestDet.onnx");
        var picture = TestPictures.Load(SharedFolder.Resolve("images", "astronaut.png"));
        var expected = detector.Detect(picture);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => detector.Detect(picture))));

        Assert.All(results, r => Assert.Equal(expected, r));
    }

    [SharedFact]
    public void Detect_MostObjects_KeepsTheSurest()
    {
        var picture = TestPictures.Load(SharedFolder.Resolve("data", "photo-posts", "images", "000000000143.jpg"));
        using var all = Open("picodet-s/picodet_s_416_coco.onnx");
        using var two = ObjectDetector.Open(
            SharedFolder.Resolve("models", "picodet-s"), new ObjectDetectorOptions { MaxObjects = 2 }, OneThread);

        Assert.Equal(all.Detect(picture).Take(2), two.Detect(picture));
    }

    private static ObjectDetector Open(string model) =>
        ObjectDetector.Open(SharedFolder.Resolve(["models", .. model.Split('/')]), sessionOptions: OneThread);
}
