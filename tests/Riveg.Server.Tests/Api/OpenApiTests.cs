using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Riveg.TestKit;

namespace Riveg.Server.Tests.Api;

public sealed class OpenApiTests(BuiltinServer server) : IClassFixture<BuiltinServer>, IDisposable
{
    private readonly HttpClient client = Asking.Client(server.Address);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Document_EveryPath_IsServedByItsMethod()
    {
        var document = await DocumentAsync();
        Assert.Equal("3.1.0", (string)document["openapi"]!);
        foreach (var (path, methods) in document["paths"]!.AsObject())
        {
            foreach (var method in methods!.AsObject().Select(m => m.Key))
            {
                using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), path);
                using var response = await client.SendAsync(request, Token);
                Assert.False(
                    response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{method} {path}: {response.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Document_EveryAnswer_IsOneOfTheDescribedAndFitsItsSchema()
    {
        var document = await DocumentAsync();
        var schemas = new SchemaCheck(document, "components", "schemas");
        var picture = await File.ReadAllBytesAsync(Asking.Concert, Token);
        var annotation = await AnswerAsync(HttpMethod.Post, "/v1/annotate", Asking.Form(picture: picture), "Annotation");
        var post = new JsonObject
        {
            ["text"] = Asking.Text,
            ["image"] = new JsonObject { ["base64"] = Convert.ToBase64String(picture) },
            ["captions"] = new JsonArray("a woman sings"),
            ["knowledge"] = "Named entities: 1. Adele (person). Reasoning: Adele is a singer.",
            ["candidates"] = true,
        };
        Assert.True(schemas.Accepts("PostRequest", post));
        await AnswerAsync(HttpMethod.Post, "/v1/annotate", Asking.Json(post), "Annotation");
        await AnswerAsync(HttpMethod.Post, "/v1/annotate", Asking.Json("{\"text\":\"Adele\",\"observations\":false}"), "Annotation");
        await AnswerAsync(HttpMethod.Get, "/v1/profiles", null, "Profiles");
        await AnswerAsync(HttpMethod.Get, "/healthz", null, "Status");
        await AnswerAsync(HttpMethod.Get, "/readyz", null, "Status");
        await AnswerAsync(HttpMethod.Post, "/v1/annotate", Asking.Json("{\"text\":1}"), "Problem", HttpStatusCode.BadRequest);
        await AnswerAsync(HttpMethod.Post, "/v1/annotate", new StringContent("a"), "Problem", HttpStatusCode.UnsupportedMediaType);
        await AnswerAsync(HttpMethod.Post, "/v1/annotate", Asking.Form(picture: [1]), "Problem", HttpStatusCode.UnprocessableEntity);
        await AnswerAsync(HttpMethod.Post, "/setup", Asking.Json(LabelStudioTasks.Setup), "ModelVersion");
        await AnswerAsync(HttpMethod.Post, "/predict", Asking.Json(LabelStudioTasks.Of(Asking.Text, null)), "LabelStudioPredictions");
        Assert.True(schemas.Accepts("Annotation", annotation));
        foreach (var example in document["paths"]!["/v1/annotate"]!["post"]!["responses"]!["200"]!["content"]!["application/json"]!["examples"]!
            .AsObject())
        {
            Assert.True(schemas.Accepts("Annotation", example.Value!["value"]), example.Key);
        }

        async Task<JsonNode> AnswerAsync(
            HttpMethod method, string path, HttpContent? content, string schema, HttpStatusCode expected = HttpStatusCode.OK)
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var response = await client.SendAsync(request, Token);
            var answer = await Asking.ReadAsync(response, expected);
            Assert.NotNull(document["paths"]![path]![method.Method.ToLowerInvariant()]!["responses"]![((int)expected).ToString(
                System.Globalization.CultureInfo.InvariantCulture)]);
            Assert.True(schemas.Accepts(schema, answer), $"{path} answers no {schema}: {answer.ToJsonString()}");
            return answer;
        }
    }

    [Fact]
    public async Task Stream_LinesWithFaults_FitTheSchema()
    {
        var schemas = new SchemaCheck(await DocumentAsync(), "components", "schemas");
        using var content = new StringContent(
            "{\"text\":\"Rome\",\"image\":{\"base64\":\"AAAA\"}}\nno JSON\n", new MediaTypeHeaderValue("application/x-ndjson"));
        using var response = await client.PostAsync("/v1/annotate/stream", content, Token);
        foreach (var line in (await response.Content.ReadAsStringAsync(Token)).TrimEnd().Split('\n'))
        {
            Assert.True(schemas.Accepts("Annotation", JsonNode.Parse(line)), line);
        }
    }

    private async Task<JsonObject> DocumentAsync()
    {
        using var response = await client.GetAsync("/openapi/v1.json", Token);
        return (await Asking.ReadAsync(response, HttpStatusCode.OK)).AsObject();
    }
}
