using Riveg.Evaluation.Datasets;

namespace Riveg.Evaluation.Tests.Datasets;

/// <summary>A data set in a temporary folder.</summary>
internal sealed class DatasetFolder : IDisposable
{
    private readonly TemporaryFolder folder = new("riveg-set-");

    public string Root => folder.Path;

    public string PathOf(string name) => folder[name];

    public DatasetFolder With(string name, string content) => With(name, System.Text.Encoding.UTF8.GetBytes(content));

    public DatasetFolder With(string name, byte[] content)
    {
        folder.Write(name, content);
        return this;
    }

    public Dataset Read(string kind, string split = "dev", DatasetReadOptions? options = null) =>
        DatasetReference.Parse($"{kind}:{Root}").ReadSplit(split, options);

    public void Dispose() => folder.Dispose();
}
