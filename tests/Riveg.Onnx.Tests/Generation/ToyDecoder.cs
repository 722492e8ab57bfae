using Microsoft.ML.OnnxRuntime;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.Onnx.Sessions;

namespace Riveg.Onnx.Tests.Generation;

/// <summary>
/// A decoder with a cache whose scores can be told: what the encoder says of the query, and a table's first row that all queries share.
/// </summary>
internal sealed class ToyDecoder : IDisposable
{
    public const int Vocabulary = 8;

    private readonly TemporaryFolder folder = new();

    public ToyDecoder(ElementType precision = ElementType.Float32)
    {
        var ops = new OnnxEmitter(precision);
        var ids = ops.Input("input_ids", ElementType.Int64, "rows", "steps");
        ops.Input("asked_step", ElementType.Int64, "rows");
        var past = ops.Input("past_key_0", precision, "rows", 1, "past", 1);
        var said = ops.Input("said", precision, "queries", Vocabulary);
        var table = ops.Input("table", precision, 2, Vocabulary);
        ops.Output("logits", ops.Add(said, ops.Slice(table, 0, 0, 1)), "rows", Vocabulary);
        ops.Output("present_key_0", ops.Concat(2, past, ops.Reshape(ops.ToFloat(ids), 0, 1, -1, 1)), precision, "rows", 1, "present", 1);
        ops.Save(folder["decoder.onnx"], CancellationToken.None);
        Session = OnnxSession.Open(folder["decoder.onnx"]);
    }

    public OnnxSession Session { get; }

    public static OnnxValue Value(float[] numbers, params long[] shape) =>
        new(OrtValue.CreateTensorValueFromMemory(numbers, shape));

    public static OnnxValue Halves(float[] numbers, params long[] shape) =>
        new(OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, n => (Float16)n), shape));

    public void Dispose()
    {
        Session.Dispose();
        folder.Dispose();
    }
}
