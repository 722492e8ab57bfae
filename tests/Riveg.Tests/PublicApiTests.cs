using Riveg.Posts;
using Riveg.TestKit;

namespace Riveg.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicSurface_OfRiveg_IsTheApprovedOne() => Assert.Null(PublicSurface.Compare(typeof(Post).Assembly));

    [Fact]
    public void XmlDocs_OfRiveg_TellParametersResultsAndTypesThatACallerHas() =>
        Assert.Equal([], PublicDocs.FindFaults(typeof(Post).Assembly));

    [Fact]
    public void PublicSurface_OfRiveg_HasAtMostSeventyTypes() =>
        Assert.InRange(typeof(Post).Assembly.GetExportedTypes().Count(t => !t.IsNested), 60, 70);
}
