using Riveg.Networks.Conversion;
using Riveg.TestKit;

namespace Riveg.Networks.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicSurface_OfRivegNetworks_IsTheApprovedOne() => Assert.Null(PublicSurface.Compare(typeof(ModelConverter).Assembly));
}
