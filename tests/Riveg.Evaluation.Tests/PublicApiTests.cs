using Riveg.Evaluation.Datasets;
using Riveg.TestKit;

namespace Riveg.Evaluation.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicSurface_OfRivegEvaluation_IsTheApprovedOne() => Assert.Null(PublicSurface.Compare(typeof(Dataset).Assembly));
}
