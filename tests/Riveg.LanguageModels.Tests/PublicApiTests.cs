using Riveg.LanguageModels.Chat;

namespace Riveg.LanguageModels.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicSurface_OfRivegLanguageModels_IsTheApprovedOne() =>
        Assert.Null(PublicSurface.Compare(typeof(LanguageModelRun).Assembly));

    [Fact]
    public void XmlDocs_OfTheWordsOfTheBuilder_TellAll() =>
        Assert.Equal([], PublicDocs.FindFaults(typeof(LanguageModelRun).Assembly, "Riveg"));
}
