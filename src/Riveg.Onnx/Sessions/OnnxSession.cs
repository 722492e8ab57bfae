using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Riveg.Faults;
using Riveg.Networks.Checkpoints;

namespace Riveg.Onnx.Sessions;

/// <summary>
/// A loaded network. Share it: <see cref="Run"/> and <see cref="RunNative"/> may be called from several threads at once. It owns native
/// memory; dispose of it when no run is going on any more. Tensors that go in stay the caller's. What comes out of <see cref="Run"/> are
/// copies in managed memory, what comes out of <see cref="RunNative"/> stays native and is the caller's to dispose of.
/// </summary>
public sealed class OnnxSession : IDisposable
{
    // Faults come as exceptions; the runtime's own lines on the console would say them twice.
    private const OrtLoggingLevel Quiet = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;

    private readonly InferenceSession session;
    private readonly Dictionary<string, TensorElementType> inputTypes;
    private readonly Lock traceGate = new();
    private bool isTracing;
    private volatile Placement? placement;
    private readonly Lock runGate = new();
    private int runs;
    private bool disposed;

    private OnnxSession(string path, OnnxDevice device, InferenceSession session, bool isTracing)
    {
        this.isTracing = isTracing;
        Path = path;
        Device = device;
        this.session = session;
        inputTypes = session.InputMetadata.ToDictionary(p => p.Key, p => p.Value.ElementDataType);
        Inputs = [.. session.InputNames.Select(n => Describe(n, session.InputMetadata[n]))];
        Outputs = [.. session.OutputNames.Select(n => Describe(n, session.OutputMetadata[n]))];
    }

    /// <summary>The model's file; of one that lies in a package its name there.</summary>
    public string Path { get; }

    /// <summary>Where the network runs: the device that was asked for, since another one is never taken in its place.</summary>
    public OnnxDevice Device { get; }

    /// <summary>
    /// What really runs the network: the device's name, after the first run with the share of operations that it left to another one, if
    /// any. On the CPU there is nothing to leave.
    /// </summary>
    public string DeviceInUse => placement?.Describe(Device) ?? Device.Name();

    /// <summary>The inputs in the model's order.</summary>
    public IReadOnlyList<OnnxTensorInfo> Inputs { get; }

    /// <summary>The outputs in the model's order.</summary>
    public IReadOnlyList<OnnxTensorInfo> Outputs { get; }

    /// <summary>What the model's file says of itself, by name, such as <c>names</c>; empty where it says nothing.</summary>
    internal IReadOnlyDictionary<string, string> Metadata => session.ModelMetadata.CustomMetadataMap;

    /// <summary>Loads a model.</summary>
    /// <param name="path">The <c>.onnx</c> file; weights beside it are found by their names in it.</param>
    /// <param name="options">How it is run; the defaults if null.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names every fault.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not an ONNX model that can be run.</exception>
    /// <exception cref="StageUnavailableException">The native library or the device is missing.</exception>
    public static OnnxSession Open(string path, OnnxSessionOptions? options = null) =>
        Open(path, options ?? new OnnxSessionOptions(), trace: options?.Device is not (null or OnnxDevice.Cpu));

    internal static OnnxSession Open(string path, OnnxSessionOptions options, bool trace)
    {
        options.Validate();
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"There is no model {path}; mend the path, or give a name of 'riveg models list'.", path);
        }

        if (!SmallFile.HasLength(path))
        {
            throw new InvalidDataException($"{path} is empty, or a device or a pipe; fetch or convert the model again.");
        }

        return Load(path, options, trace, native => new InferenceSession(path, native));
    }

    /// <summary>Loads a model that is no file.</summary>
    /// <param name="model">All of it; not used after the call.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names every fault.</exception>
    /// <exception cref="InvalidDataException">It is not an ONNX model that can be run.</exception>
    /// <exception cref="StageUnavailableException">The native library or the device is missing.</exception>
    internal static OnnxSession Open(byte[] model, string name, OnnxSessionOptions options)
    {
        options.Validate();
        return Load(name, options, trace: options.Device != OnnxDevice.Cpu, native => new InferenceSession(model, native));
    }

    private static OnnxSession Load(string path, OnnxSessionOptions options, bool trace, Func<SessionOptions, InferenceSession> load) =>
        NativeRuntime.Guard(() =>
        {
            CheckDevice(options.Device);
            using var native = Configure(options);
            if (trace)
            {
                native.EnableProfiling = true;
                native.ProfileOutputPathPrefix = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"riveg-{Guid.NewGuid():n}");
            }

            try
            {
                return new OnnxSession(path, options.Device, load(native), trace);
            }
            catch (OnnxRuntimeException e) when (options.Device == OnnxDevice.Cpu)
            {
                throw new InvalidDataException($"{path} is not an ONNX model that can be run: {FirstLine(e)}", e);
            }
            catch (OnnxRuntimeException e)
            {
                throw Unusable(options.Device, FirstLine(e), e);
            }
        });

    /// <summary>Whether the model has an input of that name.</summary>
    public bool HasInput(string name) => inputTypes.ContainsKey(name);

    /// <summary>What the model says of an output; null where it has none of that name.</summary>
    public OnnxTensorInfo? Output(string name) => Outputs.FirstOrDefault(o => o.Name == name);

    /// <summary>What the model says of an input; null where it has none of that name.</summary>
    public OnnxTensorInfo? Input(string name) => Inputs.FirstOrDefault(i => i.Name == name);

    /// <summary>Runs the network.</summary>
    /// <param name="inputs">A tensor for each input; floats become half floats and integers 32-bit ones where the model asks for
    /// them.</param>
    /// <param name="outputs">The names of the outputs that are wanted.</param>
    /// <param name="cancellationToken">Stops the network after the operation that is going on.</param>
    /// <returns>The outputs in the order of their names.</returns>
    /// <exception cref="InvalidDataException">The model cannot take these inputs.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public IReadOnlyList<OnnxTensor> Run(
        IReadOnlyCollection<KeyValuePair<string, OnnxTensor>> inputs,
        IReadOnlyCollection<string> outputs,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var all = inputs.Select(i => KeyValuePair.Create<string, OnnxInput>(i.Key, i.Value)).ToList();
        using var results = RunGuarded(all, outputs, cancellationToken);
        return [.. results.Select(OnnxTensor.Copy)];
    }

    /// <summary>
    /// Runs the network and leaves its outputs where they are, so that they can be inputs of a further run. Native inputs must have the
    /// type that the model asks for; they stay the caller's.
    /// </summary>
    /// <param name="inputs">A tensor for each input, in managed or native memory.</param>
    /// <param name="outputs">The names of the outputs that are wanted.</param>
    /// <param name="cancellationToken">Stops the network after the operation that is going on.</param>
    /// <returns>The outputs in the order of their names; the caller disposes of each.</returns>
    /// <exception cref="InvalidDataException">The model cannot take these inputs.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public IReadOnlyList<OnnxValue> RunNative(
        IReadOnlyCollection<KeyValuePair<string, OnnxInput>> inputs,
        IReadOnlyCollection<string> outputs,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [.. RunGuarded(inputs, outputs, cancellationToken).Select(value => new OnnxValue(value))];
    }

    private IDisposableReadOnlyCollection<OrtValue> RunGuarded(
        IReadOnlyCollection<KeyValuePair<string, OnnxInput>> inputs,
        IReadOnlyCollection<string> outputs,
        CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            return RunEntered(inputs, outputs, cancellationToken);
        }
        finally
        {
            Exit();
        }
    }

    private IDisposableReadOnlyCollection<OrtValue> RunEntered(
        IReadOnlyCollection<KeyValuePair<string, OnnxInput>> inputs,
        IReadOnlyCollection<string> outputs,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var loans = new List<OnnxInput.Loan>(inputs.Count);
        try
        {
            foreach (var (name, input) in inputs)
            {
                loans.Add(input.Lend(TypeOf(name)));
            }

            using var runOptions = new RunOptions { LogSeverityLevel = Quiet };
            using var stop = cancellationToken.UnsafeRegister(state => ((RunOptions)state!).Terminate = true, runOptions);
            var results = session.Run(runOptions, [.. inputs.Select(i => i.Key)], [.. loans.Select(l => l.Value)], outputs);
            EndTrace();
            return results;
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"{Path} cannot be run with these inputs: {FirstLine(e)}", e);
        }
        finally
        {
            loans.ForEach(l => l.Dispose());
        }
    }

    /// <inheritdoc />
    /// <remarks>A run that is going on keeps the native session until it ends.</remarks>
    public void Dispose()
    {
        lock (runGate)
        {
            if (disposed)
            {
                return;
            }

            disposed = true;
            if (runs > 0)
            {
                return;
            }
        }

        Release();
    }

    private void Enter()
    {
        lock (runGate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            runs++;
        }
    }

    private void Exit()
    {
        lock (runGate)
        {
            if (--runs > 0 || !disposed)
            {
                return;
            }
        }

        Release();
    }

    private void Release()
    {
        EndTrace();
        session.Dispose();
    }

    // The first run tells where operations run; tracing further ones would only cost time.
    private void EndTrace()
    {
        lock (traceGate)
        {
            if (!isTracing)
            {
                return;
            }

            isTracing = false;
            var trace = session.EndProfiling();
            try
            {
                placement = Placement.Read(trace);
            }
            finally
            {
                File.Delete(trace);
            }
        }
    }

    private static void CheckDevice(OnnxDevice device)
    {
        if (!device.IsSupported())
        {
            throw Unusable(device, "the ONNX Runtime installed here was built without it", null);
        }
    }

    private static StageUnavailableException Unusable(OnnxDevice device, string reason, Exception? inner) => new(
        $"The device \"{device.Name()}\" cannot be used ({reason}); it needs the device's driver and libraries, "
        + $"and the package {device.Package()}, in the program or in a folder that {RuntimeLibrary.Variable} names; or choose \"cpu\".",
        inner);

    private static SessionOptions Configure(OnnxSessionOptions options)
    {
        var native = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL, LogSeverityLevel = Quiet };
        try
        {
            if (options.Threads > 0)
            {
                native.IntraOpNumThreads = options.Threads;
            }

            // Idle threads must not take the cores from the sessions of the other stages.
            native.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            switch (options.Device)
            {
                case OnnxDevice.Cuda:
                    AppendCuda(native, options.DeviceIndex);
                    break;
                case OnnxDevice.DirectMl:
                    // DirectML works with neither memory patterns nor parallel execution.
                    native.EnableMemoryPattern = false;
                    native.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
                    native.AppendExecutionProvider_DML(options.DeviceIndex);
                    break;
                case OnnxDevice.CoreMl:
                    native.AppendExecutionProvider_CoreML(CoreMLFlags.COREML_FLAG_USE_NONE);
                    break;
            }

            return native;
        }
        catch (OnnxRuntimeException e)
        {
            native.Dispose();
            throw Unusable(options.Device, RuntimeLibrary.FaultOf(options.Device) ?? FirstLine(e), e);
        }
        catch
        {
            native.Dispose();
            throw;
        }
    }

    // Pictures and words come in many sizes; trying out every algorithm at each new one, as the provider does by default, takes longer
    // than the network itself.
    private static void AppendCuda(SessionOptions native, int deviceIndex)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = deviceIndex.ToString(CultureInfo.InvariantCulture),
            ["cudnn_conv_algo_search"] = "HEURISTIC",
        });
        native.AppendExecutionProvider_CUDA(cuda);
    }

    private static OnnxTensorInfo Describe(string name, NodeMetadata node) =>
        node.IsTensor ? new(name, node.ElementDataType.ToString(), node.Dimensions) : new(name, node.OnnxValueType.ToString(), []);

    private static string FirstLine(OnnxRuntimeException exception) => exception.Message.Split('\n', 2)[0].Trim().TrimEnd('.') + ".";

    private TensorElementType TypeOf(string input) => inputTypes.TryGetValue(input, out var type)
        ? type
        : throw new InvalidDataException($"{Path} has no input {input}; it has {string.Join(", ", Inputs)}.");
}
