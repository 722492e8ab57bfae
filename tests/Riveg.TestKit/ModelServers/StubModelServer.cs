using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Riveg.TestKit.ModelServers;

/// <summary>A server on this machine that answers over real HTTP as one of the known kinds does.</summary>
public sealed class StubModelServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ServerForm form;

    private StubModelServer(ServerForm form)
    {
        this.form = form;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(o => o.AddServerHeader = false);
        app = builder.Build();
        app.Run(HandleAsync);
    }

    /// <summary>Its address.</summary>
    public Uri Address => new(app.Urls.First());

    /// <summary>Its base address for profiles.</summary>
    public Uri Endpoint => new(Address, form.BasePath);

    /// <summary>The chat requests that it got.</summary>
    public ConcurrentQueue<(JsonNode Body, string? Authorization)> Chats { get; } = [];

    /// <summary>All requests, as method and path.</summary>
    public ConcurrentQueue<string> Paths { get; } = [];

    /// <summary>Starts a server.</summary>
    public static async Task<StubModelServer> StartAsync(ServerForm form)
    {
        var server = new StubModelServer(form);
        await server.app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Paths.Enqueue($"{context.Request.Method} {path}");
        if (form.ServerHeader is { } name)
        {
            context.Response.Headers.Server = name;
        }

        var (status, body) = await AnswerAsync(context, path);
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(body);
    }

    private async Task<(int Status, JsonNode Body)> AnswerAsync(HttpContext context, string path)
    {
        var authorization = (string?)context.Request.Headers.Authorization;
        var isGet = HttpMethods.IsGet(context.Request.Method);
        if (form.Key is { } key && authorization != $"Bearer {key}" && path != "/version")
        {
            return form.WrongKey;
        }

        if (isGet)
        {
            return form.Get(path) is { } found ? (200, found) : form.Nothing("GET", path);
        }

        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        if (path == "/api/show" && form is ServerForms.Ollama)
        {
            return (200, ServerForms.Ollama.Show((string)body["model"]!));
        }

        if (path != $"{form.BasePath}/chat/completions")
        {
            return form.Nothing("POST", path);
        }

        Chats.Enqueue((body, authorization));
        if ((string?)body["model"] is { } model && model != form.Model)
        {
            return form.UnknownModel(model);
        }

        return form.Refusal(body)
            ?? (200, form.Reply(
                body,
                form.KeepsSchemas && body["response_format"]?["json_schema"]?["schema"]?["properties"]?["sides"] is not null
                    ? """{"colour":"orange","sides":4}"""
                    : await SquareModel.AnswerAsync(body, form.WriteBox)));
    }
}
