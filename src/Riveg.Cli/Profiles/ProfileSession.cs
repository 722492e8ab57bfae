using Microsoft.Extensions.Logging;
using Riveg.Cli.Usage;
using Riveg.Posts;
using Riveg.Service.Profiles;

namespace Riveg.Cli.Profiles;

/// <summary>What a command's pipelines share while it runs; in the end it tells what language models cost.</summary>
internal sealed class ProfileSession(
    string? cacheFolder = null, bool offline = false, ILoggerFactory? loggers = null, IReadOnlyList<Post>? evaluated = null)
    : StageSession(cacheFolder, offline, loggers, evaluated)
{
    private bool isTold;

    /// <summary>Says how the run ended for language models, where they were asked.</summary>
    /// <param name="otherwise">The exit code where they do not decide it.</param>
    public int Close(int otherwise)
    {
        TellUsage();
        return Chat.Meter.NothingReached ? ExitCode.Missing : otherwise;
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        // What a run cost is told however it ended.
        TellUsage();
        base.Dispose();
    }

    private void TellUsage()
    {
        if (!isTold && Chat.Meter.Requests + Chat.Meter.StoredAnswers + Chat.Meter.Failures > 0)
        {
            Console.Error.WriteLine(Chat.Meter);
            isTold = true;
        }
    }
}
