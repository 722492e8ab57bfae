using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Riveg.Server.Tests.Api;

public sealed class AnnotateTests(BuiltinServer server) : IClassFixture<BuiltinServer>, IDisposable
{
    private readonly HttpClient client = Asking.Client(server.Address);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Annotate_FormAndJson_AnswerWhatTheCommandWrites()
    {
        var picture = await File.ReadAllBytesAsync(Asking.Concert, Token);
        var written = await CommandAsync("annotate", Asking.Text, "--image", "concert.png", "--format", "json");
        using var form = await client.PostAsync("/v1/annotate", Asking.Form(picture: picture), Token);
        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
        Assert.Equal(written, await form.Content.ReadAsStringAsync(Token));
        using var json = await client.PostAsync(
            "/v1/annotate",
            Asking.Json(new JsonObject
            {
                ["text"] = Asking.Text,
                ["image"] = new JsonObject { ["base64"] = Convert.ToBase64String(picture), ["name"] = "concert.png" },
            }),
            Token);
        Assert.Equal(written, await json.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Annotate_EveryField_AnswersWhatTheCommandWrites()
    {
        var post = new JsonObject
        {
            ["id"] = "7",
            ["text"] = "🎤 Adele sings in London",
            ["image"] = new JsonObject { ["path"] = "concert.png" },
            ["knowledge"] = "Named entities: 1. Adele (person) 2. London (location). Reasoning: Adele is a singer.",
            ["captions"] = new JsonArray("a woman in a red dress sings on a stage"),
        };
        using var folder = new TemporaryFolder();
        var posts = folder.Write("posts.jsonl", post.ToJsonString() + "\n");
        var written = JsonNode.Parse(await CommandAsync(
            "annotate", posts, "--images", ".", "--candidates", "--no-observations", "--offsets", "code-points"));
        var request = post.DeepClone().AsObject();
        request["image"] = new JsonObject
        {
            ["base64"] = "data:image/png;base64," + Convert.ToBase64String(await File.ReadAllBytesAsync(Asking.Concert, Token)),
            ["name"] = "concert.png",
        };
        (request["candidates"], request["observations"], request["offsets"]) = (true, false, "code-points");
        using var response = await client.PostAsync("/v1/annotate", Asking.Json(request), Token);
        var answer = await Asking.ReadAsync(response, HttpStatusCode.OK);
        Assert.Equal(written!.ToJsonString(), answer.ToJsonString());
        Assert.Contains("candidates", answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "{\"text\":\"a\",\"tex\":1}",
        "\"tex\": there is no such field; there are id, text, image, profile, knowledge, captions, candidates, observations, offsets.")]
    [InlineData("{}", "\"text\": it is missing; give the post's text.")]
    [InlineData("{\"text\":3}", "\"text\": it is a string.")]
    [InlineData("{\"text\":\"a\",\"text\":\"b\"}", "\"text\": it stands there twice.")]
    [InlineData("{\"text\":\"  \"}", "\"text\": The text is empty; a post needs some text.")]
    [InlineData(
        "{\"text\":\"a\",\"profile\":\"../x\"}",
        "There is no profile of that name here; there are builtin, light, ofa, paper, vlm.")]
    [InlineData("{\"text\":\"a\",\"image\":\"x.png\"}", "\"image\": it is an object: {\"base64\":\"…\"} or {\"url\":\"…\"}.")]
    [InlineData(
        "{\"text\":\"a\",\"image\":{\"path\":\"/etc/passwd\"}}",
        "\"image.path\": there is no such field; there are base64, url, name.")]
    [InlineData("{\"text\":\"a\",\"image\":{}}", "\"image\": give either \"base64\" or \"url\".")]
    [InlineData("{\"text\":\"a\",\"image\":{\"base64\":\"***\"}}", "\"image.base64\": it is no base64.")]
    [InlineData("{\"text\":\"a\",\"captions\":\"x\"}", "\"captions\": it is a list of strings.")]
    [InlineData("{\"text\":\"a\",\"candidates\":\"yes\"}", "\"candidates\": it is true or false.")]
    [InlineData("{\"text\":\"a\",\"offsets\":\"bytes\"}", "\"offsets\": it is utf-16 or code-points.")]
    [InlineData("{\"text\":\"\\ud800\"}", "a string holds half a surrogate pair; it was cut or decoded wrongly.")]
    [InlineData("[]", "a post is a JSON object with \"text\".")]
    [InlineData("{\"text\":", "not JSON at line 1, byte 9; send one JSON object.")]
    public async Task Annotate_WrongJson_Is400WithALine(string json, string detail)
    {
        using var response = await client.PostAsync("/v1/annotate", Asking.Json(json), Token);
        Assert.Equal(detail, await Asking.ProblemAsync(response, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Annotate_AllFaultsOfARequest_AreToldAtOnceByField()
    {
        using var response = await client.PostAsync("/v1/annotate", Asking.Json("{\"id\":[],\"captions\":1,\"image\":{\"url\":3}}"), Token);
        var problem = await Asking.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal(["captions", "id", "image.url", "text"], problem["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Annotate_MillionsOfUnknownFields_AreToldInAShortAnswer()
    {
        var fields = string.Join(',', Enumerable.Repeat("\"a\":0", 1_500_000));
        using var response = await client.PostAsync("/v1/annotate", Asking.Json($"{{\"text\":\"a\",{fields}}}"), Token);
        var detail = await Asking.ProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.InRange(detail.Length, 1, 10_000);
        Assert.Contains("was not looked at", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/samples/concert.png")]
    public async Task Head_OfWhatCanBeRead_IsAnsweredWithoutABody(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var response = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Annotate_PictureThatIsNone_Is422()
    {
        using var form = Asking.Form(picture: "no picture"u8.ToArray(), name: "../../x.png");
        using var response = await client.PostAsync("/v1/annotate", form, Token);
        Assert.StartsWith(
            "The picture x.png ",
            await Asking.ProblemAsync(response, HttpStatusCode.UnprocessableEntity),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_TextLongerThanTheLimit_Is400()
    {
        using var response = await client.PostAsync("/v1/annotate", Asking.Form(new string('a', 20_001)), Token);
        Assert.Equal(
            "\"text\": The text has 20001 characters, more than the 20000 allowed; split the post.",
            await Asking.ProblemAsync(response, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Annotate_BodyLargerThanTheLimit_Is413()
    {
        using var response = await client.PostAsync("/v1/annotate", Asking.Form(picture: new byte[20_000_001]), Token);
        Assert.Equal(
            "The body has more than 20000000 bytes; send a smaller picture.",
            await Asking.ProblemAsync(response, HttpStatusCode.RequestEntityTooLarge));
    }

    [Fact]
    public async Task Annotate_AddressWhereNoneIsAllowed_Is403()
    {
        using var response = await client.PostAsync(
            "/v1/annotate", Asking.Json("{\"text\":\"a\",\"image\":{\"url\":\"http://example.com/a.png\"}}"), Token);
        Assert.Contains("--allow-urls", await Asking.ProblemAsync(response, HttpStatusCode.Forbidden), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_ProfileWithoutItsModels_Is503WithTheCommand()
    {
        await using var bare = await ServerProcess.StartInAsync(Nowhere());
        using var asking = Asking.Client(bare.Address);
        using var response = await asking.PostAsync(
            "/v1/annotate", Asking.Json("{\"text\":\"Adele\",\"profile\":\"light\",\"image\":{\"base64\":\"AAAA\"}}"), Token);
        Assert.Contains(
            "riveg models pull light", await Asking.ProblemAsync(response, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profiles_SomeLackModels_SaysWhichAndTheCommand()
    {
        await using var bare = await ServerProcess.StartInAsync(Nowhere());
        using var asking = Asking.Client(bare.Address);
        using var response = await asking.GetAsync("/v1/profiles", Token);
        var answer = await Asking.ReadAsync(response, HttpStatusCode.OK);
        var states = answer["profiles"]!.AsArray().ToDictionary(p => (string)p!["name"]!, p => p!);
        Assert.Equal("builtin", (string)answer["default"]!);
        Assert.True((bool)states["builtin"]["ready"]!);
        Assert.False((bool)states["light"]["ready"]!);
        Assert.True((bool)states["light"]["readyForText"]!);
        Assert.Contains("riveg models pull light", states["light"]["toDo"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_MoreThanThePlaces_AreAnnotatedOrSentAway()
    {
        await using var small = await ServerProcess.StartAsync("--concurrency", "1", "--queue", "1");
        using var asking = Asking.Client(small.Address);
        var picture = await File.ReadAllBytesAsync(Asking.Concert, Token);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 24).Select(_ => asking.PostAsync("/v1/annotate", Asking.Form(picture: picture), Token)));
        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests));
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.OK);
        var sentAway = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.True(sentAway.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Annotate_LongerThanTheTimeLimit_Is503AndTheServerGoesOn()
    {
        await using var hasty = await ServerProcess.StartAsync("--time-limit", "0.001");
        using var asking = Asking.Client(hasty.Address);
        var picture = await File.ReadAllBytesAsync(Asking.Concert, Token);
        using var response = await asking.PostAsync("/v1/annotate", Asking.Form(picture: picture), Token);
        Assert.Contains(
            "took longer than",
            await Asking.ProblemAsync(response, HttpStatusCode.ServiceUnavailable),
            StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter);
        using var alive = await asking.GetAsync("/healthz", Token);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task Annotate_BodyThatComesByteByByte_Is408AndKeepsNoPlace()
    {
        await using var small = await ServerProcess.StartAsync("--time-limit", "2", "--concurrency", "1", "--queue", "1");
        using var slow = new TcpClient();
        await slow.ConnectAsync(small.Address.Host, small.Address.Port, Token);
        var stream = slow.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /v1/annotate HTTP/1.1\r\nHost: {small.Address.Authority}\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100000\r\n\r\n"),
            Token);
        for (var i = 0; i < 11; i++)
        {
            await stream.WriteAsync(new byte[400], Token);
            await Task.Delay(500, Token);
        }

        var answer = new byte[12];
        await stream.ReadExactlyAsync(answer, Token);
        Assert.Equal("HTTP/1.1 408", Encoding.ASCII.GetString(answer));
        using var asking = Asking.Client(small.Address);
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => asking.PostAsync("/v1/annotate", Asking.Form(), Token)));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
    }

    [Fact]
    public async Task Stop_WhileRequestsAreUnderWay_AnswersThem()
    {
        await using var stopped = await ServerProcess.StartAsync("--concurrency", "1");
        using var asking = Asking.Client(stopped.Address);
        var picture = await File.ReadAllBytesAsync(Asking.Concert, Token);
        var answers = Enumerable.Range(0, 12).Select(_ => asking.PostAsync("/v1/annotate", Asking.Form(picture: picture), Token)).ToList();
        await Task.WhenAny(answers);
        Assert.Equal(0, await stopped.StopAsync());
        Assert.All(await Task.WhenAll(answers), a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Contains(stopped.Messages, m => m.Contains("stopped; what was asked is answered", StringComparison.Ordinal));
    }

    private static Dictionary<string, string?> Nowhere()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"riveg-no-models-{Environment.ProcessId}");
        return new() { ["RIVEG_HOME"] = folder, ["HF_HUB_CACHE"] = folder, ["HF_HOME"] = folder };
    }

    private static async Task<string> CommandAsync(params string[] arguments)
    {
        var start = ServerProcess.CommandStart(new Dictionary<string, string?>(), arguments);
        start.WorkingDirectory = Path.GetDirectoryName(Asking.Concert)!;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }
}
