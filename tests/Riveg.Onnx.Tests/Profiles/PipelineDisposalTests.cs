using Riveg.Grounding;
using Riveg.Onnx.Profiles;
using Riveg.Onnx.Store;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Profiles;

/// <summary>
/// A run may end while a real network is at work: nothing uses its session after its disposal, and native code does not crash.
/// </summary>
public sealed class PipelineDisposalTests : IDisposable
{
    private readonly TemporaryFolder folder = new("riveg-disposal-");

    public void Dispose() => folder.Dispose();

    [SharedFact]
    public async Task Run_ThatEndsWithANetworkUnderWay_ThenDispose_NeverUsesItsSession()
    {
        var profile = Path.Combine(folder.Path, "faces.json");
        File.WriteAllText(
            profile,
            """{"extends":"builtin","stages":{"segmentation":"none","observation":{"use":"faces","model":"MODEL"},"grounding":"faces"}}""".Replace(
                "MODEL", SharedFolder.Resolve("models", "ultraface", "version-RFB-320.onnx"), StringComparison.Ordinal));
        using var store = new ModelStore();
        var builder = RivegPipeline.CreateBuilder(profile).ConfigureCatalog(c => OnnxStages.AddTo(c, store));
        var options = new PipelineOptions { BatchSize = 1, MaxBatchesInFlight = 3, Decision = new EntailmentThreshold(0) };
        for (var i = 0; i < 200; i++)
        {
            using var cancel = new CancellationTokenSource();
            var pipeline = builder.Configure(_ => options).Build();
            var run = EndAsync(pipeline, i % 3, cancel);
            if (i % 3 == 2)
            {
                await Task.Delay(i % 11, TestContext.Current.CancellationToken);
                pipeline.Dispose();
            }

            var end = await Record.ExceptionAsync(() => run);
            Assert.True(end is null or OperationCanceledException or ObjectDisposedException, end?.ToString());
            pipeline.Dispose();
        }
    }

    private static async Task EndAsync(RivegPipeline pipeline, int how, CancellationTokenSource cancel)
    {
        await foreach (var result in pipeline.AnnotateAsync(Endless(), cancel.Token))
        {
            Assert.True(result.Succeeded, result.AllFaults().FirstOrDefault()?.Message);
            if (how == 0)
            {
                break;
            }

            if (how == 1)
            {
                await cancel.CancelAsync();
            }
        }
    }

    private static async IAsyncEnumerable<Post> Endless()
    {
        var picture = ImageSource.FromFile(Path.Combine(SharedFolder.RepositoryRoot, "samples", "skyline.png"));
        for (var i = 0; ; i++)
        {
            await Task.Yield();
            yield return new Post { Id = $"{i}", Text = "Barack Obama met Angela Merkel", Image = picture };
        }
    }
}
