using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Riveg.Pipeline;
using Riveg.Profiles;
using Riveg.Settings;
using Riveg.Tests.Pipeline;

namespace Riveg.Tests.Profiles;

/// <summary>Settings of a stage that a stranger wrote: read into their record, or refused with all that is wrong.</summary>
public sealed class StageSettingsTests
{
    private const string Variable = "RIVEG_TEST_SERVICE";

    [Fact]
    public void Build_ProperSettings_AreReadOverTheirSection()
    {
        var read = Build(
            """{"use":"mine","depth":3,"share":0.25,"waitSeconds":1.5,"pace":"veryFast","names":["a","b"],"optional":null,"own":{"port":"""
                + """8},"size":{"width":2,"height":1}}""",
            """{"port":7,"host":"example.org"}""");
        Assert.Equal(
            (3, 0.25, TimeSpan.FromSeconds(1.5), Pace.VeryFast, null), (read.Depth, read.Share, read.Wait, read.Pace, read.Optional));
        Assert.Equal(["a", "b"], read.Names);
        Assert.Equal((8, new Uri("http://example.org"), 9), (read.Own.Port, read.Own.Address, read.Speed.Limit));
        Assert.Equal(("example.org", new Size(2, 1)), (read.Own.Host, read.Size));
    }

    [Fact]
    public void Build_NoSettings_AreTheDefaults()
    {
        var read = Build("\"mine\"", "{}");
        Assert.Equal(
            (2, 0.5, TimeSpan.FromSeconds(2), Pace.Slow, "x", 1),
            (read.Depth, read.Share, read.Wait, read.Pace, read.Optional, read.Own.Port));
    }

    [Fact]
    public void Build_SettingThatTheProfileLeavesOut_ComesFromItsVariable()
    {
        Environment.SetEnvironmentVariable(Variable, "http://from.variable");
        try
        {
            Assert.Equal("http://from.variable/", Build("\"mine\"", "{}").Own.Address?.ToString());
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Fact]
    public void Build_ManyFaults_AreNamedAtOnce() => Refused(
        """
        {"use":"mine","depth":1.5,"share":"half","waitSeconds":-1,"pace":"quick","names":["a",1],"optional":5,"own":{"port":0,"prot":1},"limit":11,"size":7,"more":0}
        """,
        """{"port":"7","host":["a"]}""",
        "\"stages.recognition.depth\" is 1.5, must be a whole number, 1 to 9; \"stages.recognition.share\" is \"half\", must be a number, "
        + "0 to 1; "
        + "\"stages.recognition.waitSeconds\" is -1, must be above 0 and at most 60 seconds; \"stages.recognition.pace\" is \"quick\", "
        + "must be slow or veryFast; "
        + "\"stages.recognition.names\" is a list, must be a list of texts; \"stages.recognition.optional\" is 5, must be a text; "
        + "\"stages.recognition.own.port\" is 0, must be at least 1; \"stages.recognition.own\" has no \"prot\"; there are port, host, "
        + "address; "
        + "\"stages.recognition.limit\" is 11, must be at most 10; \"stages.recognition.size\" is 7, must be what Size is made of; "
        + "\"stages.recognition\" (mine) has no setting \"more\"; there are depth, share, waitSeconds, pace, names, optional, own, "
        + "limit, size; "
        + "\"service.port\" is \"7\", must be a whole number, at least 1; \"service.host\" is a list, must be a text");

    [Theory]
    [InlineData("""{"use":"mine","own":3}""", "\"stages.recognition.own\" is 3, must be an object")]
    [InlineData("""{"use":"mine","own":null}""", "\"stages.recognition.own\" is null, must be an object")]
    [InlineData("""{"use":"mine","depth":null}""", "\"stages.recognition.depth\" is null, must be a whole number, 1 to 9")]
    [InlineData("""{"use":"mine","depth":1e400}""", "\"stages.recognition.depth\" is 1e400, must be a whole number, 1 to 9")]
    [InlineData(
        """{"use":"mine","waitSeconds":1e400}""",
        "\"stages.recognition.waitSeconds\" is 1e400, must be a number of seconds, above 0 and at most 60 seconds")]
    [InlineData(
        """{"use":"mine","Depth":3}""",
        "\"stages.recognition\" (mine) has no setting \"Depth\"; there are depth, share, waitSeconds, pace, names, optional, own, "
        + "limit, size")]
    [InlineData("""{"use":"mine","own":{"host":""}}""", "\"stages.recognition.own.host\" is missing: name it")]
    [InlineData("""{"use":"mine","own":{"host":"a b"}}""", "\"stages.recognition.own.host\" holds a blank")]
    public void Build_Fault_SaysWhereAndWhatBelongsThere(string stage, string fault) => Refused(stage, "{}", fault);

    [Fact]
    public void Build_RuleBrokenInTheSection_NamesTheSection() =>
        Refused("\"mine\"", """{"host":"a b"}""", "\"service.host\" holds a blank");

    [Fact]
    public void Build_ValuesOfCode_AreReadAsThoseOfAFile()
    {
        Mine? read = null;
        using var pipeline = Builder("\"mine\"", "{}", s => read = s).Configure("service", new JsonObject { ["port"] = 8L }).Build();
        Assert.Equal(8, read!.Own.Port);
    }

    [Fact]
    public void CreateSchema_OfAStrangersStage_HasItsSettings()
    {
        var catalog = new StageCatalog();
        Add(catalog, _ => { });
        var schema = catalog.CreateSchema(StageSlots.Recognition);
        Assert.Equal(["recognition"], schema["properties"]!["stages"]!["properties"]!.AsObject().Select(p => p.Key));
        var stage = schema["properties"]!["stages"]!["properties"]!["recognition"]!["anyOf"]!.AsArray();
        Assert.Equal("""{"enum":["mine"]}""", stage[0]!.ToJsonString());
        var settings = stage[1]!["properties"]!.AsObject();
        Assert.Equal("""{"const":"mine"}""", settings["use"]!.ToJsonString());
        Assert.Equal(
            """{"type":"integer","description":"How deep.","minimum":1,"maximum":9,"default":2}""", settings["depth"]!.ToJsonString());
        Assert.Equal("""{"type":"number","exclusiveMinimum":0,"maximum":60,"default":2}""", settings["waitSeconds"]!.ToJsonString());
        Assert.Equal("""{"enum":["slow","veryFast"],"default":"slow"}""", settings["pace"]!.ToJsonString());
        Assert.Equal("""{"$ref":"#/$defs/service"}""", settings["own"]!.ToJsonString());
        Assert.Equal("""{"type":["string","null"],"default":"x"}""", settings["optional"]!.ToJsonString());
        Assert.Equal(["port", "host", "address"], schema["$defs"]!["service"]!["properties"]!.AsObject().Select(p => p.Key));
    }

    private static Mine Build(string stage, string section)
    {
        Mine? read = null;
        using var pipeline = Builder(stage, section, s => read = s).Build();
        return read!;
    }

    private static void Refused(string stage, string section, string faults) => Assert.Equal(
        $"The profile p is wrong: {faults}.", Assert.Throws<ProfileException>(() => Build(stage, section)).Message);

    private static RivegPipelineBuilder Builder(string stage, string section, Action<Mine> read) =>
        RivegPipeline.CreateBuilder("p").ConfigureCatalog(c =>
        Add(c, read).AddProfile("p", $$"""{"extends":"builtin","stages":{"recognition":{{stage}}},"service":{{section}}}"""));

    private static StageCatalog Add(StageCatalog catalog, Action<Mine> read) => catalog
        .AddSection<Service>("service")
        .Add(StageSlots.Recognition, "mine", (StageCreation _, Mine settings) =>
        {
            read(settings);
            return PipelineFixture.Stages().Get(StageSlots.Recognition);
        });

    private enum Pace
    {
        Slow,
        VeryFast,
    }

    private sealed record Mine
    {
        [Description("How deep.")]
        [Range(1, 9)]
        public int Depth { get; init; } = 2;

        [Range(0.0, 1.0)]
        public double Share { get; init; } = 0.5;

        [SecondsRange(0, 60, MinimumIsExclusive = true)]
        public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(2);

        public Pace Pace { get; init; }

        public IReadOnlyList<string> Names { get; init; } = [];

        public string? Optional { get; init; } = "x";

        [SettingsGroup(Section = "service")]
        public Service Own { get; init; } = new();

        [SettingsGroup(IsInline = true)]
        public Speed Speed { get; init; } = new();

        public Size? Size { get; init; }
    }

    private sealed record Service : IValidatableObject
    {
        [Range(1, int.MaxValue)]
        public int Port { get; init; } = 1;

        [Required(ErrorMessage = "name it")]
        public string Host { get; init; } = "localhost";

        [FromVariable(Variable)]
        public Uri? Address { get; init; } = new("http://example.org");

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
            Host.Contains(' ', StringComparison.Ordinal) ? [new("holds a blank", [nameof(Host)])] : [];
    }

    private sealed record Speed
    {
        [Range(int.MinValue, 10)]
        public int Limit { get; init; } = 9;
    }

    private sealed record Size(int Width, int Height);
}
