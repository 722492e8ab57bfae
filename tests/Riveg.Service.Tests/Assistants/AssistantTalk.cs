using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Riveg.Service.Assistants;
using Riveg.Service.Files;
using Riveg.Service.Pictures;
using Riveg.Service.Profiles;

namespace Riveg.Service.Tests.Assistants;

/// <summary>The protocol's own client and the tools, in one process with a pipe each way.</summary>
internal sealed class AssistantTalk : IAsyncDisposable
{
    private readonly Pipe requests = new();
    private readonly Pipe answers = new();
    private readonly StageSession session = new();
    private readonly OpenProfiles profiles;
    private readonly AssistantTools tools;
    private readonly PictureFetcher fetcher;
    private readonly Task conversation;

    private AssistantTalk(ServiceLimits limits, AllowedFolders folders, ILoggerFactory loggers)
    {
        ServedProfile[] served = [new("builtin", "builtin")];
        profiles = new OpenProfiles(session, served, limits);
        Service = new AnnotationService(profiles, limits);
        fetcher = new PictureFetcher(new AddressRules(), limits.MaxBodyBytes);
        tools = new AssistantTools(
            Service,
            session,
            served,
            fetcher,
            new AssistantOptions { Limits = limits, Folders = folders, TakesPicturesByPath = true },
            loggers);
        conversation = new AssistantConversation(tools, limits)
            .RunAsync(requests.Reader.AsStream(), answers.Writer.AsStream(), CancellationToken.None);
    }

    public AnnotationService Service { get; }

    public McpClient Client { get; private set; } = null!;

    public static async Task<AssistantTalk> BeginAsync(
        ServiceLimits? limits = null, AllowedFolders? folders = null, ILoggerFactory? loggers = null)
    {
        var talk = new AssistantTalk(
            limits ?? new ServiceLimits(), folders ?? AllowedFolders.None, loggers ?? NullLoggerFactory.Instance);
        talk.Client = await McpClient.CreateAsync(
            new StreamClientTransport(talk.requests.Writer.AsStream(), talk.answers.Reader.AsStream()),
            cancellationToken: TestContext.Current.CancellationToken);
        return talk;
    }

    public async Task<CallToolResult> CallAsync(
        string tool,
        object arguments,
        IProgress<ProgressNotificationValue>? progress = null,
        CancellationToken cancellationToken = default) =>
        await Client.CallToolAsync(
            tool,
            arguments as IReadOnlyDictionary<string, object?>
                ?? arguments.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(arguments)),
            progress,
            cancellationToken: cancellationToken);

    /// <summary>The one line of a call that was refused.</summary>
    public async Task<string> RefusalAsync(string tool, object arguments)
    {
        var result = await CallAsync(tool, arguments, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.IsError);
        Assert.Null(result.StructuredContent);
        var line = Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
        Assert.DoesNotContain(line, char.IsControl);
        return line;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await requests.Writer.CompleteAsync();
        await conversation.WaitAsync(TimeSpan.FromSeconds(30));
        await tools.DisposeAsync();
        await Service.DisposeAsync();
        await profiles.DisposeAsync();
        fetcher.Dispose();
        session.Dispose();
    }
}
