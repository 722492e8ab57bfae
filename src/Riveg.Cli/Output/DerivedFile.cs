using Riveg.Cli.Usage;
using Riveg.Service.Files;

namespace Riveg.Cli.Output;

/// <summary>
/// What one command can derive again (overlay, mask, report, model): written beside its target and moved over it whole by
/// <see cref="Fill"/>, so that a run that fails leaves the old one. Its place is tried before the work begins. A device is written to as it
/// is.
/// </summary>
internal sealed class DerivedFile : OutputFile
{
    private readonly string final;
    private readonly string? temporary;
    private readonly FileStream stream;
    private bool isPicture;

    // Looked at again at the end: another run may have been faster.
    private bool wantsItFree;
    private bool committed;

    private DerivedFile(string path, string final, string? temporary, FileStream stream)
        : base(path)
    {
        this.final = final;
        this.temporary = temporary;
        this.stream = stream;
    }

    /// <summary>Gets ready to write a file that is no picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What is written: an earlier one is replaced unasked.</param>
    /// <param name="replaces">Whether something else that is there may be replaced (<c>--force</c>).</param>
    /// <exception cref="UsageException">It cannot be written, or something is there that may not be replaced.</exception>
    public static DerivedFile Prepare(string path, OwnOutput kind, bool replaces) =>
        ContentOf(path) is ExistingContent.Png or ExistingContent.Photograph
            ? throw new UsageException($"{path} is a picture, which would be lost; name another file.")
            : Begin(path, kind, replaces, "replace it by --force, or name another file");

    /// <summary>Gets ready to write a PNG, also over an earlier one of Riveg.</summary>
    /// <exception cref="UsageException">It cannot be written, or something else is there, or its name is not that of a PNG.</exception>
    public static DerivedFile PreparePicture(string path)
    {
        if (ContentOf(path) is ExistingContent.Photograph)
        {
            throw new UsageException($"{path} is a photograph, which would be lost (a PNG is written); name another file.");
        }

        if (IsFree(path) && path != "-" && FileIdentity.Of(path)?.Kind is not (FileKind.Device or FileKind.Folder)
            && !System.IO.Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"{path} does not end in .png, and a PNG is written; name it so.");
        }

        var file = Begin(path, OwnOutput.Picture, replaces: false, "take it away, or name another file");
        file.isPicture = true;
        return file;
    }

    /// <summary>Gets ready to write a data set in another form; what is there is replaced only when that is asked for.</summary>
    /// <exception cref="UsageException">It cannot be written, or something is there.</exception>
    public static DerivedFile PrepareConverted(string path, bool replaces)
    {
        if (ContentOf(path) is ExistingContent.Png or ExistingContent.Photograph)
        {
            throw new UsageException($"{path} is a picture, which would be lost; name another file.");
        }

        if (!replaces && !IsFree(path))
        {
            throw new UsageException($"{path} is there already; replace it by --force, or name another file.");
        }

        var file = BeginAnyway(path);
        file.wantsItFree = !replaces;
        return file;
    }

    private static DerivedFile Begin(string path, OwnOutput kind, bool replaces, string help)
    {
        if (ContentOf(path) is ExistingContent.JsonLines or ExistingContent.Conll)
        {
            throw new UsageException($"{path} holds posts or annotations, which would be lost; name another file.");
        }

        return replaces || IsFree(path) || kind.IsIt(StartOf(path, OwnOutput.MostBytes))
            ? BeginAnyway(path)
            : throw new UsageException($"{path} is there already and is no {kind.Name}; {help}.");
    }

    // Where nothing is, nothing is lost.
    private static bool IsFree(string path) =>
        FileIdentity.Of(path)?.Kind != FileKind.Regular || new FileInfo(FileIdentity.FinalPath(path)).Length == 0;

    private static DerivedFile BeginAnyway(string path)
    {
        var final = PrepareFolder(path);
        if (FileIdentity.Of(path)?.Kind == FileKind.Device)
        {
            return new DerivedFile(path, final, null, Try(path, () => new FileStream(path, FileMode.Open, FileAccess.Write)));
        }

        if (File.Exists(final))
        {
            // Permission to write the file itself, which moving over it would not ask for.
            Try(path, () => new FileStream(final, FileMode.Open, FileAccess.Write)).Dispose();
        }

        var temporary = $"{final}.{Guid.NewGuid():N}.part";
        return new DerivedFile(path, final, temporary, Try(path, () => CreateBeside(final, temporary, FileShare.Read, bufferSize: 4096)));
    }

    /// <summary>What is written over time, of a run that comes to its end; <see cref="Commit"/> puts it in its place.</summary>
    public Stream Content => stream;

    /// <summary>Puts the content in its place.</summary>
    /// <exception cref="OutputFailedException">It cannot be written; the old content is still there.</exception>
    public void Commit()
    {
        try
        {
            stream.Flush();
            stream.Dispose();
            if (temporary is not null)
            {
                if (wantsItFree && !IsFree(Path))
                {
                    throw new OutputFailedException(
                        $"{Path} was written by somebody else meanwhile and is left as it is; name another file.");
                }

                if (File.Exists(final) && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(temporary, File.GetUnixFileMode(final));
                }

                File.Move(temporary, final, overwrite: true);
            }

            committed = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OutputFailedException($"{Path} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Writes the content and puts it in its place.</summary>
    /// <exception cref="OutputFailedException">It cannot be written; the old content is still there.</exception>
    public void Fill(Action<Stream> write) => FillAsync(target =>
    {
        write(target);
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    /// <inheritdoc cref="Fill" />
    public async Task FillAsync(Func<Stream, Task> write)
    {
        try
        {
            await (isPicture ? PngMark.WriteAsync(stream, write) : write(stream));
        }
        catch (IOException exception) when (exception is not OutputFailedException)
        {
            throw new OutputFailedException($"{Path} cannot be written: {exception.Message}", exception);
        }

        Commit();
    }

    /// <summary>Takes away what was not committed.</summary>
    public override void Dispose()
    {
        if (committed)
        {
            return;
        }

        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // What is thrown away need not be written.
        }

        if (temporary is not null)
        {
            File.Delete(temporary);
        }
    }
}
