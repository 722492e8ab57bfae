using Microsoft.Extensions.Logging;

namespace Riveg.Pipeline;

internal static partial class PipelineLog
{
    [LoggerMessage(1, LogLevel.Warning, "The stage {Stage} could not answer for the post {PostId}: {Reason}")]
    public static partial void StageFailed(ILogger logger, Exception? exception, string stage, string postId, string reason);

    [LoggerMessage(
        2, LogLevel.Error, "The pipeline is disposed of, but a stage is still at work after {Seconds} s; what it uses is left alone.")]
    public static partial void StageOutlivesPipeline(ILogger logger, double seconds);
}
