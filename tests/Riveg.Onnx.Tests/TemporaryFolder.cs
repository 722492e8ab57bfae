namespace Riveg.Onnx.Tests;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("riveg-onnx-").FullName;

    public string this[string name] => Path.Combine(root, name);

    public void Dispose() => Directory.Delete(root, recursive: true);
}
