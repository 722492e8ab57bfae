namespace Riveg.Onnx.Store;

/// <summary>
/// Keeps other processes (and other tasks of this one) out while a file of the store is made. On Unix this is <c>flock</c>, which Python's hub client
/// uses on the same file names, so the two respect each other. The file stays behind: to remove it would let two holders in.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly FileStream stream;

    private FileLock(FileStream stream) => this.stream = stream;

    public static async Task<FileLock> AcquireAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryOpen(path) is { } stream)
            {
                return new FileLock(stream);
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    public void Dispose() => stream.Dispose();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
        {
            return null;
        }
    }
}
