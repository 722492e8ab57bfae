using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Riveg.Server.Tests.Api;

namespace Riveg.Server.Tests.LabelStudio;

public class LabelStudioBackendTests
{
    private const string Token = "token-of-label-studio";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Predict_UploadedPicture_IsFetchedFromTheTrustedLabelStudioWithItsToken()
    {
        await using var studio = await StudioAsync();
        var home = studio.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        // Without a caption the built-in stages are cautious.
        using var folder = new TemporaryFolder();
        var bold = folder.Write("bold.json", """{"extends":"builtin","pipeline":{"groundingDecision":"threshold","entailmentThreshold":0.3}}""");
        await using var server = await ServerProcess.StartInAsync(
            new Dictionary<string, string?> { ["LABEL_STUDIO_API_KEY"] = Token }, "--trust-url", home, "--profile", bold);
        using var client = Asking.Client(server.Address);
        using var response = await client.PostAsync(
            "/predict", Asking.Json(LabelStudioTasks.Of("Adele", "/data/upload/1/concert.png")), Cancel);
        var answer = await Asking.ReadAsync(response, HttpStatusCode.OK);
        var prediction = Assert.Single(answer["results"]!.AsArray())!;
        var result = prediction["result"]!.AsArray();
        var span = Assert.Single(result, r => (string?)r!["type"] == "labels")!;
        Assert.Equal("Adele", (string)span["value"]!["text"]!);
        Assert.Equal("Person", (string)span["value"]!["labels"]![0]!);
        Assert.Equal("name", (string)span["from_name"]!);
        var box = Assert.Single(result, r => (string?)r!["type"] == "rectanglelabels")!;
        Assert.Equal((960, 640), ((int)box["original_width"]!, (int)box["original_height"]!));
        Assert.Contains(result, r => (string?)r!["type"] == "relation" && (string?)r["to_id"] == (string?)box["id"]);
        Assert.Equal($"riveg-bold-{typeof(RivegPipeline).Assembly.GetName().Version!.ToString(3)}", (string)answer["model_version"]!);
    }

    [Fact]
    public async Task Predict_PictureThatIsNotThere_TellsTheNamesAllTheSame()
    {
        await using var studio = await StudioAsync();
        var home = studio.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await using var server = await ServerProcess.StartAsync("--trust-url", home);
        using var client = Asking.Client(server.Address);
        using var response = await client.PostAsync(
            "/predict", Asking.Json(LabelStudioTasks.Of("Adele sings on stage", "/data/upload/1/none.png")), Cancel);
        var result = (await Asking.ReadAsync(response, HttpStatusCode.OK))["results"]![0]!["result"]!.AsArray();
        Assert.Equal("labels", (string)Assert.Single(result)!["type"]!);
        Assert.Contains(server.Messages, m => m.Contains("Task 4 of Label Studio", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("//[")]
    [InlineData("//127.0.0.1:9/a.png")]
    [InlineData("http://127.0.0.1:9/a.png")]
    [InlineData("s3://bucket/a.png")]
    public async Task Predict_OnePictureIsRefused_CostsTheOthersNothing(string image)
    {
        await using var server = await ServerProcess.StartAsync("--trust-url", "http://127.0.0.1:10");
        using var client = Asking.Client(server.Address);
        var tasks = LabelStudioTasks.Of("Adele sings in London", image);
        tasks["tasks"]!.AsArray().Add(new JsonObject { ["id"] = 5, ["data"] = new JsonObject { ["tweet"] = "I love Paris" } });
        using var response = await client.PostAsync("/predict", Asking.Json(tasks), Cancel);
        var results = (await Asking.ReadAsync(response, HttpStatusCode.OK))["results"]!.AsArray();
        Assert.Equal(2, results.Count);
        Assert.All(results, r => Assert.NotEmpty(r!["result"]!.AsArray()));
    }

    [Fact]
    public async Task Predict_PictureOfAnAddressThatIsNotTrusted_Is403WithALine()
    {
        await using var server = await ServerProcess.StartAsync();
        using var client = Asking.Client(server.Address);
        using var response = await client.PostAsync(
            "/predict", Asking.Json(LabelStudioTasks.Of("Adele", "http://127.0.0.1:9/a.png")), Cancel);
        Assert.Contains("--allow-urls", await Asking.ProblemAsync(response, HttpStatusCode.Forbidden), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setup_AndTheRest_AnswerAsLabelStudioExpects()
    {
        await using var server = await ServerProcess.StartAsync();
        using var client = Asking.Client(server.Address);
        using var health = await client.GetAsync("/health", Cancel);
        Assert.Equal("UP", (string)(await Asking.ReadAsync(health, HttpStatusCode.OK))["status"]!);
        using var setup = await client.PostAsync("/setup", Asking.Json(LabelStudioTasks.Setup), Cancel);
        Assert.StartsWith(
            "riveg-builtin-", (string)(await Asking.ReadAsync(setup, HttpStatusCode.OK))["model_version"]!, StringComparison.Ordinal);
        using var hook = await client.PostAsync("/webhook", Asking.Json("{\"action\":\"ANNOTATION_CREATED\"}"), Cancel);
        Assert.Equal(HttpStatusCode.Created, hook.StatusCode);
    }

    // What a Label Studio does about uploads: they are given out to those who show a token.
    private static async Task<WebApplication> StudioAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var studio = builder.Build();
        studio.UseRouting();
        studio.MapGet("/data/upload/1/{name}", (string name, HttpContext context) =>
            context.Request.Headers.Authorization != $"Token {Token}" ? Results.Unauthorized()
            : name == "concert.png" ? Results.File(Asking.Concert, "image/png") : Results.NotFound());
        await studio.StartAsync(Cancel);
        return studio;
    }
}
