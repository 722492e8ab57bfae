using Riveg.Cli.Usage;
using Riveg.Service.Files;

namespace Riveg.Cli.Output;

/// <summary>What becomes of an earned file that is already there.</summary>
internal enum ExistingOutput
{
    /// <summary>It is refused.</summary>
    Refuse,

    /// <summary>It is gone on with (<c>--resume</c>).</summary>
    Resume,

    /// <summary>It is replaced (<c>--force</c>), as soon as there is something to replace it with.</summary>
    Replace,
}

/// <summary>
/// What was paid or waited for (annotations, knowledge, expansions): every line reaches the file as soon as it is done, and what is there
/// is never replaced unasked. One run at a time writes a file. A device is written to as it is.
/// </summary>
internal sealed class EarnedFile : OutputFile
{
    // Far behind any content: the lock is on no byte that anybody reads.
    private const long LockPosition = long.MaxValue - 1;

    // Lines go out whole; a buffer would only be written a second time, and fail again, when it is disposed of.
    private const int Unbuffered = 0;

    // Other programs would take these for something else than lines of text.
    private static readonly string[] Misleading =
    [
        ".csv", ".tsv", ".xlsx", ".parquet", ".html", ".htm", ".xml", ".pdf",
        ".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff",
    ];

    private readonly string final;
    private FileStream stream;
    private bool replaces;
    private Replacement? replacement;
    private readonly bool isNew;

    private EarnedFile(string path, string final, FileStream stream, bool isDevice, bool replaces, bool isNew = false)
        : base(path)
    {
        this.final = final;
        this.stream = stream;
        IsDevice = isDevice;
        this.replaces = replaces;
        this.isNew = isNew;
    }

    /// <summary>The content, to be read; what is done goes through <see cref="Write"/>.</summary>
    public Stream Stream => stream;

    /// <summary>Whether it is a device or a pipe, which has no content to go on with.</summary>
    public bool IsDevice { get; }

    /// <summary>Opens a file, empty or with the content that is to be gone on with.</summary>
    /// <exception cref="UsageException">It cannot be written, another run writes it, or it holds something that may not be
    /// replaced.</exception>
    public static EarnedFile Open(string path, ExistingOutput existing)
    {
        var final = PrepareFolder(path);
        if (FileIdentity.Of(path)?.Kind == FileKind.Device)
        {
            return new EarnedFile(
                path,
                final,
                Try(path, () => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, Unbuffered)),
                isDevice: true,
                replaces: false);
        }

        var ending = System.IO.Path.GetExtension(path);
        if (!File.Exists(final) && Misleading.Contains(ending.ToLowerInvariant()))
        {
            throw new UsageException(
                $"{path} would be no {ending[1..].ToUpperInvariant()} file; lines of text are written, name it otherwise.");
        }

        if (ContentOf(path) is ExistingContent.Png or ExistingContent.Photograph)
        {
            throw new UsageException($"{path} is a picture, which would be lost; name another file.");
        }

        if (existing == ExistingOutput.Refuse && File.Exists(final) && new FileInfo(final).Length > 0)
        {
            throw new UsageException($"{path} is there already; go on with it by --resume, replace it by --force, or name another file.");
        }

        var isNew = !File.Exists(final);
        var stream = OpenLocked(path, final);
        try
        {
            if (existing == ExistingOutput.Refuse && stream.Length > 0)
            {
                throw new UsageException(
                    $"{path} is there already; go on with it by --resume, replace it by --force, or name another file.");
            }

            return new EarnedFile(
                path, final, stream, isDevice: false, replaces: existing == ExistingOutput.Replace && stream.Length > 0, isNew);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    // Between opening and locking, another run may have put a new file in the path's place: the lock must be on what the path leads to.
    private static FileStream OpenLocked(string path, string final)
    {
        for (var attempt = 0; ; attempt++)
        {
            var stream = Try(path, () => new FileStream(
                final, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, Unbuffered));
            try
            {
                Lock(path, stream);
            }
            catch
            {
                stream.Dispose();
                throw;
            }

            if (attempt == 5 || FileIdentity.OfOpen(stream) is not { } locked || FileIdentity.Of(final) == locked)
            {
                return stream;
            }

            stream.Dispose();
        }
    }

    /// <summary>
    /// Whether what was there before is still there: nothing has come yet that is worth replacing it
    /// (<see cref="ExistingOutput.Replace"/>).
    /// </summary>
    public bool IsUntouched => replaces;

    /// <summary>Writes something that is done at the file's end, in one piece; it is there when this returns.</summary>
    /// <param name="write">Writes it.</param>
    /// <param name="isGood">Whether it is worth replacing what was there: what failed waits beside it until something succeeds.</param>
    /// <exception cref="OutputFailedException">It cannot be written.</exception>
    public void Write(Action<Stream> write, bool isGood = true) => Guard(() =>
    {
        using var whole = new MemoryStream();
        write(whole);
        if (replaces)
        {
            replacement ??= Begin();
            replacement.Stream.Write(whole.GetBuffer().AsSpan(0, (int)whole.Length));
            if (isGood)
            {
                PutInPlace(replacement);
            }

            return;
        }

        if (!IsDevice)
        {
            stream.Position = stream.Length;
        }

        stream.Write(whole.GetBuffer().AsSpan(0, (int)whole.Length));
    });

    /// <summary>Cuts off what stands behind a place.</summary>
    /// <exception cref="OutputFailedException">It cannot be written.</exception>
    public void Truncate(long length) => Guard(() =>
    {
        if (stream.Length != length)
        {
            stream.SetLength(length);
        }
    });

    /// <summary>Puts other content in the file's place, whole or not at all.</summary>
    /// <exception cref="OutputFailedException">It cannot be written; the old content is still there.</exception>
    public void Replace(Action<FileStream> write) => Guard(() =>
    {
        var next = Begin();
        try
        {
            write(next.Stream);
            next.Stream.Flush(flushToDisk: true);
            PutInPlace(next);
        }
        catch
        {
            next.Dispose();
            throw;
        }
    });

    /// <summary>Takes the file away again where this run made it and has nothing to write.</summary>
    public void Abandon()
    {
        if (isNew && stream.Length == 0)
        {
            File.Delete(final);
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        replacement?.Dispose();
        stream.Dispose();
    }

    private Replacement Begin()
    {
        var temporary = $"{final}.{Guid.NewGuid():N}.part";
        return new Replacement(temporary, CreateBeside(final, temporary, FileShare.ReadWrite | FileShare.Delete, Unbuffered));
    }

    private void PutInPlace(Replacement next)
    {
        Lock(Path, next.Stream);
        if (OperatingSystem.IsWindows())
        {
            // A file that is open cannot be moved over there.
            stream.Dispose();
        }

        File.Move(next.Path, final, overwrite: true);
        stream.Dispose();
        stream = next.Stream;
        replacement = null;
        replaces = false;
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OutputFailedException($"{Path} cannot be written: {exception.Message}", exception);
        }
    }

    private static void Lock(string path, FileStream stream)
    {
        if (OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() || OperatingSystem.IsFreeBSD())
        {
            return;
        }

        try
        {
            stream.Lock(LockPosition, 1);
        }
        catch (IOException exception)
        {
            throw new UsageException($"Another run is writing {path}; wait for it, or name another file.", exception);
        }
    }

    /// <summary>What is to take the file's place.</summary>
    private sealed record Replacement(string Path, FileStream Stream) : IDisposable
    {
        public void Dispose()
        {
            Stream.Dispose();
            File.Delete(Path);
        }
    }
}
