using System.Globalization;
using Riveg.Onnx.Store;

namespace Riveg.Cli.Output;

/// <summary>The download on a line of standard error, where that is a terminal.</summary>
/// <param name="announcement">Said once before it, on any standard error; null for nothing.</param>
internal sealed class DownloadLine(string? announcement) : IProgress<DownloadProgress>
{
    private readonly bool onTerminal = !Console.IsErrorRedirected;
    private bool isAnnounced = announcement is null;

    public void Report(DownloadProgress value)
    {
        if (!isAnnounced)
        {
            isAnnounced = true;
            StandardStreams.Say(announcement!);
        }

        if (onTerminal)
        {
            var total = value.Total is { } size ? $" of {Megabytes(size)}" : string.Empty;
            StandardStreams.RawError.Write($"\r\u001b[2K{VisibleText.OneLine(value.File)}: {Megabytes(value.Received)}{total}");
            if (value.Received == value.Total)
            {
                Console.Error.WriteLine();
            }
        }
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB");
}
