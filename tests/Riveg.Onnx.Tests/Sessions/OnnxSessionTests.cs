using System.Runtime.InteropServices;
using Riveg.Faults;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.Onnx.Sessions;
using OnnxTensor = Riveg.Onnx.Sessions.OnnxTensor;

namespace Riveg.Onnx.Tests.Sessions;

public sealed class OnnxSessionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Run_Network_GivesOutputsInTheOrderOfTheirNames()
    {
        using var session = OnnxSession.Open(Network());

        var outputs = session.Run([new("x", OnnxTensor.Of([1f, 2f], 2)), new("n", OnnxTensor.Of([3L], 1))], ["sum", "double"], Cancel);

        Assert.Equal([[4f, 5f], [2f, 4f]], outputs.Select(o => o.Floats));
        Assert.Equal([2L], outputs[0].Shape);
    }

    [Fact]
    public void Open_Network_TellsWhatItTakesAndGives()
    {
        using var session = OnnxSession.Open(Network());

        Assert.Equal("x Float [?], n Int64 [1]", string.Join(", ", session.Inputs));
        Assert.Equal(OnnxDevice.Cpu, session.Device);
    }

    [Fact]
    public void Run_WrongInputs_SaysWhich()
    {
        using var session = OnnxSession.Open(Network());

        var unknown = Assert.Throws<InvalidDataException>(() => session.Run([new("y", OnnxTensor.Of([1f], 1))], ["sum"], Cancel));
        var missing = Assert.Throws<InvalidDataException>(() => session.Run([new("x", OnnxTensor.Of([1f], 1))], ["sum"], Cancel));

        Assert.Contains("has no input y; it has x Float [?], n Int64 [1]", unknown.Message);
        Assert.Contains("cannot be run with these inputs", missing.Message);
        Assert.Throws<ArgumentException>(() => OnnxTensor.Of([1f, 2f], 3));
    }

    [Fact]
    public async Task Run_CancelledOnTheWay_Stops()
    {
        using var session = OnnxSession.Open(EndlessNetwork());
        using var stop = new CancellationTokenSource();

        var run = Task.Run(() => session.Run([new("x", OnnxTensor.Of(new float[512 * 512], 512, 512))], ["y"], stop.Token), Cancel);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public void DeviceInUse_TracedRun_NamesTheCpuAlone()
    {
        using var session = OnnxSession.Open(Network(), new OnnxSessionOptions(), trace: true);

        session.Run([new("x", OnnxTensor.Of([1f], 1)), new("n", OnnxTensor.Of([3L], 1))], ["sum"], Cancel);

        Assert.Equal("cpu", session.DeviceInUse);
    }

    [Fact]
    public void Describe_OperationsLeftToTheCpu_SaysHowMany()
    {
        var placement = new Placement(new Dictionary<string, int> { ["CUDAExecutionProvider"] = 312, ["CPUExecutionProvider"] = 28 });

        Assert.Equal("cuda (312 of 340 operations, the others on cpu)", placement.Describe(OnnxDevice.Cuda));
    }

    [Fact]
    public void Read_Trace_CountsOperationsByProvider()
    {
        File.WriteAllText(folder["trace.json"], """
            [
              { "cat": "Session", "name": "model_run" },
              { "cat": "Node", "name": "a_kernel_time", "args": { "provider": "CUDAExecutionProvider" } },
              { "cat": "Node", "name": "b_kernel_time", "args": { "provider": "CPUExecutionProvider" } },
              { "cat": "Node", "name": "c_fence_before", "args": { "op_name": "Add" } }
            ]
            """);

        Assert.Equal(
            (1, 1), (Placement.Read(folder["trace.json"]).On(OnnxDevice.Cuda), Placement.Read(folder["trace.json"]).On(OnnxDevice.Cpu)));
    }

    [Fact]
    public void Run_AfterDisposal_Throws()
    {
        var session = OnnxSession.Open(Network());
        session.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.Run([], [], Cancel));
    }

    [Fact]
    public void Open_WrongOptions_NamesEveryFault()
    {
        var error = Assert.Throws<ArgumentException>(
            () => OnnxSession.Open(Network(), new OnnxSessionOptions { Threads = -1, DeviceIndex = -2 }));

        Assert.Equal(
            "The session's options are wrong: Threads is -1, must be at least 0; DeviceIndex is -2, must be at least 0.", error.Message);
    }

    [Theory]
    [InlineData(OnnxDevice.Cuda)]
    [InlineData(OnnxDevice.DirectMl)]
    [InlineData(OnnxDevice.CoreMl)]
    public void Open_DeviceThatIsNotThere_IsNoCpuInSilence(OnnxDevice device)
    {
        Assert.SkipWhen(device.IsSupported(), "the device is there");

        var error = Assert.Throws<StageUnavailableException>(() => OnnxSession.Open(Network(), new OnnxSessionOptions { Device = device }));

        Assert.Contains($"\"{device.Name()}\" cannot be used", error.Message);
    }

    [Fact]
    public void Guard_MissingLibrary_BecomesOneLine()
    {
        var error = Assert.Throws<StageUnavailableException>(
            () => NativeRuntime.Guard(() => NativeLibrary.Load("no-such-library-anywhere")));

        Assert.StartsWith("ONNX Runtime's native library cannot be loaded (", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    private string Network()
    {
        var ops = new OnnxEmitter();
        var x = ops.Input("x", ElementType.Float32, "length");
        var n = ops.Input("n", ElementType.Int64, 1);
        ops.Output("double", ops.Multiply(x, 2), "length");
        ops.Output("sum", ops.Add(x, ops.ToFloat(n)), "length");
        ops.Save(folder["network.onnx"], CancellationToken.None);
        return folder["network.onnx"];
    }

    // Thousands of products of matrices: far more work than it takes to cancel.
    private string EndlessNetwork()
    {
        var ops = new OnnxEmitter();
        var x = ops.Input("x", ElementType.Float32, 512, 512);
        var y = x;
        for (var i = 0; i < 5000; i++)
        {
            y = ops.MatMul(y, x);
        }

        ops.Output("y", y, 512, 512);
        ops.Save(folder["endless.onnx"], CancellationToken.None);
        return folder["endless.onnx"];
    }
}
