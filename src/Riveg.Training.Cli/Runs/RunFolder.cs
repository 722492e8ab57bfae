using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Networks.Conversion;
using Riveg.Service.Files;

namespace Riveg.Training.Cli.Runs;

/// <summary>
/// The folder of a run. Whatever belongs together is written beside its place and moved there whole, so that a process which is ended at
/// any moment leaves a checkpoint that can be gone on from. One run at a time writes a folder.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const string IdentityFile = "run.json";
    private const string LockFile = "run.lock";
    private const string StateFile = "run-state.json";
    private const string MetricsFile = "metrics.jsonl";
    private const string CurveFile = "curve.png";
    private const string ModelFolder = "model";
    private const string CheckpointFolder = "checkpoint";
    private const string EpochFolder = "epochs";
    private const string Part = ".part";
    private const string Earlier = ".earlier" + Part;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly JsonSerializerOptions Indented = new(Json) { WriteIndented = true };

    private readonly string path;
    private readonly string final;
    private readonly FileStream held;
    private readonly bool isNew;

    private RunFolder(string path, string final, FileStream held, bool isNew)
    {
        this.path = path;
        this.final = final;
        this.held = held;
        this.isNew = isNew;
    }

    /// <summary>The model that was made of the best epoch.</summary>
    public string Model => At(ModelFolder);

    /// <summary>The model, as the caller called its folder.</summary>
    public string ModelName => Path.Combine(path, ModelFolder);

    /// <summary>Whether the run in it is at its end: its model is there, and nothing waits to become it.</summary>
    public bool IsComplete => File.Exists(Path.Combine(Model, ModelDescription.FileName)) && !Directory.Exists(At(EpochFolder));

    /// <summary>Gets hold of a folder; nothing in it is changed.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="existing">What becomes of a run that is there.</param>
    /// <param name="inputs">What is read, of which nothing may lie in it.</param>
    /// <exception cref="UsageException">It cannot be written, holds something else, or another run writes it.</exception>
    public static RunFolder Open(string path, ExistingOutput existing, IEnumerable<string> inputs)
    {
        var final = FileIdentity.FinalPath(path);
        if (File.Exists(final))
        {
            throw new UsageException($"-o {path} is a file; name a folder.");
        }

        RefuseInputs(path, final, inputs);
        var (isRun, isEmpty) = (File.Exists(Path.Combine(final, IdentityFile)), IsEmpty(final));
        if (isRun && existing == ExistingOutput.Refuse)
        {
            throw new UsageException(
                $"{path} holds a run already; go on with it by --resume, replace it by --force, or name another folder.");
        }

        if (!isRun && !isEmpty && existing != ExistingOutput.Replace)
        {
            throw new UsageException(
                $"{path} is there already and holds no run of 'riveg train tagger'; name another folder, or replace what is called as its "
                + "parts are by --force.");
        }

        var isNew = !Directory.Exists(final);
        return new RunFolder(path, final, Hold(path, final), isNew);
    }

    /// <summary>What the run in it was of; null where there is none.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public RunIdentity? ReadIdentity() => File.Exists(At(IdentityFile)) ? Read<RunIdentity>(At(IdentityFile)) : null;

    /// <summary>Begins a run: what an earlier one left is taken away, but for its model, until there is another.</summary>
    /// <param name="identity">What it is of.</param>
    public void Begin(RunIdentity identity) => Write(() =>
    {
        foreach (var folder in new[] { CheckpointFolder, EpochFolder })
        {
            TakeAway(At(folder));
        }

        Remove(At(ModelFolder + Part));

        File.Delete(At(MetricsFile));
        File.Delete(At(CurveFile));
        WriteFile(At(IdentityFile), JsonSerializer.SerializeToUtf8Bytes(identity, Indented));
        Directory.CreateDirectory(At(EpochFolder));
    });

    /// <summary>The last checkpoint that is whole; null where there is none.</summary>
    public string? LastCheckpoint => Numbered(At(CheckpointFolder)).Where(d => EpochOf(d) is not null).MaxBy(EpochOf);

    /// <summary>How far the run was at a checkpoint.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static RunState ReadState(string checkpoint)
    {
        var file = Path.Combine(checkpoint, StateFile);
        var state = Read<RunState>(file);
        return EpochOf(checkpoint) is { } epoch && state.IsOf(epoch)
            ? state
            : throw Unreadable(file, "its epochs are not those of the checkpoint", null);
    }

    /// <summary>Puts the network of an epoch into its folder.</summary>
    /// <param name="epoch">Which one.</param>
    /// <param name="write">Writes it into a folder that is empty.</param>
    public void WriteEpoch(int epoch, Action<string> write) => Write(() => Replace(EpochModel(epoch), write));

    /// <summary>The network of an epoch.</summary>
    public string EpochModel(int epoch) => Path.Combine(At(EpochFolder), Number(epoch));

    /// <summary>Describes the network of an epoch anew.</summary>
    /// <param name="epoch">Which one.</param>
    /// <param name="description">What it is.</param>
    public void Describe(int epoch, ModelDescription description) => Write(() => description.Replace(EpochModel(epoch)));

    /// <summary>
    /// Writes a checkpoint, the figures and their picture; the networks of epochs that are not the best are then taken away.
    /// </summary>
    /// <param name="state">How far the run is.</param>
    /// <param name="write">Writes what going on needs into a folder that is empty.</param>
    /// <param name="drawCurve">Draws the picture.</param>
    public void WriteCheckpoint(RunState state, Action<string> write, Action<Stream> drawCurve) => Write(() =>
    {
        var last = Path.Combine(At(CheckpointFolder), Number(state.Epochs.Count));
        Replace(last, folder =>
        {
            write(folder);
            File.WriteAllBytes(Path.Combine(folder, StateFile), JsonSerializer.SerializeToUtf8Bytes(state, Json));
        });
        Complete(state, drawCurve);
    });

    /// <summary>
    /// Does what a run that was ended behind its checkpoint could not do any more: figures and picture, and what nobody needs goes away.
    /// </summary>
    /// <param name="state">How far the run is.</param>
    /// <param name="drawCurve">Draws the picture.</param>
    public void Settle(RunState state, Action<Stream> drawCurve) => Write(() => Complete(state, drawCurve));

    /// <summary>Makes the model of the best epoch's network.</summary>
    /// <param name="state">How far the run is.</param>
    /// <param name="finish">Completes the copy of the network in its folder.</param>
    public void WriteModel(RunState state, Action<string> finish) => Write(() =>
    {
        Replace(Model, folder =>
        {
            foreach (var file in Directory.GetFiles(EpochModel(state.Best!.Epoch)))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }

            finish(folder);
        });
        TakeAway(At(EpochFolder));
    });

    /// <inheritdoc />
    public void Dispose()
    {
        held.Dispose();
        try
        {
            if (isNew && IsEmpty(final))
            {
                Directory.Delete(final);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What nobody needs any more may stay.
        }
    }

    private void Complete(RunState state, Action<Stream> drawCurve)
    {
        WriteFigures(state, drawCurve);
        foreach (var unneeded in Numbered(At(CheckpointFolder)).Where(d => EpochOf(d) != state.Epochs.Count)
            .Concat(Numbered(At(EpochFolder)).Where(d => EpochOf(d) != state.Best!.Epoch))
            .Append(At(EpochFolder) + Part)
            .Append(At(CheckpointFolder) + Part))
        {
            Remove(unneeded);
        }
    }

    private void WriteFigures(RunState state, Action<Stream> drawCurve)
    {
        using var lines = new MemoryStream();
        foreach (var epoch in state.Epochs)
        {
            lines.Write(JsonSerializer.SerializeToUtf8Bytes(epoch, Json));
            lines.WriteByte((byte)'\n');
        }

        WriteFile(At(MetricsFile), lines.ToArray());
        using var curve = new MemoryStream();
        drawCurve(curve);
        WriteFile(At(CurveFile), curve.ToArray());
    }

    // Names sort as the numbers do.
    private static string Number(int epoch) => epoch.ToString("D4", CultureInfo.InvariantCulture);

    // Whatever else somebody puts beside them is left alone.
    private static IEnumerable<string> Numbered(string folder) => !Directory.Exists(folder) ? [] : Directory.GetDirectories(folder)
        .Where(d => Path.GetFileName(d) is { Length: >= 4 } name
            && name[..4].All(char.IsAsciiDigit)
            && name[4..] is "" or Part or Earlier);

    // Null for what was cut off while it was written or removed.
    private static int? EpochOf(string folder) => Path.GetFileName(folder) is { Length: 4 } name
        && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) && epoch > 0 ? epoch : null;

    private string At(string name) => Path.Combine(final, name);

    private static bool IsEmpty(string folder) =>
        !Directory.Exists(folder) || Directory.EnumerateFileSystemEntries(folder).All(e => Path.GetFileName(e) == LockFile);

    private static void RefuseInputs(string path, string final, IEnumerable<string> inputs)
    {
        var own = Path.TrimEndingDirectorySeparator(final) + Path.DirectorySeparatorChar;
        if (inputs.FirstOrDefault(
            i => (FileIdentity.FinalPath(i) + Path.DirectorySeparatorChar).StartsWith(own, FileIdentity.PathComparison)) is { } inside)
        {
            throw new UsageException($"-o {path} holds the input {inside}, which could be lost; name another folder.");
        }
    }

    private static FileStream Hold(string path, string final)
    {
        try
        {
            Directory.CreateDirectory(final);
            return new FileStream(
                Path.Combine(final, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException exception) when (File.Exists(Path.Combine(final, LockFile)))
        {
            throw new UsageException($"Another run is writing {path}; wait for it, or name another folder.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{path} cannot be written: {exception.Message}", exception);
        }
    }

    // A folder that is there goes away when the new one is whole.
    private static void Replace(string folder, Action<string> write)
    {
        var (next, earlier) = (folder + Part, folder + Earlier);
        Remove(next);
        Remove(earlier);
        Directory.CreateDirectory(next);
        try
        {
            write(next);
            if (Directory.Exists(folder))
            {
                Directory.Move(folder, earlier);
            }

            Directory.Move(next, folder);
            Remove(earlier);
        }
        catch
        {
            TryRemove(next);
            throw;
        }
    }

    private static void WriteFile(string path, byte[] content)
    {
        File.WriteAllBytes(path + Part, content);
        File.Move(path + Part, path, overwrite: true);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Its name says that it is whole, so it loses that before its first file.
    private static void TakeAway(string folder)
    {
        Remove(folder + Part);
        if (Directory.Exists(folder))
        {
            Directory.Move(folder, folder + Part);
            Remove(folder + Part);
        }
    }

    private static void TryRemove(string folder)
    {
        try
        {
            Remove(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The first fault is what is told.
        }
    }

    private void Write(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException and not OutputFailedException or UnauthorizedAccessException)
        {
            throw new OutputFailedException(
                $"{path} cannot be written: {exception.Message.TrimEnd('.')}. "
                + (LastCheckpoint is { } last
                    ? $"The checkpoint of epoch {EpochOf(last)} is kept; "
                        + "go on by --resume when there is room."
                    : "No epoch was finished."),
                exception);
        }
    }

    private static T Read<T>(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(file), Json) ?? throw new JsonException("it is empty");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Unreadable(file, Faults.Fault.OneLine(exception.Message).TrimEnd('.'), exception);
        }
    }

    private static UsageException Unreadable(string file, string why, Exception? exception) =>
        new($"{file} cannot be read: {why}; start the run anew by --force.", exception);
}
