using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Riveg.Server.Tests.Api;

public sealed class StreamTests(BuiltinServer server) : IClassFixture<BuiltinServer>, IDisposable
{
    private readonly HttpClient client = Asking.Client(server.Address);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Stream_GoodAndBadLines_AnswersEachInItsPlace()
    {
        var picture = Convert.ToBase64String(await File.ReadAllBytesAsync(Asking.Concert, Token));
        string[] lines =
        [
            $$$"""{"id":"a","text":"{{{Asking.Text}}}","image":{"base64":"{{{picture}}}"}}""",
            "not JSON",
            """{"text":"Paris","image":{"base64":"AAAA"}}""",
            """{"text":"Rome","image":{"url":"http://127.0.0.1:9/x.png"}}""",
            "",
            """{"text":"Berlin","profile":"light"}""",
            """{"id":9,"text":"Madrid"}""",
        ];
        var answers = await AskAsync("/v1/annotate/stream", string.Join("\r\n", lines));
        Assert.Equal(["a", "2", "3", "4", "6", "9"], answers.Select(a => (string)a["id"]!));
        Assert.NotNull(answers[0]["image"]!["width"]);
        Assert.StartsWith("line 2: not JSON", (string)answers[1]["error"]!["message"]!, StringComparison.Ordinal);
        Assert.NotNull(answers[2]["image"]!["fault"]);
        Assert.Equal("Paris", (string)answers[2]["entities"]![0]!["text"]!);
        Assert.Contains("--allow-urls", (string)answers[3]["image"]!["fault"]!, StringComparison.Ordinal);
        Assert.Contains("go into the address", (string)answers[4]["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Equal("Madrid", (string)answers[5]["entities"]![0]!["text"]!);
    }

    [Fact]
    public async Task Stream_OptionsInTheAddress_HoldForAllLines()
    {
        var answers = await AskAsync(
            "/v1/annotate/stream?offsets=code-points&observations=false", """{"text":"🎤 Adele","captions":["a woman sings"]}""");
        Assert.Equal("code-points", (string)answers[0]["offsets"]!);
        Assert.Equal(2, (int)answers[0]["entities"]![0]!["start"]!);
        Assert.Null(answers[0]["observations"]);
    }

    [Theory]
    [InlineData("?offset=utf-16", "query")]
    [InlineData("?offsets=bytes", "offsets")]
    [InlineData("?candidates=1", "candidates")]
    [InlineData("?profile=nobody", "no profile of that name")]
    public async Task Stream_WrongAddress_Is400BeforeTheFirstLine(string query, string part)
    {
        using var content = new StringContent("{\"text\":\"Adele\"}", new MediaTypeHeaderValue("application/x-ndjson"));
        using var response = await client.PostAsync($"/v1/annotate/stream{query}", content, Token);
        Assert.Contains(part, await Asking.ProblemAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_OneLineAtATime_IsAnsweredBeforeTheNextOneIsSent()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Address.Host, server.Address.Port, Token);
        var stream = socket.GetStream();
        await BeginAsync(stream);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        foreach (var city in new[] { "Paris", "London", "Rome" })
        {
            await ChunkAsync(stream, $"{{\"text\":\"I love {city}\"}}\n");
            while (!(await reader.ReadLineAsync(Token))!.Contains($"\"text\":\"{city}\"", StringComparison.Ordinal))
            {
                // The head, and the sizes of chunks.
            }
        }
    }

    [Fact]
    public async Task Stream_NobodyReadsTheAnswers_IsNotReadFromEither()
    {
        using var socket = new TcpClient { SendBufferSize = 1 << 16, ReceiveBufferSize = 1 << 14 };
        await socket.ConnectAsync(server.Address.Host, server.Address.Port, Token);
        var stream = socket.GetStream();
        await BeginAsync(stream);
        var text = string.Concat(Enumerable.Repeat("Adele sings in London. ", 300));
        var line = $"{{\"text\":\"{text}\"}}\n";
        var sent = 0;
        var sending = Task.Run(
            async () =>
            {
                for (; sent < 4_000; sent++)
                {
                    await ChunkAsync(stream, line);
                }

                await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), Token);
            },
            Token);

        // Until it stands still: what is under way and what the connection's buffers hold, and no more.
        var before = -1;
        while (before != Volatile.Read(ref sent))
        {
            before = Volatile.Read(ref sent);
            await Task.Delay(TimeSpan.FromSeconds(3), Token);
        }

        Assert.False(sending.IsCompleted);
        Assert.InRange(before, 1, 3_000);
        var answers = 0;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (answers < 4_000)
        {
            answers += (await reader.ReadLineAsync(Token))!.StartsWith("{\"id\"", StringComparison.Ordinal) ? 1 : 0;
        }

        await sending;
    }

    [Fact]
    public async Task Stream_ServerIsToldToStop_AnswersWhatWasSentAndEndsInOrder()
    {
        await using var stopped = await ServerProcess.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(stopped.Address.Host, stopped.Address.Port, Token);
        var stream = socket.GetStream();
        await BeginAsync(stream);
        await ChunkAsync(stream, "{\"text\":\"I love Paris\"}\n");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (!(await reader.ReadLineAsync(Token))!.Contains("Paris", StringComparison.Ordinal))
        {
            // The head, and the sizes of chunks.
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var end = EndAsync();
        Assert.Equal(0, await stopped.StopAsync());
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.True(await end, "the answer does not end in order");

        // An answer in chunks ends with one of no length.
        async Task<bool> EndAsync()
        {
            while (await reader.ReadLineAsync(Token) is { } rest)
            {
                if (rest == "0")
                {
                    return true;
                }
            }

            return false;
        }
    }

    [Fact]
    public async Task Stream_LineLongerThanTheLimit_IsAFaultInItsPlace()
    {
        await using var small = await ServerProcess.StartAsync("--max-body", "10000");
        using var asking = Asking.Client(small.Address);
        var long1 = $"{{\"text\":\"a\",\"image\":{{\"base64\":\"{new string('A', 1_200_000)}\"}}}}";
        using var content = new StringContent($"{long1}\n{{\"text\":\"Rome\"}}\n{long1}", new MediaTypeHeaderValue("application/x-ndjson"));
        using var response = await asking.PostAsync("/v1/annotate/stream", content, Token);
        var lines = (await response.Content.ReadAsStringAsync(Token)).TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains("it has more than 1141908 bytes", lines[0], StringComparison.Ordinal);
        Assert.Contains("Rome", lines[1], StringComparison.Ordinal);
        Assert.Contains("it has more than 1141908 bytes", lines[2], StringComparison.Ordinal);
    }

    private static Task ChunkAsync(NetworkStream stream, string text) => ChunkAsync(stream, text, Token);

    private static async Task ChunkAsync(NetworkStream stream, string text, CancellationToken token)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8], token);
    }

    private async Task BeginAsync(NetworkStream stream) => await stream.WriteAsync(
        Encoding.ASCII.GetBytes(
            $"POST /v1/annotate/stream HTTP/1.1\r\nHost: {server.Address.Authority}\r\nContent-Type: application/x-ndjson\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"),
        Token);

    private async Task<JsonNode[]> AskAsync(string path, string lines)
    {
        using var content = new StringContent(lines, new MediaTypeHeaderValue("application/x-ndjson"));
        using var response = await client.PostAsync(path, content, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync(Token);
        return [.. text.TrimEnd().Split('\n').Select(l => JsonNode.Parse(l)!)];
    }
}
