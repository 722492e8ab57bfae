using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Riveg.LanguageModels.Profiles;
using Riveg.LanguageModels.Servers;
using Riveg.Profiles;
using Riveg.TestKit.ModelServers;

namespace Riveg.LanguageModels.Tests.Servers;

/// <summary>Servers on this machine are told apart by what they answer, wherever they listen.</summary>
public sealed class LocalServerSearchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    /// <summary>The server; its kind, version, the model taken, whether it sees, slots.</summary>
    public static TheoryData<ServerForm, LocalServerKind, string?, string?, bool?, int?> Servers { get; } = new()
    {
        { new ServerForms.LlamaCpp(), LocalServerKind.LlamaCpp, "b7123-0123abcd", "Qwen3-VL-4B-Instruct", true, 4 },
        { new ServerForms.LlamaCpp { HasProjector = false }, LocalServerKind.LlamaCpp, "b7123-0123abcd", "Qwen3-VL-4B-Instruct", false, 4 },
        { new OpenVLlm(), LocalServerKind.VLlm, "0.11.2", "Qwen/Qwen2.5-VL-7B-Instruct", null, null },
        { new ServerForms.Ollama(), LocalServerKind.Ollama, "0.12.6", "qwen3-vl:4b-instruct", true, null },
        { new ServerForms.Ollama { HasVision = false }, LocalServerKind.Ollama, "0.12.6", "llama3.2:3b", false, null },
        { new ServerForms.LMStudio(), LocalServerKind.LMStudio, null, "qwen/qwen3-vl-4b", true, null },
        { new Unknown(), LocalServerKind.Other, null, "internvl3-8b", null, null },
    };

    [Theory]
    [MemberData(nameof(Servers), DisableDiscoveryEnumeration = true)]
    public async Task Find_Server_IsToldByItsAnswersAndGivesAProfileThatIsRead(
        ServerForm form, LocalServerKind kind, string? version, string? model, bool? sees, int? slots)
    {
        await using var server = await StubModelServer.StartAsync(form);

        var found = Assert.Single(await LocalServerSearch.FindAsync([server.Address], cancellationToken: Cancel));

        Assert.Equal(
            (kind, version, model, sees, slots), (found.Kind, found.Version, found.Best?.Name, found.Best?.SeesPictures, found.Slots));
        Assert.Empty(server.Chats);
        Assert.DoesNotContain(found.Models, m => m.Name.Contains("embed", StringComparison.Ordinal));
        var profile = Load(found.ToProfile()!);
        Assert.Equal(sees == false ? 2 : 5, Riveg.LanguageModels.Probes.ServedEndpoint.Of(profile).Single().Stages.Count);
        var options = Riveg.LanguageModels.Probes.ServedEndpoint.Of(profile).Single().Options;
        Assert.Equal((new Uri(server.Address, "/v1"), model), (options.Endpoint, options.Model));
    }

    [Fact]
    public async Task Advice_OfLlamaCpp_NamesWhatPictureModelsNeed()
    {
        await using var blind = await StubModelServer.StartAsync(new ServerForms.LlamaCpp { HasProjector = false });
        await using var narrow = await StubModelServer.StartAsync(new ServerForms.LlamaCpp { Context = 2048 });

        var found = await LocalServerSearch.FindAsync([blind.Address, narrow.Address], cancellationToken: Cancel);

        Assert.Contains("--mmproj FILE", Assert.Single(found[0].Advice), StringComparison.Ordinal);
        Assert.Equal(2, found[1].Advice.Count);
        Assert.StartsWith("Start llama-server with --image-min-tokens 1024", found[1].Advice[0], StringComparison.Ordinal);
        Assert.EndsWith("raise -c to 4096 or more for each of its 4 slots (-np).", found[1].Advice[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Advice_OfOthers_NamesTheirContextAndHowToGetAModel()
    {
        await using var ollama = await StubModelServer.StartAsync(new ServerForms.Ollama { HasVision = false });
        await using var studio = await StubModelServer.StartAsync(new ServerForms.LMStudio());
        await using var vllm = await StubModelServer.StartAsync(new ServerForms.VLlm());
        await using var loading = await StubModelServer.StartAsync(new LoadingLlamaCpp());

        var found = await LocalServerSearch.FindAsync(
            [ollama.Address, studio.Address, vllm.Address, loading.Address], cancellationToken: Cancel);

        // A server of vLLM with a key says nothing of itself.
        Assert.Equal(["Ollama", "LM Studio", "llama.cpp"], found.Select(f => f.Name));
        Assert.Equal("None of its models sees pictures: ollama pull qwen3-vl:4b-instruct.", found[0].Advice[0]);
        Assert.Contains("OLLAMA_CONTEXT_LENGTH=8192", found[0].Advice[1], StringComparison.Ordinal);
        Assert.Contains("may have 2048 tokens", Assert.Single(found[1].Advice), StringComparison.Ordinal);
        Assert.Equal(("It still loads its model; run this again when it is ready.", null), (found[2].Advice[0], found[2].ToProfile()));
    }

    [Fact]
    public async Task Find_NothingOrStrangers_FindsNoneWithinItsTime()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var nobody = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        await using var web = await StubModelServer.StartAsync(new Website());
        using var endless = new TcpListener(IPAddress.Loopback, 0);
        endless.Start();
        using var stop = new CancellationTokenSource();
        var flood = FloodAsync(endless, stop.Token);
        var ports = new[] { ((IPEndPoint)silent.LocalEndpoint).Port, nobody, web.Address.Port, ((IPEndPoint)endless.LocalEndpoint).Port };
        var watch = Stopwatch.StartNew();

        var found = await LocalServerSearch.FindAsync(LocalServerSearch.AddressesOf(ports), cancellationToken: Cancel);

        Assert.Empty(found);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
        await stop.CancelAsync();
        await flood;
    }

    [Theory]
    [InlineData("http://example.com:8080")]
    [InlineData("http://10.0.0.7:8080")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://127.0.0.1.example.com")]
    public async Task Find_AnotherMachine_IsRefused(string address) => await Assert.ThrowsAsync<ArgumentException>(
        () => LocalServerSearch.FindAsync([new Uri(address)], cancellationToken: Cancel));

    [Fact]
    public async Task Find_NamesThatNoProfileCouldHold_AreLeftOut()
    {
        await using var server = await StubModelServer.StartAsync(new OddNames());

        var found = Assert.Single(await LocalServerSearch.FindAsync([server.Address], cancellationToken: Cancel));

        Assert.Equal(["a \"quoted\" one"], found.Models.Select(m => m.Name));
        Assert.Equal("a \"quoted\" one", (string?)JsonNode.Parse(found.ToProfile()!)!["chat"]!["model"]);
    }

    private static async Task FloodAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(cancellationToken);
                var stream = client.GetStream();
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n["), cancellationToken);
                var ones = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1,", 50_000)));
                for (var i = 0; i < 1000; i++)
                {
                    await stream.WriteAsync(ones, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
        {
            // Whoever read has hung up.
        }
    }

    private Profile Load(string json)
    {
        var catalog = LanguageModelStages.AddTo(StageCatalog.CreateDefault(), new LanguageModels.Chat.LanguageModelRun());
        return catalog.LoadWholeProfile(folder.Write("found.json", json));
    }

    private sealed class OpenVLlm : ServerForm
    {
        private readonly ServerForms.VLlm inner = new();

        public override string Model => inner.Model;

        public override JsonNode? Get(string path) => inner.Get(path);

        public override string WriteBox(SeenBox seen) => inner.WriteBox(seen);

        public override JsonNode Reply(JsonNode body, string text) => inner.Reply(body, text);
    }

    private abstract class ListOnly : ServerForm
    {
        public override string WriteBox(SeenBox seen) => string.Empty;

        public override JsonNode Reply(JsonNode body, string text) => new JsonObject();
    }

    private sealed class Unknown : ListOnly
    {
        public override string Model => "internvl3-8b";

        public override JsonNode? Get(string path) => path == "/v1/models"
            ? Json("""{"object":"list","data":[{"id":"phi-4","object":"model"},{"id":"MODEL","object":"model"}]}""")
            : null;
    }

    private sealed class OddNames : ListOnly
    {
        public override string Model => "x";

        public override JsonNode? Get(string path) => path == "/v1/models"
            ? Json("""{"object":"list","data":[{"id":"\u001b[2Jx"},{"id":""},{"id":7},{},null,"x",{"id":"a \"quoted\" one"}]}""")
            : null;
    }

    private sealed class LoadingLlamaCpp : ListOnly
    {
        public override string Model => "x";

        public override string ServerHeader => "llama.cpp";

        public override (int Status, JsonNode Body) Nothing(string method, string path) =>
            (503, Json("""{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"""));
    }

    private sealed class Website : ListOnly
    {
        public override string Model => "x";

        public override JsonNode? Get(string path) => path switch
        {
            "/props" => Json("[1, 2]"),
            "/version" => Json("\"1\""),
            "/api/version" => Json("""{"version":"2.0"}"""),
            "/api/tags" => Json("""{"tags":["a"]}"""),
            "/v1/models" => Json("""{"models":["sedan"]}"""),
            _ => null,
        };
    }
}
