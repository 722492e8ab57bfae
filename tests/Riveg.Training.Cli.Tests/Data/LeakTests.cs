using System.Text.Json.Nodes;
using Riveg.Training.Cli.Configuration;
using Riveg.Training.Cli.Data;
using Riveg.Training.Cli.Tests.Configuration;

namespace Riveg.Training.Cli.Tests.Data;

/// <summary>What is scored is never learned from.</summary>
public sealed class LeakTests : IDisposable
{
    private readonly TinyTraining training = new();

    public void Dispose() => training.Dispose();

    [Fact]
    public async Task Run_DevAmongTheData_IsRefusedWithPosts()
    {
        var path = training.WriteConfig(c => c["dev"]!["dataset"] = "riveg:train.jsonl");
        Assert.Equal(
            "\"data[0]\" and \"dev\" are the same riveg:train.jsonl, whose posts (p1, p2, p3, p4, "
            + "p5 and 25 more) are scored and so are not "
            + "learned from; name another split.",
            await ConfigFaultTests.MessageOfAsync(path));
    }

    [Fact]
    public async Task Run_OwnDataWithPostsOfDev_IsRefusedWithPosts()
    {
        // Copies under other ids, with other marks and letters.
        var dev = File.ReadAllText(training.At("dev.jsonl"));
        training.Write("train.jsonl", File.ReadAllText(training.At("train.jsonl")) + "\n"
            + dev.Replace("\"p3", "\"copy", StringComparison.Ordinal).Replace("today", "TODAY", StringComparison.Ordinal));
        Assert.Equal(
            "10 posts of \"data[0]\" (riveg:train.jsonl) are in \"dev\" (riveg:dev.jsonl) too, which is scored and so not learned from: "
            + "copy1, copy2, copy3, copy4, copy5 and 5 more; take them out of one of the two, or list their ids in \"heldBack\".",
            await ConfigFaultTests.MessageOfAsync(training.At("config.json")));
    }

    [Fact]
    public void Read_LeakedPostsThatAreHeldBack_AreLeftOut()
    {
        training.Write("ids.txt", "p1\np31\n");
        training.Write(
            "train.jsonl", $"{File.ReadAllText(training.At("train.jsonl"))}\n{File.ReadLines(training.At("dev.jsonl")).First()}");
        Assert.Equal(
            "data[0] (riveg:train.jsonl): 29 posts, 58 entities; left out: 2 that are held back", Read(c => c["heldBack"] = "ids.txt"));
    }

    [Fact]
    public void Read_CopyOfAPostThatIsHeldBack_IsLeftOutUnderItsOtherId()
    {
        // The copy is read before the post whose id is listed.
        training.Write("ids.txt", "p1\n");
        var text = (string)JsonNode.Parse(File.ReadLines(training.At("train.jsonl")).First())!["text"]!;
        var copy = new JsonObject { ["id"] = "copy", ["text"] = text.ToUpperInvariant() + "!", ["entities"] = new JsonArray() };
        training.Write(
            "more.jsonl",
            copy.ToJsonString() + "\n" + """{"id":"x","text":"Zoe is here","entities":[{"start":0,"end":3,"type":"PER"}]}""");
        Assert.Equal(
            "data[0] (riveg:more.jsonl): 1 post, 1 entity; left out: 1 that are held back\n"
            + "data[1] (riveg:train.jsonl): 29 posts, 58 entities; left out: 1 that are held back",
            Read(c =>
            {
                c["heldBack"] = "ids.txt";
                ((JsonArray)c["data"]!).Insert(0, new JsonObject { ["dataset"] = "riveg:more.jsonl" });
            }));
    }

    [Fact]
    public void Read_OwnPostsThatShareIdsAlone_AreOthers()
    {
        training.Write("more.jsonl", """{"id":"p1","text":"Zoe is here","entities":[{"start":0,"end":3,"type":"PER"}]}""");
        Assert.Equal(
            "data[0] (riveg:train.jsonl): 30 posts, 60 entities\ndata[1] (riveg:more.jsonl): 1 post, 1 entity",
            Read(c => ((JsonArray)c["data"]!).Add(new JsonObject { ["dataset"] = "riveg:more.jsonl" })));
    }

    [Fact]
    public void Read_PublishedSetsThatRepeatEachOther_LeaveOutAndTell()
    {
        // 7 is dev's by its id, 8 by its text; 9 repeats the first set.
        training.Write("gmner/txt/train.txt", "IMGID:1\nAda\tB-PER\nran\tO\n");
        Directory.CreateDirectory(training.At("gmner/xml"));
        training.Write("gmner/txt/dev.txt", "IMGID:7\nBob\tB-PER\nran\tO\n");
        training.Write(
            "t15/train.txt",
            "IMGID:7\nBobby\tB-PER\n\nIMGID:8\nBob\tB-PER\nRan\tO\n\nIMGID:9\nAda\tB-PER\nran\tO\n\nIMGID:10\nEve\tB-PER\n");
        training.Write("btc/train.txt", "IMGID:11\n@eve\tB-PER\nmet\tO\nMax\tB-PER\n\nIMGID:12\nnothing\tO\n");
        Assert.Equal(
            "data[0] (twitter-gmner train): 1 post, 1 entity\n"
            + "data[1] (twitter-2015 train): 1 post, 1 entity; left out: 2 that are scored, 1 that repeat others\n"
            + "data[2] (twitter-2015 train): 1 post, 1 entity, rules \"btc\"; left out: 1 without an entity",
            Read(c =>
            {
                c["data"] = new JsonArray(
                    new JsonObject { ["dataset"] = "twitter-gmner:gmner" },
                    new JsonObject { ["dataset"] = "twitter-2015:t15" },
                    new JsonObject { ["dataset"] = "twitter-2015:btc", ["rules"] = "btc" });
                c["dev"] = new JsonObject { ["dataset"] = "twitter-gmner:gmner" };
            }));
    }

    [Fact]
    public void Read_OtherRules_LeaveMarkedNamesOfAccountsAside()
    {
        training.Write("btc/train.txt", "IMGID:11\n@eve\tB-PER\nmet\tO\nMax\tB-PER\n");
        var posts = Posts(c => ((JsonArray)c["data"]!).Add(new JsonObject { ["dataset"] = "twitter-2015:btc", ["rules"] = "btc" }));
        var example = Assert.Single(posts.Learned[1].Examples);
        Assert.Equal(("btc", "Max"), (example.Rules, example.Post.Text[example.Entities[0].Span.Start..example.Entities[0].Span.End]));
        Assert.Null(example.Post.Tokens);
        Assert.Single(example.Entities);
    }

    [Fact]
    public async Task Run_SplitThatIsScoredLater_IsRefused()
    {
        training.Write("t15/train.txt", "IMGID:1\nEve\tB-PER\n");
        training.Write("t15/valid.txt", "IMGID:2\nMax\tB-PER\n");
        var path = training.WriteConfig(c =>
        {
            c["data"] = new JsonArray(new JsonObject { ["dataset"] = "twitter-2015:t15", ["splits"] = new JsonArray("train", "valid") });
            c["leaveOut"] = new JsonArray("twitter-2015:t15");
        });
        Assert.Equal(
            "\"data[0]\" and \"leaveOut[0]\" are the same twitter-2015 valid, whose posts (2) are scored and so are not learned from; name "
            + "another split.",
            await ConfigFaultTests.MessageOfAsync(path));
    }

    [Theory]
    [InlineData("""{"id":"1","text":"good morning","entities":[]}""",
        "None of the 1 posts that are learned from has an entity: nothing can be learned from them.")]
    public async Task Run_DataWithoutEntities_IsRefused(string post, string message)
    {
        training.Write("train.jsonl", post);
        Assert.Equal(message, await ConfigFaultTests.MessageOfAsync(training.At("config.json")));
    }

    [Fact]
    public async Task Run_DevWithoutEntities_IsRefused()
    {
        training.Write("dev.jsonl", """{"id":"1","text":"good morning","entities":[]}""");
        Assert.Equal(
            "none of the 1 posts of \"dev\" (riveg:dev.jsonl) has an entity: nothing can be judged by them.",
            await ConfigFaultTests.MessageOfAsync(training.At("config.json")));
    }

    private string Read(Action<JsonObject> change) => string.Join('\n', Posts(change).Learned);

    private TaggerPosts Posts(Action<JsonObject> change)
    {
        var faults = new List<string>();
        var request = DataRequest.From(ConfigFile.Read(training.WriteConfig(change), faults), faults);
        Assert.Empty(faults);
        return TaggerPosts.Read(request, TestContext.Current.CancellationToken);
    }
}
