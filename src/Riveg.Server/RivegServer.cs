using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Riveg.Faults;
using Riveg.Posts;
using Riveg.Server.Api;
using Riveg.Server.Assistants;
using Riveg.Server.LabelStudio;
using Riveg.Server.Page;
using Riveg.Server.Safety;
using Riveg.Server.Telemetry;
using Riveg.Service;
using Riveg.Service.Pictures;
using Riveg.Service.Profiles;

namespace Riveg.Server;

/// <summary>The server: listens, warms up, answers, and ends in order with what it took.</summary>
internal sealed class RivegServer : IAsyncDisposable
{
    // HEAD is GET without a body: who balances load asks so.
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    private readonly ServerOptions options;
    private readonly OpenProfiles profiles;
    private readonly AnnotationService service;
    private readonly PictureFetcher fetcher;
    private readonly StreamEndpoint stream;
    private readonly CancellationTokenSource stopping = new();
    private readonly AssistantEndpoint assistants;
    private readonly WebApplication application;

    /// <param name="options">Checked.</param>
    /// <param name="session">What the pipelines share; stays the caller's.</param>
    /// <param name="loggers">Where the log goes; it never gets a post's text.</param>
    public RivegServer(ServerOptions options, StageSession session, ILoggerFactory loggers)
    {
        this.options = options;
        profiles = new OpenProfiles(session, options.Profiles, options.Limits);
        service = new AnnotationService(profiles, options.Limits);
        fetcher = new PictureFetcher(options.Pictures, options.Limits.MaxBodyBytes);
        stream = new StreamEndpoint(service, fetcher, options.Limits, stopping.Token);
        assistants = new AssistantEndpoint(options.Assistants, service, session, options.Profiles, fetcher, loggers);
        application = Build(loggers);
    }

    /// <summary>Where it listens, with the ports that it took.</summary>
    public IReadOnlyList<string> Addresses =>
        [.. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <summary>Begins to listen.</summary>
    /// <exception cref="RivegException">An address is taken or not this machine's.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            throw new RivegException(
                FaultKind.WrongInput,
                $"The server cannot listen on {string.Join(", ", options.Urls)}: {exception.Message} Give another address with --urls.",
                exception);
        }
    }

    /// <summary>Annotates a first post, so that <c>/readyz</c> says yes.</summary>
    /// <exception cref="StageUnavailableException">A model of the default profile is missing; the message says what to run.</exception>
    public Task WarmUpAsync(CancellationToken cancellationToken) => service.WarmUpAsync(WarmUpPicture(), cancellationToken);

    /// <summary>Serves until it is told to stop; what was taken is then answered.</summary>
    /// <returns>Whether all of it was; else its time was up.</returns>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Register(stopped.SetResult).ConfigureAwait(false))
        {
            await stopped.Task.ConfigureAwait(false);
        }

        await stopping.CancelAsync().ConfigureAwait(false);
        using var limit = new CancellationTokenSource(options.StopLimit);
        await application.StopAsync(limit.Token).ConfigureAwait(false);
        return !limit.IsCancellationRequested;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync().ConfigureAwait(false);
        await assistants.DisposeAsync().ConfigureAwait(false);
        stream.Dispose();
        stopping.Dispose();
        fetcher.Dispose();
        await service.DisposeAsync().ConfigureAwait(false);
        await profiles.DisposeAsync().ConfigureAwait(false);
    }

    private static ImageSource WarmUpPicture()
    {
        using var drawn = typeof(RivegServer).Assembly.GetManifestResourceStream("samples/concert.png")!;
        var content = new byte[drawn.Length];
        drawn.ReadExactly(content);
        return ImageSource.FromBytes(content, "concert.png");
    }

    private WebApplication Build(ILoggerFactory loggers)
    {
        // Nothing of the current folder is read: no settings, no static files.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "riveg" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Limits.MaxBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            foreach (var url in options.Urls)
            {
                Listen(kestrel, url);
            }
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopLimit);
        builder.Services.AddRoutingCore();
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton(loggers);
        ServerTelemetry.AddTo(builder.Services, builder.Configuration);
        assistants.AddTo(builder.Services);
        var made = builder.Build();
        var safety = new SafetyMiddleware(
            new HostRules(options.Urls, options.Hosts),
            new OriginRules(options.Origins),
            options.ApiKey is { } key ? new AccessKey(key) : null);
        made.Use(next => context => safety.InvokeAsync(context, next));
        made.Use(next => context => new FaultAnswers(service, options.Limits, loggers).InvokeAsync(context, next));
        made.Use(next => context => new BodyLimit(options.Limits).InvokeAsync(context, next));
        made.UseStatusCodePages();
        made.UseRouting();
        Map(made);
        return made;
    }

    private static void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, Uri url)
    {
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address))
        {
            kestrel.Listen(address, url.Port);
        }
        else if (url.Port == 0)
        {
            // "localhost" is two addresses, which have no free port in common.
            kestrel.Listen(IPAddress.Loopback, 0);
        }
        else
        {
            kestrel.ListenLocalhost(url.Port);
        }
    }

    private void Map(WebApplication made)
    {
        var annotate = new AnnotateEndpoint(service, fetcher, options.Limits);

        // Delegates by name: a lambda of a context is taken for one whose answer nobody writes.
        made.MapPost("/v1/annotate", (Delegate)annotate.AnswerAsync);
        made.MapPost(StreamEndpoint.Path, (Delegate)stream.AnswerAsync);
        made.MapPost("/v1/export", (Delegate)new ExportEndpoint(service, options.Limits).AnswerAsync);
        made.MapGet("/v1/profiles", () => ProfilesEndpoint.Answer(profiles));
        made.MapMethods("/healthz", Reading, () => Results.Json(new { status = "ok" }));
        made.MapMethods("/readyz", Reading, () => service.IsWarm
            ? Results.Json(new { status = "ready" })
            : Results.Json(new { status = "starting" }, statusCode: StatusCodes.Status503ServiceUnavailable));
        made.MapMethods("/openapi/v1.json", Reading, OpenApiDocument.Answer);
        MapLabelStudio(made);
        AssistantEndpoint.Map(made);
        made.MapMethods("/", Reading, PageFiles.First);
        made.MapMethods("/page/{**name}", Reading, (string name) => PageFiles.Of($"page/{name}"));
        made.MapMethods("/samples/{name}", Reading, (string name) => PageFiles.Of($"samples/{name}"));
    }

    private void MapLabelStudio(WebApplication made)
    {
        var logger = made.Services.GetRequiredService<ILoggerFactory>().CreateLogger<LabelStudioBackend>();
        var backend = new LabelStudioBackend(service, fetcher, options.LabelStudio, logger, stopping.Token);
        made.MapMethods("/health", Reading, LabelStudioBackend.Health);
        made.MapPost("/setup", (Delegate)backend.SetupAsync);
        made.MapPost("/predict", (Delegate)backend.PredictAsync);
        made.MapPost("/webhook", LabelStudioBackend.Webhook);
    }
}
