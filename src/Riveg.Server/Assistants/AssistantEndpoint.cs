using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;
using Riveg.Service;
using Riveg.Service.Assistants;
using Riveg.Service.Pictures;
using Riveg.Service.Profiles;

namespace Riveg.Server.Assistants;

/// <summary>
/// <c>/mcp</c>: the tools of assistants over the protocol's streamable HTTP, without sessions: every request stands for itself, behind the
/// same checks as all others. Pictures are never read from this machine's files.
/// </summary>
internal sealed class AssistantEndpoint : IAsyncDisposable
{
    private const string Path = "/mcp";

    private readonly AssistantTools tools;

    /// <param name="options">What may be named.</param>
    /// <param name="service">Annotates; stays the caller's.</param>
    /// <param name="session">What the pipelines share; stays the caller's.</param>
    /// <param name="profiles">Those that may be asked for, the default one first.</param>
    /// <param name="fetcher">Fetches pictures; stays the caller's.</param>
    /// <param name="loggers">Where the log goes.</param>
    public AssistantEndpoint(
        AssistantOptions options,
        AnnotationService service,
        StageSession session,
        IReadOnlyList<ServedProfile> profiles,
        PictureFetcher fetcher,
        ILoggerFactory loggers) => tools = new AssistantTools(service, session, profiles, fetcher, options, loggers);

    /// <summary>Adds what the endpoint is served by.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddMcpServer(server =>
        {
            server.ServerInfo = AssistantTools.Server;
            server.ServerInstructions = AssistantTools.Instructions;
        })
        .WithTools(tools.Tools)
        .WithHttpTransport(transport => transport.SessionMode = HttpServerSessionMode.Stateless);
    }

    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapMcp(Path);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => tools.DisposeAsync();
}
