using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Profiles;
using Riveg.LanguageModels.Stages;
using Riveg.Pipeline;
using Riveg.Profiles;

namespace Riveg.LanguageModels.Tests.Profiles;

/// <summary>What a program says of its chat models: in any order, and of two calls about one thing the later one counts.</summary>
public sealed class UseChatTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UseChat_BesideASectionOfItsOwn_KeepsBothInAnyOrder(bool chatFirst)
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "nothing");
        RivegPipelineBuilder Chat(RivegPipelineBuilder b) => b.UseChat(server.Endpoint.ToString(), "m");
        RivegPipelineBuilder Section(RivegPipelineBuilder b) => b.Configure("chat", new JsonObject { ["temperature"] = 0.5, ["seed"] = 7 });
        var builder = chatFirst ? Section(Chat(Builder())) : Chat(Section(Builder()));

        var body = await AskedAsync(builder, server);

        Assert.Equal(("m", 0.5, 7), ((string?)body["model"], (double?)body["temperature"], (int?)body["seed"]));
    }

    [Fact]
    public async Task UseChat_Twice_TheLaterOneCountsKeyByKey()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "nothing");
        var builder = Builder()
            .UseChat("http://127.0.0.1:1/v1", "first", c => c with
            {
                CacheFolder = folder["first"],
                Offline = true,
                Chat = new JsonObject { ["seed"] = 7, ["temperature"] = 0.25 },
            })
            .Configure("chat", new JsonObject { ["temperature"] = 0.75 })
            .UseChat(server.Endpoint.ToString(), configure: c => c with { CacheFolder = folder["second"], Offline = false });

        var body = await AskedAsync(builder, server);

        Assert.Equal(("first", 7, 0.75), ((string?)body["model"], (int?)body["seed"], (double?)body["temperature"]));
        Assert.Equal((false, true), (Directory.Exists(folder["first"]), Directory.Exists(folder["second"])));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UseChat_StoreAndServerInTwoCalls_KeepsBothInAnyOrder(bool storeFirst)
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "nothing");
        RivegPipelineBuilder Server(RivegPipelineBuilder b) => b.UseChat(server.Endpoint.ToString(), "m");
        RivegPipelineBuilder Store(RivegPipelineBuilder b) => b.UseChat(configure: c => c with { CacheFolder = folder["store"] });

        await AskedAsync(storeFirst ? Server(Store(Builder())) : Store(Server(Builder())), server);

        Assert.True(Directory.Exists(folder["store"]));
    }

    [Fact]
    public void Build_ImplementationOfTheProgramUnderOurName_IsNotReplacedByTheLibraryThatIsFound()
    {
        var run = new LanguageModelRun();
        using var model = new ChatModel(
            ChatClientFactory.Create(new ChatEndpointOptions { Endpoint = new Uri("http://127.0.0.1:1/v1"), Model = "m" }, run),
            new ChatEndpointOptions { Endpoint = new Uri("http://127.0.0.1:1/v1"), Model = "m" },
            run);
        var mine = new ChatKnowledgeSource(model);
        using var pipeline = Builder()
            .ConfigureCatalog(c => c.Add(StageSlots.Knowledge, "chat", _ => mine))
            .Configure("stages", new JsonObject { ["captions"] = "chat" })
            .Configure("chat", new JsonObject { ["endpoint"] = "http://127.0.0.1:1/v1", ["model"] = "m" })
            .Build();
        Assert.Same(mine, pipeline.Find(StageSlots.Knowledge));
    }

    [Fact]
    public void Hints_OfAllThatTheLibraryAdds_NameItsPackage()
    {
        var added = LanguageModelStages.AddTo(new StageCatalog(), new LanguageModelRun());
        var names = StageSlots.All
            .SelectMany(s => added.ImplementationsOf(s), (s, name) => (s.Name, name))
            .Concat(added.ProfileNames.Select(p => ("profile", p)))
            .Append(("section", "chat"));
        var catalog = new StageCatalog();
        Assert.All(names, n => Assert.Equal(
            $" (\"{n.Item2}\" comes with the package Riveg.LanguageModels; add it to the project)", catalog.HintOf(n.Item1, n.Item2)));
    }

    [Fact]
    public async Task AddRiveg_ClientOfTheHost_HasItsHeadersAndHandlersForEachRequest()
    {
        var tenants = new List<string?>();
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) =>
        {
            lock (tenants)
            {
                tenants.Add(context.Request.Headers["X-Tenant"]);
            }

            return LoopbackChatServer.SendAsync(context, "nothing");
        });
        var recording = new List<Uri?>();
        var clients = 0;
        var services = new ServiceCollection();
        services
            .AddHttpClient("Riveg.Chat", c =>
            {
                clients++;
                c.DefaultRequestHeaders.Add("X-Tenant", "blue");
                c.Timeout = TimeSpan.FromTicks(1);
            })
            .AddHttpMessageHandler(() => new RecordingHandler(recording));
        services.AddRiveg(b => b
            .Configure("stages", new JsonObject { ["knowledge"] = "chat" })
            .UseChat(server.Endpoint.ToString(), "m"));
        await using var provider = services.BuildServiceProvider();
        var riveg = provider.GetRequiredService<RivegPipeline>();

        await riveg.AnnotateAsync("Adele in London", null, Cancel);
        var afterOne = clients;
        await riveg.AnnotateAsync("Adele in Paris", null, Cancel);

        Assert.Equal(["blue", "blue"], tenants);
        Assert.Equal(["/v1/chat/completions", "/v1/chat/completions"], recording.Select(u => u?.AbsolutePath));
        Assert.Equal((1, 2), (afterOne, clients));
    }

    [Fact]
    public async Task AddRiveg_HostWithoutClients_AsksAllTheSame()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "nothing");
        await using var provider = new ServiceCollection()
            .AddRiveg(b => b.Configure("stages", new JsonObject { ["knowledge"] = "chat" }).UseChat(server.Endpoint.ToString(), "m"))
            .BuildServiceProvider();
        await provider.GetRequiredService<RivegPipeline>().AnnotateAsync("Adele in London", null, Cancel);
        Assert.Single(server.Requests);
    }

    private static RivegPipelineBuilder Builder() =>
        RivegPipeline.CreateBuilder().Configure("stages", new JsonObject { ["knowledge"] = "chat" });

    private static async Task<JsonNode> AskedAsync(RivegPipelineBuilder builder, LoopbackChatServer server)
    {
        using var riveg = builder.Build();
        var result = await riveg.AnnotateAsync("Adele in London", null, Cancel);
        Assert.Null(result.Error);
        return Assert.Single(server.Requests).Body;
    }

    private sealed class RecordingHandler(List<Uri?> sent) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (sent)
            {
                sent.Add(request.RequestUri);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
