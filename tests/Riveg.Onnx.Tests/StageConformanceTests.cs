using Riveg.Grounding;
using Riveg.Onnx.Grounding;
using Riveg.Onnx.Observation;
using Riveg.Onnx.Observation.Objects;
using Riveg.Onnx.Observation.Reading;
using Riveg.Onnx.Recognition;
using Riveg.Onnx.Segmentation;
using Riveg.Onnx.Tests.Observation.Objects;
using Riveg.Onnx.Tests.Recognition;
using Riveg.Onnx.Tests.Segmentation;
using Riveg.Onnx.Sessions;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests;

public sealed class StageConformanceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task TransformerCrfRecognizer_KeepsTheContract()
    {
        using var recognizer = TransformerCrfRecognizer.Open(ToyTagger.Write(folder["tagger"]));
        await StageConformance.Of(recognizer).VerifyAsync(Token);
    }

    [Fact]
    public async Task TaggerRecognizer_KeepsTheContract()
    {
        using var recognizer = TaggerRecognizer.Open(SmallTagger.Write(folder["tagger"]));
        await StageConformance.Of(recognizer).VerifyAsync(Token);
    }

    [Fact]
    public async Task SamSegmenter_KeepsTheContract()
    {
        ToySam.PlanarEncoder(folder["sam/encoder.onnx"]);
        ToySam.OfficialDecoder(folder["sam/decoder.onnx"]);
        using var segmenter = SamSegmenter.Open(folder["sam"]);
        await StageConformance.Of(segmenter, new ConformanceOptions { ManyMentions = 100 }).VerifyAsync(Token);
    }

    [SharedFact]
    public async Task SamSegmenter_OfGoldenWeights_KeepsTheContract()
    {
        using var segmenter = SamSegmenter.Open(GoldenSam.Convert("sam_tiny256.pth", folder["golden"]));
        await StageConformance.Of(segmenter, new ConformanceOptions { ManyMentions = 20 }).VerifyAsync(Token);
    }

    [SharedFact]
    public async Task FaceObserver_KeepsTheContract()
    {
        var model = SharedFolder.Resolve("models", "ultraface", "version-RFB-320.onnx");
        using var observer = new FaceObserver(
            UltraFaceDetector.Open(model, new OnnxSessionOptions { Threads = 1 }), ownsDetector: true);
        await StageConformance.Of(observer).VerifyAsync(Token);
    }

    [Fact]
    public async Task ObjectObserver_KeepsTheContract()
    {
        var model = ToyDetector.Write(folder["toy.onnx"], 64, ("output0", [0, 0, 32, 32, 0.9f, 0], [1, 1, 6]));
        File.WriteAllText(folder["toy.txt"], "ant");
        using var observer = new ObjectObserver(ObjectDetector.Open(model), "toy", ownsDetector: true);
        await StageConformance.Of(observer).VerifyAsync(Token);
    }

    [SharedFact]
    public async Task WordObserver_KeepsTheContract()
    {
        using var observer = new WordObserver(
            WordReader.Open(SharedFolder.Resolve("models", "ppocr"), sessionOptions: new OnnxSessionOptions { Threads = 1 }),
            "ppocr-en",
            ownsReader: true);
        await StageConformance.Of(observer).VerifyAsync(Token);
    }

    [Fact]
    public Task FaceAnchoredGrounder_KeepsTheContract() => StageConformance
        .Of(new FaceAnchoredGrounder(new FakeVisualGrounder(m => m.Post.Image is { } image
            ? new GroundingAnswer([new Region(new Box(0, 0, image.Width, image.Height), 0.5)])
            : GroundingAnswer.Nowhere)))
        .VerifyAsync(Token);
}
