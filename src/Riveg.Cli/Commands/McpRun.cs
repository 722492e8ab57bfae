using Riveg.Cli.Output;
using Riveg.Cli.Processes;
using Riveg.Cli.Usage;
using Riveg.Service;
using Riveg.Service.Assistants;
using Riveg.Service.Pictures;

namespace Riveg.Cli.Commands;

/// <summary>
/// Does what <c>riveg mcp</c> was asked, in this process and without ASP.NET Core. Standard output carries the protocol alone.
/// </summary>
internal static class McpRun
{
    // What is left to end in when the last call had its time.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    public static Task<int> RunAsync(McpRequest request, CancellationToken cancellationToken)
    {
        StopSignals.Grace = request.Service.Limits.TimeLimit + Rest;
        return request.Service.Choice.TellWhereFaultsAsync(() => ServeAsync(request.Service, cancellationToken));
    }

    private static async Task<int> ServeAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        using var session = request.Chat.OpenSession(request.Verbose, []);
        var served = request.LoadProfiles(session);
        await using var profiles = new OpenProfiles(session, served, request.Limits);
        await using var service = new AnnotationService(profiles, request.Limits);
        using var fetcher = new PictureFetcher(request.Pictures, request.Limits.MaxBodyBytes);
        await using var tools = new AssistantTools(
            service,
            session,
            served,
            fetcher,
            new AssistantOptions
            {
                Limits = request.Limits,
                Folders = request.Folders,
                TakesPicturesByPath = true,
                TakesPicturesByUrl = request.Pictures.AllowPublic || request.Pictures.Trusted.Count > 0,
            },
            new CommandLog(request.Verbose));
        Tell(request, served[0].Name);
        await new AssistantConversation(tools, request.Limits)
            .RunAsync(StandardStreams.OpenInput(), StandardStreams.Output, cancellationToken);
        return ExitCode.Done;
    }

    private static void Tell(ServiceRequest request, string profile) =>
        StandardStreams.Say(
            $"serves tools over MCP with the profile {profile}; "
            + (request.Folders.IsEmpty
                ? "no files are read, since no folder was allowed (--allow DIR)."
                : $"files are read below {request.Folders}."));
}
