using Microsoft.ML.OnnxRuntime;
using Riveg.Networks.Onnx;

namespace Riveg.Networks.Benchmarks;

/// <summary>An emitted model in ONNX Runtime with a given number of threads.</summary>
internal sealed class EmittedSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions run = new();

    public EmittedSession(OnnxEmitter emitter, int threads, string? profile)
    {
        var folder = Directory.CreateTempSubdirectory("riveg-benchmark-").FullName;
        try
        {
            var path = Path.Combine(folder, "model.onnx");
            emitter.Save(path, CancellationToken.None);
            using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
            if (profile is not null)
            {
                options.EnableProfiling = true;
                options.ProfileOutputPathPrefix = profile;
            }

            session = new InferenceSession(path, options);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs the model and gives its first output.</summary>
    public float[] Run(params (string Name, float[] Values, long[] Shape)[] inputs)
    {
        var values = inputs.Select(i => OrtValue.CreateTensorValueFromMemory(i.Values, i.Shape)).ToList();
        try
        {
            using var outputs = session.Run(run, [.. inputs.Select(i => i.Name)], values, session.OutputNames);
            return outputs[0].GetTensorDataAsSpan<float>().ToArray();
        }
        finally
        {
            values.ForEach(v => v.Dispose());
        }
    }

    public void Dispose()
    {
        run.Dispose();
        session.Dispose();
    }
}
