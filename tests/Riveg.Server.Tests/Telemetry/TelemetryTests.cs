using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Riveg.Server.Tests.Api;

namespace Riveg.Server.Tests.Telemetry;

public class TelemetryTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = "b7ad6b7169203331";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_CollectorIsNamed_SendsRequestsStagesAndQueueWithinTheCallersTrace()
    {
        var received = new ConcurrentDictionary<string, byte[]>();
        await using var collector = await CollectorAsync(received);
        var address = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await using var server = await ServerProcess.StartInAsync(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        using var client = Asking.Client(server.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/annotate") { Content = Asking.Form() };
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{Trace}-{Parent}-01");
        using var response = await client.SendAsync(request, Token);
        response.EnsureSuccessStatusCode();

        // What is left is sent when the server stops.
        Assert.Equal(0, await server.StopAsync());
        var traces = received["/v1/traces"];
        Assert.True(Contains(traces, Convert.FromHexString(Trace)), "not within the caller's trace");
        Assert.True(Contains(traces, Convert.FromHexString(Parent)), "not below the caller's activity");
        Assert.All(["riveg.stage recognition", "/v1/annotate", "service.name"], name => Assert.True(Contains(traces, name), name));
        var metrics = received["/v1/metrics"];
        Assert.All(
            ["http.server.request.duration", "riveg.stage.duration", "riveg.service.wait", "riveg.service.posts"],
            name => Assert.True(Contains(metrics, name), name));
        Assert.All([traces, metrics], sent => Assert.False(Contains(sent, "Adele"), "a post's text was sent"));
    }

    private static bool Contains(byte[] sent, string name) => Contains(sent, Encoding.UTF8.GetBytes(name));

    private static bool Contains(byte[] sent, byte[] part) => sent.AsSpan().IndexOf(part) >= 0;

    private static async Task<WebApplication> CollectorAsync(ConcurrentDictionary<string, byte[]> received)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var collector = builder.Build();
        collector.UseRouting();
        collector.MapPost("/v1/{kind}", async (string kind, HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            received.AddOrUpdate($"/v1/{kind}", body.ToArray(), (_, before) => [.. before, .. body.ToArray()]);
            return Results.Bytes([], "application/x-protobuf");
        });
        await collector.StartAsync(Token);
        return collector;
    }
}
