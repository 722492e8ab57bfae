using Riveg.TestKit;

namespace Riveg.Testing.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicSurface_OfTesting_IsTheApprovedOne() => Assert.Null(PublicSurface.Compare(typeof(StageConformance).Assembly));
}
