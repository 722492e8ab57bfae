using Riveg.Onnx.Observation;
using Riveg.Onnx.Sessions;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Observation;

public sealed class UltraFaceDetectorTests
{
    [SharedTheory]
    [InlineData("version-RFB-640.onnx")]
    [InlineData("version-RFB-320.onnx")]
    public void Detect_PortraitOfEileenCollins_FindsHerFace(string model)
    {
        using var detector = Open(model);

        var face = Assert.Single(detector.Detect(TestPictures.Load(SharedFolder.Resolve("images", "astronaut.png"))));

        Assert.InRange(face.Score, 0.9, 1);
        Assert.True(face.Box.IntersectionOverUnion(new Box(175, 62, 276, 204)) > 0.6, face.ToString());
    }

    [SharedTheory]
    [InlineData("coffee.png")]
    [InlineData("chelsea.png")]
    [InlineData("rocket.jpg")]
    public void Detect_PictureWithoutPeople_FindsNothing(string picture)
    {
        using var detector = Open("version-RFB-640.onnx");

        Assert.Empty(detector.Detect(TestPictures.Load(SharedFolder.Resolve("images", picture))));
    }

    [SharedTheory]
    [InlineData(1, 1)]
    [InlineData(3000, 1)]
    [InlineData(1, 3000)]
    public void Detect_DegeneratePicture_FindsNothing(int width, int height)
    {
        using var detector = Open("version-RFB-320.onnx");

        Assert.Empty(detector.Detect(TestPictures.Flat(width, height, 90)));
    }

    [SharedFact]
    public async Task Detect_ManyThreads_GivesTheSame()
    {
        using var detector = Open("version-RFB-320.onnx");
        var picture = TestPictures.Load(SharedFolder.Resolve("images", "astronaut.png"));
        var expected = detector.Detect(picture);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => detector.Detect(picture))));

        Assert.All(results, r => Assert.Equal(expected, r));
    }

    [SharedFact]
    public void Open_NoModel_SaysSo()
    {
        var text = SharedFolder.Resolve("models", "ultraface", "LICENSE");

        Assert.Contains(
            "is not an ONNX model that can be run", Assert.Throws<InvalidDataException>(() => UltraFaceDetector.Open(text)).Message);
        Assert.Contains(
            "There is no model /no/such.onnx", Assert.Throws<FileNotFoundException>(() => UltraFaceDetector.Open("/no/such.onnx")).Message);
    }

    private static UltraFaceDetector Open(string model) =>
        UltraFaceDetector.Open(SharedFolder.Resolve("models", "ultraface", model), new OnnxSessionOptions { Threads = 1 });
}
