using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Riveg.TestKit;

/// <summary>A server on this machine that speaks the OpenAI chat protocol over real HTTP and answers as the test says.</summary>
public sealed class LoopbackChatServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Func<JsonNode, int, HttpContext, Task> answer;
    private int count;
    private int inFlight;
    private int maxInFlight;

    private LoopbackChatServer(Func<JsonNode, int, HttpContext, Task> answer)
    {
        this.answer = answer;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/v1/chat/completions", HandleAsync);
    }

    public Uri Endpoint => new($"{app.Urls.First()}/v1");

    public ConcurrentQueue<(JsonNode Body, string? Authorization)> Requests { get; } = [];

    public int MaxInFlight => maxInFlight;

    /// <summary>Starts a server; the function gets the request, its number from 0, and writes the response.</summary>
    public static async Task<LoopbackChatServer> StartAsync(Func<JsonNode, int, HttpContext, Task> answer)
    {
        var server = new LoopbackChatServer(answer);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>Starts a server that always succeeds.</summary>
    public static Task<LoopbackChatServer> StartAsync(Func<JsonNode, string> answer) =>
        StartAsync((body, _, context) => SendAsync(context, answer(body)));

    public static Task SendAsync(HttpContext context, string text, JsonNode? logProbabilities = null) =>
        context.Response.WriteAsJsonAsync(new JsonObject
    {
        ["id"] = "c",
        ["object"] = "chat.completion",
        ["created"] = 1,
        ["model"] = "m",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["finish_reason"] = "stop",
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
            ["logprobs"] = logProbabilities
        }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 10, ["completion_tokens"] = 2, ["total_tokens"] = 12 },
    });

    public static Task FailAsync(HttpContext context, int status, string message, string code = "")
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["code"] = code } });
    }

    public static string UserText(JsonNode body) => body["messages"]![1]!["content"] switch
    {
        JsonArray parts => string.Concat(parts.Select(p => p!["text"]?.GetValue<string>())),
        var text => text!.GetValue<string>(),
    };

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var now = Interlocked.Increment(ref inFlight);
        InterlockedMax(now);
        try
        {
            var body = (await JsonNode.ParseAsync(context.Request.Body))!;
            Requests.Enqueue((body, context.Request.Headers.Authorization));
            await answer(body, Interlocked.Increment(ref count) - 1, context);
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }

    private void InterlockedMax(int value)
    {
        for (var seen = maxInFlight; value > seen; seen = maxInFlight)
        {
            Interlocked.CompareExchange(ref maxInFlight, value, seen);
        }
    }
}
