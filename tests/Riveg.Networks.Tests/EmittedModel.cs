using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;

namespace Riveg.Networks.Tests;

/// <summary>Runs an emitted model with ONNX Runtime.</summary>
internal sealed class EmittedModel : IDisposable
{
    private readonly TemporaryFolder? folder;
    private readonly InferenceSession session;

    public EmittedModel(OnnxEmitter emitter)
    {
        folder = new TemporaryFolder();
        emitter.Save(folder["model.onnx"], CancellationToken.None);
        session = new InferenceSession(folder["model.onnx"]);
    }

    public EmittedModel(string path) => session = new InferenceSession(path);

    public IReadOnlyCollection<string> InputNames => [.. session.InputNames];

    public IReadOnlyCollection<string> OutputNames => [.. session.OutputNames];

    public static NamedOnnxValue Floats(string name, float[] values, params int[] shape) =>
        NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(values, shape));

    public static NamedOnnxValue Integers(string name, long[] values, params int[] shape) =>
        NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(values, shape));

    public static NamedOnnxValue Input(string name, CheckpointTensor tensor) => tensor.Type is ElementType.Int64 or ElementType.Boolean
        ? Integers(name, tensor.ReadInt64s(), [.. tensor.Shape])
        : Floats(name, tensor.ReadSingles(), [.. tensor.Shape]);

    public IReadOnlyDictionary<string, (float[] Values, int[] Shape)> Run(params NamedOnnxValue[] inputs)
    {
        using var results = session.Run(inputs);
        return results.ToDictionary(r => r.Name, r => (r.AsTensor<float>().ToArray(), r.AsTensor<float>().Dimensions.ToArray()));
    }

    public void Dispose()
    {
        session.Dispose();
        folder?.Dispose();
    }
}
