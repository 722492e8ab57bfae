using System.Text.Json;

namespace Riveg.Cli.Tests.Output;

/// <summary>The command in its own mode, invariant globalisation, reads posts as people see them.</summary>
public sealed class TextReadingTests
{
    [Fact]
    public void Command_RunsInInvariantGlobalization()
    {
        using var config = JsonDocument.Parse(File.ReadAllText(RivegProcess.RuntimeConfig));
        Assert.True(config.RootElement
            .GetProperty("runtimeOptions")
            .GetProperty("configProperties")
            .GetProperty("System.Globalization.Invariant")
            .GetBoolean());
    }

    [Theory]
    [InlineData("𝐀𝐝𝐞𝐥𝐞 lights up the O2 Arena in 𝐋𝐨𝐧𝐝𝐨𝐧", "𝐀𝐝𝐞𝐥𝐞 PER, O2 Arena LOC, 𝐋𝐨𝐧𝐝𝐨𝐧 LOC")]
    [InlineData("Ａｄｅｌｅ lights up the O2 Arena in Ｌｏｎｄｏｎ", "Ａｄｅｌｅ PER, O2 Arena LOC, Ｌｏｎｄｏｎ LOC")]
    [InlineData(
        "Ade\u00adle\u200b lights up the \ufe0fO2 Are\u2060na in \u200bLon\u00addon",
        "Ade\u00adle PER, O2 Are\u2060na LOC, Lon\u00addon LOC")]
    [InlineData("🔥Adele lights up the O2 Arena in Londonhttps://t.co/abc", "Adele PER, O2 Arena LOC, London LOC")]
    [InlineData("“Adele” lights up the O2 Arena in London’s snow", "Adele PER, O2 Arena LOC, London LOC")]
    [InlineData("Beyonce\u0301 and Conan O&#39;Brien in Paris", "Beyonce\u0301 PER, Conan O&#39;Brien PER, Paris LOC")]
    [InlineData("Tonight at Wembley\nAdele\nDrake", "Wembley LOC, Adele PER, Drake PER")]
    [InlineData("Live in ＃London: Adeleさん and Paris Hilton", "London LOC, Adele PER, Paris Hilton PER")]
    public async Task Annotate_TextAsPeopleWriteIt_FindsWhatTheySee(string text, string names)
    {
        var outcome = await RivegProcess.RunAsync("annotate", text, "--format", "json");
        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
        using var document = JsonDocument.Parse(outcome.Output);
        var entities = document.RootElement.GetProperty("entities").EnumerateArray().ToList();
        Assert.Equal(
            names, string.Join(", ", entities.Select(e => $"{e.GetProperty("text").GetString()} {e.GetProperty("type").GetString()}")));
        Assert.All(entities, e => Assert.Equal(
            e.GetProperty("text").GetString(), text[e.GetProperty("start").GetInt32()..e.GetProperty("end").GetInt32()]));
    }
}
