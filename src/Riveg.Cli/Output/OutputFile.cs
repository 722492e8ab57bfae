using Riveg.Cli.Usage;
using Riveg.Service.Files;

namespace Riveg.Cli.Output;

/// <summary>
/// A file that a command writes. Before anything is opened it is compared with everything that the command reads, through links too. What a
/// command derives again at will is a <see cref="DerivedFile"/>, what was paid or waited for an <see cref="EarnedFile"/>.
/// </summary>
internal abstract class OutputFile : IDisposable
{
    // What the command never writes, whatever the file is called.
    private static readonly string[] Compressed = [".gz", ".zip", ".bz2", ".xz", ".zst", ".7z", ".br", ".tgz"];

    protected OutputFile(string path) => Path = path;

    /// <summary>As the user gave it.</summary>
    public string Path { get; }

    /// <summary>Refuses an output that is an input of the command, or another output of it.</summary>
    /// <param name="outputs">Option and path of each output; those that are null are left out.</param>
    /// <param name="inputs">What the command reads; those that are null are left out. A folder stands for itself, not for its
    /// files.</param>
    /// <exception cref="UsageException">Names the first such output.</exception>
    public static void RefuseInputs(IEnumerable<(string Option, string? Path)> outputs, IEnumerable<string?> inputs)
    {
        var read = new Dictionary<FileIdentity, string>();
        foreach (var input in inputs.OfType<string>())
        {
            if (FileIdentity.Of(input) is { Kind: not FileKind.Device } identity)
            {
                read.TryAdd(identity, input);
            }
        }

        var written = new Dictionary<string, string>(StringComparer.FromComparison(FileIdentity.PathComparison));
        foreach (var (option, path) in outputs)
        {
            if (path is null)
            {
                continue;
            }

            var identity = FileIdentity.Of(path);
            if (identity is { } known && read.TryGetValue(known, out var input))
            {
                throw new UsageException($"{option} {path} is the input {input} itself, which would be lost; name another file.");
            }

            if (identity?.Kind == FileKind.Device)
            {
                continue;
            }

            if (!written.TryAdd(FileIdentity.FinalPath(path), option))
            {
                throw new UsageException(
                    $"{option} and {written[FileIdentity.FinalPath(path)]} are the same file {path}; name another one.");
            }
        }
    }

    /// <summary>Whether a file that is there is a picture, by how it begins.</summary>
    public static bool IsPicture(string path)
    {
        try
        {
            return ContentOf(path) is ExistingContent.Png or ExistingContent.Photograph;
        }
        catch (UsageException)
        {
            // Whoever reads it says why it cannot be.
            return false;
        }
    }

    /// <inheritdoc />
    public abstract void Dispose();

    /// <summary>What a file that is there already is, by how it begins.</summary>
    protected static ExistingContent ContentOf(string path) => FileIdentity.Of(path)?.Kind == FileKind.Regular
        ? ExistingContents.Of(StartOf(path, 16))
        : ExistingContent.Other;

    /// <summary>The first bytes of a file that is there.</summary>
    protected static byte[] StartOf(string path, int count) => Try(path, () =>
    {
        using var file = File.OpenRead(path);
        var start = new byte[count];
        return start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    });

    /// <summary>Makes the folder of a file that is to be written, and says where that is behind links.</summary>
    /// <exception cref="UsageException">It cannot be made, or the path is a folder.</exception>
    protected static string PrepareFolder(string path)
    {
        if (path == "-")
        {
            throw new UsageException("- is no file here; name one.");
        }

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new UsageException("The path of an output holds a null character; name another file.");
        }

        var final = FileIdentity.FinalPath(path);
        if (System.IO.Path.EndsInDirectorySeparator(path) || Directory.Exists(final))
        {
            throw new UsageException($"{path} is a folder; name a file in it.");
        }

        if (Compressed.Contains(System.IO.Path.GetExtension(path).ToLowerInvariant()))
        {
            throw new UsageException($"{path} would hold nothing compressed; leave the ending {System.IO.Path.GetExtension(path)} out.");
        }

        if (FileIdentity.Of(path) is null)
        {
            Try(path, () => Directory.CreateDirectory(System.IO.Path.GetDirectoryName(final)!));
        }

        return final;
    }

    /// <summary>Makes a file beside another one, to be moved over it; only those may read it who may read that one.</summary>
    protected static FileStream CreateBeside(string final, string temporary, FileShare share, int bufferSize)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = share,
            BufferSize = bufferSize
        };
        if (!OperatingSystem.IsWindows() && File.Exists(final))
        {
            options.UnixCreateMode = File.GetUnixFileMode(final);
        }

        return new FileStream(temporary, options);
    }

    /// <summary>Says of what goes wrong while an output is prepared that it is the output.</summary>
    /// <exception cref="UsageException">The action failed.</exception>
    protected static T Try<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new UsageException($"{path} cannot be written: {exception.Message}", exception);
        }
    }
}
