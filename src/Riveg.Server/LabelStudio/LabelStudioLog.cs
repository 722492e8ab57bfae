using Microsoft.Extensions.Logging;

namespace Riveg.Server.LabelStudio;

/// <summary>What the backend logs; docs/observability.md has the table.</summary>
internal static partial class LabelStudioLog
{
    [LoggerMessage(2, LogLevel.Warning, "Task {PostId} of Label Studio has no text in the field that its labelling config shows.")]
    public static partial void NoText(ILogger logger, string postId);

    [LoggerMessage(3, LogLevel.Warning, "Task {PostId} of Label Studio was not annotated in full: {Stage} could not answer.")]
    public static partial void Fault(ILogger logger, string postId, string stage);

    [LoggerMessage(4, LogLevel.Warning, "A labelling config has no label for PER, LOC, ORG or OTHER: what is found of these is left out.")]
    public static partial void ForeignLabels(ILogger logger);
}
