using Riveg.Onnx.Store;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicSurface_OfRivegOnnx_IsTheApprovedOne() => Assert.Null(PublicSurface.Compare(typeof(ModelStore).Assembly));

    [Fact]
    public void XmlDocs_OfTheWordsOfTheBuilder_TellAll() =>
        Assert.Equal([], PublicDocs.FindFaults(typeof(ModelStore).Assembly, "Riveg"));
}
