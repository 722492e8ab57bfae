using System.Diagnostics.CodeAnalysis;

namespace Riveg.Onnx.Store;

/// <summary>
/// Keeps other processes (and other tasks of this one) out while a file of the store is made. On Unix this is <c>flock</c>, which Python's
/// hub client uses on the same file names, so the two respect each other. The file stays behind: to remove it would let two holders in.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly FileStream stream;

    private FileLock(FileStream stream) => this.stream = stream;

    /// <summary>Waits until nobody else holds the lock.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    /// <exception cref="ModelStoreException">Somebody held it all the time.</exception>
    /// <exception cref="IOException">The place cannot be written; this is not waited out.</exception>
    /// <exception cref="UnauthorizedAccessException">The place may not be written.</exception>
    public static async Task<FileLock> AcquireAsync(string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryOpen(path) is { } stream)
            {
                return new FileLock(stream);
            }

            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                throw new ModelStoreException(
                    $"Another process has held {path} for {limit.TotalMinutes:0.#} minutes; wait until its download is done, "
                    + "or end it and try again.");
            }

            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => stream.Dispose();

    [SuppressMessage(
        "ApiDesign", "RS0030:Do not use banned APIs", Justification = "The lock is the open file; nothing is written into it.")]
    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            return null;
        }
    }

    /// <summary>Whether the fault passes when the holder lets go. A read-only or full disk does not.</summary>
    private static bool IsHeldByAnother(IOException fault)
    {
        const int WindowsSharingViolation = 32, WindowsLockViolation = 33, LinuxWouldBlock = 11, BsdWouldBlock = 35;
        var code = fault.HResult & 0xffff;
        return OperatingSystem.IsWindows() ? code is WindowsSharingViolation or WindowsLockViolation
            : OperatingSystem.IsLinux() ? code == LinuxWouldBlock
            : code == BsdWouldBlock;
    }
}
