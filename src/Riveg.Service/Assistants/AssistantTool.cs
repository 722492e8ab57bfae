using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Riveg.Service.Assistants;

/// <summary>One tool: what it is called and takes, and what it answers.</summary>
internal abstract class AssistantTool : McpServerTool
{
    private readonly ToolDesk desk;

    /// <param name="desk">Takes the calls.</param>
    /// <param name="tool">What assistants are told of it.</param>
    protected AssistantTool(ToolDesk desk, Tool tool)
    {
        this.desk = desk;
        ProtocolTool = tool;
    }

    /// <inheritdoc />
    public sealed override Tool ProtocolTool { get; }

    /// <inheritdoc />
    public sealed override IReadOnlyList<object> Metadata => [];

    /// <inheritdoc />
    public sealed override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var progress = new ToolProgress(request.Server, request.Params?.ProgressToken);
        return await desk.AnswerAsync(
            ProtocolTool.Name,
            () => AnswerAsync(new ToolCall(request.Params?.Arguments, progress), cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers a call.</summary>
    /// <param name="call">What was asked.</param>
    /// <param name="cancellationToken">Ends the work: who asked wants it no more.</param>
    protected abstract Task<ToolAnswer> AnswerAsync(ToolCall call, CancellationToken cancellationToken);
}
