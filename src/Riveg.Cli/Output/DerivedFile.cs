using Riveg.Cli.Usage;

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
    private bool committed;

    private DerivedFile(string path, string final, string? temporary, FileStream stream)
        : base(path)
    {
        this.final = final;
        this.temporary = temporary;
        this.stream = stream;
    }

    /// <summary>Gets ready to write a file that is no picture.</summary>
    /// <exception cref="UsageException">It cannot be written, or something is there that the command cannot have made.</exception>
    public static DerivedFile Prepare(string path) => ContentOf(path) is ExistingContent.Png or ExistingContent.Photograph
        ? throw new UsageException($"{path} is a picture, which would be lost; name another file.")
        : Begin(path);

    /// <summary>Gets ready to write a PNG, also over an earlier one.</summary>
    /// <exception cref="UsageException">It cannot be written, or something is there that the command cannot have made.</exception>
    public static DerivedFile PreparePicture(string path)
    {
        var content = ContentOf(path);
        if (content is ExistingContent.Photograph)
        {
            throw new UsageException($"{path} is a photograph, which would be lost (a PNG is written); name another file.");
        }

        var kind = FileIdentity.Of(path)?.Kind;
        if (content is ExistingContent.Other && kind == FileKind.Regular && new FileInfo(FileIdentity.FinalPath(path)).Length > 0)
        {
            throw new UsageException($"{path} is there already and is no PNG, so it would be lost; name another file.");
        }

        var isPng = System.IO.Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase);
        return isPng || content is not ExistingContent.Other || kind is FileKind.Device or FileKind.Folder || path == "-"
            ? Begin(path)
            : throw new UsageException($"{path} does not end in .png, and a PNG is written; name it so.");
    }

    /// <summary>Gets ready to write a data set in another form; what is there is replaced only when that is asked for.</summary>
    /// <exception cref="UsageException">It cannot be written, or something is there.</exception>
    public static DerivedFile PrepareConverted(string path, bool replaces)
    {
        if (ContentOf(path) is ExistingContent.Png or ExistingContent.Photograph)
        {
            throw new UsageException($"{path} is a picture, which would be lost; name another file.");
        }

        return replaces || FileIdentity.Of(path)?.Kind != FileKind.Regular || new FileInfo(FileIdentity.FinalPath(path)).Length == 0
            ? BeginAnyway(path)
            : throw new UsageException($"{path} is there already; replace it by --force, or name another file.");
    }

    private static DerivedFile Begin(string path) => ContentOf(path) is ExistingContent.JsonLines or ExistingContent.Conll
        ? throw new UsageException($"{path} holds posts or annotations, which would be lost; name another file.")
        : BeginAnyway(path);

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

    /// <summary>Puts the content in its place.</summary>
    /// <exception cref="OutputFailedException">It cannot be written; the old content is still there.</exception>
    private void Commit()
    {
        try
        {
            stream.Flush();
            stream.Dispose();
            if (temporary is not null)
            {
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
            await write(stream);
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
