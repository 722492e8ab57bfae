using Riveg.Onnx.Diagnosis;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Store;
using Riveg.Onnx.Tests.Profiles;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Diagnosis;

public sealed class OnnxDiagnosisTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Devices_Here_CpuWorksAndEachOtherSaysWhyNot()
    {
        var devices = OnnxDiagnosis.Devices();

        Assert.Equal(OnnxDevices.All, devices.Select(d => d.Device));
        Assert.True(devices[0].Works);
        Assert.Matches(@"^ONNX Runtime \d+\.\d+", devices[0].Message);
        Assert.All(devices.Where(d => !d.Works), d => Assert.Contains("cannot be used", d.Message));
    }

    [SharedFact]
    public async Task Models_OfProfiles_SaysWhatIsMissing()
    {
        using var store = new ModelStore(new ModelStoreOptions { HubCache = folder["hub"], Home = folder["home"] });
        var catalog = TestCatalog.Create(store);

        Assert.Equal(
            [
                .. new[] { "ultraface", "picodet-s", "ppocr-en" }.Select(
                    m => $"observation: Model '{m}' is not in the store; run 'riveg models pull {m}'."),
                "recognition: ",
            ],
            OnnxDiagnosis.Models(catalog.LoadProfile("light"), catalog, store).Select(n => $"{n.Slot.Name}: {n.ToDo}"));
        Assert.Equal(
            ["paper-tagger", "paper-entailment", "paper-grounding", "sam-vit-h"],
            OnnxDiagnosis.Models(catalog.LoadProfile("paper"), catalog, store).Select(n => n.Model));

        await store.ImportAsync("ultraface", SharedFolder.Resolve("models", "ultraface"), Cancel);
        Assert.Equal(
            ["picodet-s", "ppocr-en"],
            OnnxDiagnosis.Models(catalog.LoadProfile("light"), catalog, store).Where(n => n.ToDo is not null).Select(n => n.Model));
    }
}
