using System.Text.Json.Nodes;
using Riveg.Cli.Commands;
using Riveg.Cli.Output;
using Riveg.Training.Cli.Configuration;

namespace Riveg.Training.Cli.Tests.Configuration;

/// <summary>What is wrong with a config is told all at once, before anything is read or written.</summary>
public sealed class ConfigFaultTests : IDisposable
{
    private readonly TinyTraining training = new();

    public void Dispose() => training.Dispose();

    public static TheoryData<string, string> Faults => new()
    {
        { """{}""", "\"vectors\" is missing; \"data\" is missing: a list of what is learned from" },
        {
            """{"data":[{"dataset":"riveg:train.jsonl"}],"vectors":"vectors.txt","epoch":3,"hiden":4}""",
            "there is no field \"epoch\"; there are data, dev, leaveOut, heldBack, vectors, vocabulary, clusters, patience, {options}; "
            + "there is no field \"hiden\"; there are data, dev, leaveOut, heldBack, vectors, vocabulary, clusters, patience, {options}"
        },
        {
            """{"data":[{"dataset":"riveg:train.jsonl","split":"train"}],"dev":{"set":"x"},"vectors":"vectors.txt"}""",
            "\"data[0]\" has no \"split\"; there are dataset, splits, knowledge, rules; \"dev\" has no \"set\"; there are dataset, split, "
            + "knowledge; \"dev.dataset\" is missing"
        },
        {
            """{"data":[{"dataset":"riveg:train.jsonl"}],"vectors":"vectors.txt","smallLetters":0.8,"capitals":0.8}""",
            "\"smallLetters\" and the share of capitals are 0.8 and 0.8; together they are at most 1"
        },
        {
            """{"data":"riveg:train.jsonl","vectors":7,"epochs":0,"learningRate":-1,"inputDropout":1,"seed":"one"}""",
            "\"data\" is \"riveg:train.jsonl\", must be a list of objects; \"vectors\" is 7, must be a text; \"epochs\" is 0, "
            + "must be 1 to 1000; "
            + "\"learningRate\" is -1, must be above 0; \"inputDropout\" is 1, must be at least 0 and below 1; "
            + "\"seed\" is \"one\", must be a whole number, at least 0; \"vectors\" is missing; "
            + "\"data\" is missing: a list of what is learned from"
        },
        {
            """{"data":[3,{"dataset":"riveg:train.jsonl"}],"vectors":"vectors.txt"}""",
            "\"data[0]\" is 3, must be an object"
        },
        {
            """{"data":[{"dataset":"riveg:train.jsonl"}],"vectors":"vectors.txt","patience":3}""",
            "\"patience\" goes with \"dev\"; name posts there, or leave it out"
        },
        {
            """{"data":[{"dataset":"riveg:train.jsonl","rules":"btc"}],"vectors":"vectors.txt"}""",
            "\"data\" are all of other rules; name a data set that is annotated as posts are to be"
        },
        {
            """{"data":[{"dataset":"riveg:train.jsonl","rules":""}],"vectors":"vectors.txt"}""",
            "\"data[0].rules\" is empty, must be a text"
        },
        {
            """{"data":[{"dataset":"riveg:train.jsonl"},{"dataset":"riveg:./train.jsonl"}],"vectors":"vectors.txt"}""",
            "\"data[0]\" and \"data[1]\" both name riveg:train.jsonl; name it once"
        },
        {
            """{"data":[{"dataset":"riveg:train.jsonl","splits":["train"]}],"dev":{"dataset":"riveg:"""
                + """dev.jsonl","split":"dev"},"vectors":"vectors.txt"}""",
            "\"data[0].splits\" says nothing of riveg:FILE, which is one split; leave it out; "
            + "\"dev.split\" says nothing of riveg:FILE, which is one split; leave it out"
        },
        {
            """{"data":[{"dataset":"riveg:none.jsonl"},{"dataset":"none:x"},{"dataset":"train.jsonl"},{"dataset":"gmner:set","splits":"""
                + """["tran"],"knowledge":["gone.txt"]}],"vectors":"none.txt","heldBack":"ids.txt","clusters":"."}""",
            "\"data[0].dataset\": There is no file {folder}none.jsonl for the data set riveg; "
            + "\"data[1].dataset\": There is no kind of data set \"none\"; there are twitter-2015, twitter-2017, twitter-gmner, "
            + "twitter-fmnerg, "
            + "twitter-smner, gmner, riveg, label-studio, imagefolder, parquet; "
            + "\"data[2].dataset\": \"train.jsonl\" names no data set; write KIND:DIR, where KIND is one of twitter-2015, twitter-2017, "
            + "twitter-gmner, twitter-fmnerg, twitter-smner, gmner, riveg, label-studio, imagefolder, parquet; "
            + "\"data[3].splits\": the data set gmner in {folder}set has no split \"tran\"; there are train, dev; "
            + "\"heldBack\": there is no file {folder}ids.txt; \"vectors\": there is no file {folder}none.txt; "
            + "\"clusters\" names {whole}, which is a folder"
        },
        {
            """{"data":[{"dataset":"gmner:set","knowledge":["set","gone.txt"]}],"vectors":"vectors.txt","vectors":"x"}""",
            "\"vectors\" stands there twice; \"data[0].knowledge[0]\": there is no file {folder}set/train.txt; "
            + "\"data[0].knowledge[1]\": there is no file {folder}gone.txt"
        },
        {
            """{"data":[{"dataset":"riveg:train.jsonl"}],"dev":{"dataset":"riveg:dev.jsonl"},"vectors":"vectors.txt","epochs":"""
                + """5,"patience":5}""",
            "\"patience\" is 5, must be below \"epochs\" (5), since it does nothing else"
        },
        {
            """{"data":[{"dataset":"riveg:a\u0000b"},{"dataset":"gmner:set","splits":["tr\u0000"],"knowledge":["k\u0000"]}],"dev":"""
                + """{"dataset":"gmner:set","split":"\u0000","knowledge":["\u0000"]},"leaveOut":"""
                + """["\u0000"],"heldBack":"h\u0000","vectors":"v\u0000","clusters":"\u0000c"}""",
            "\"data[0].dataset\" {nul}; \"data[1].splits\" {nul}; \"dev.split\" {nul}; \"leaveOut[0]\" {nul}; \"heldBack\" {nul}; "
            + "\"vectors\" {nul}; \"clusters\" {nul}"
        },
        {
            """{"data":[{"dataset":"gmner:set","knowledge":["k\u0000"]}],"vectors":"vectors.txt"}""", "\"data[0].knowledge[0]\" {nul}"
        },
        {
            """{"data":[{"dataset":"riveg:train.jsonl"}],"leaveOut":["twitter-2015:t15"],"vectors":"vectors.txt"}""",
            "\"leaveOut[0]\": the data set twitter-2015 in {folder}t15 has no split to be scored (there is train alone), so nothing is "
            + "left out; leave it away"
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Run_WrongConfig_NamesEveryFault(string config, string faults)
    {
        WriteSet();
        var path = training.Write("config.json", config);
        var options = string.Join(", ", Riveg.Settings.SettingsType.Of(typeof(Tagging.TaggerTrainingOptions)).Keys.Select(k => k.Key));
        var expected = faults.Replace("{options}", options, StringComparison.Ordinal)
            .Replace("{folder}", training.At(string.Empty) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            .Replace("{nul}", "holds the character NUL (\\u0000), which no name of a file has", StringComparison.Ordinal)
            .Replace("{whole}", training.At(string.Empty), StringComparison.Ordinal);
        Assert.Equal($"The config {path} is wrong: {expected}.", await MessageOfAsync(path));
        Assert.False(Directory.Exists(training.At("out")));
    }

    [Theory]
    [InlineData("[]", "The config {0} is no JSON object.")]
    [InlineData("{\n \"data\": }", "The config {0} is not JSON at line 2, character 10.")]
    [InlineData("{\"vectors\":\"\\ud800\"}", "The config {0} holds half a surrogate pair (an escape such as \\ud800 without its partner).")]
    public async Task Run_NoConfig_SaysWhy(string content, string message)
    {
        var path = training.Write("config.json", content);
        Assert.Equal(message.Replace("{0}", path, StringComparison.Ordinal), await MessageOfAsync(path));
    }

    [Fact]
    public async Task Run_ConfigThatIsNotThere_SaysHowToGetOne() => Assert.Equal(
        $"There is no config {training.At("none.json")}; 'riveg train tagger --schema' prints what one holds.",
        await MessageOfAsync(training.At("none.json")));

    [Fact]
    public void Schema_DescribesEveryField()
    {
        var schema = ConfigFile.CreateSchema();
        var properties = (JsonObject)schema["properties"]!;
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        Assert.Equal(["data", "vectors"], ((JsonArray)schema["required"]!).Select(r => (string)r!));
        Assert.Equal("array", (string?)properties["data"]!["type"]);
        Assert.Equal(
            ["dataset", "splits", "knowledge", "rules"], ((JsonObject)properties["data"]!["items"]!["properties"]!).Select(p => p.Key));
        Assert.Equal(new Tagging.TaggerTrainingOptions().Epochs, (int?)properties["epochs"]!["default"]);
        Assert.Contains("learningRate", properties.Select(p => p.Key));
        Assert.All(properties, p => Assert.True(p.Value!["description"] is not null, p.Key));
    }

    [Fact]
    public void Read_SchemaAndHome_AreAllowed()
    {
        var faults = new List<string>();
        var file = ConfigFile.Read(training.WriteConfig(c => c["$schema"] = "tagger.schema.json"), faults);
        Assert.Empty(faults);
        Assert.Equal(
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "glove.txt"), file.Resolve("~/glove.txt"));
    }

    internal static async Task<string> MessageOfAsync(string config, string output = "out") =>
        (await Assert.ThrowsAnyAsync<Riveg.Faults.RivegException>(
        () => TaggerRun.RunAsync(
            new TrainTaggerRequest(config, Path.Combine(Path.GetDirectoryName(config)!, output), ExistingOutput.Refuse),
            TestContext.Current.CancellationToken))).Message;

    private void WriteSet()
    {
        training.Write("set/txt/train.txt", "IMGID:1\nAda\tB-PER\nran\tO\n");
        training.Write("t15/train.txt", "IMGID:1\nAda\tB-PER\nran\tO\n");
        training.Write("set/txt/dev.txt", "IMGID:2\nBob\tB-PER\nran\tO\n");
    }
}
