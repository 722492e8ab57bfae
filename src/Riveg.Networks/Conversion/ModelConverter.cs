using System.Globalization;
using Riveg.Networks.Architectures;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Conversion;

/// <summary>
/// Turns an official checkpoint into a folder with ONNX models and their description; docs/networks.md states the form. Thread-safe.
/// </summary>
public static class ModelConverter
{
    private static readonly Dictionary<string, Func<ConversionSource, IConversion>> Conversions = new()
    {
        ["sam"] = SamConversion.OfSam,
        ["mobile-sam"] = SamConversion.OfMobileSam,
        ["ofa"] = source => new OfaConversion(source),
        ["bert"] = source => new TextConversion(source, TextEncoderKind.Bert),
        ["xlm-roberta"] = source => new TextConversion(source, TextEncoderKind.XlmRoberta),
    };

    /// <summary>The architectures that can be converted, sorted.</summary>
    public static IReadOnlyList<string> Architectures { get; } = [.. Conversions.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Converts a checkpoint. The folder appears as a whole at the end, or not at all.</summary>
    /// <param name="checkpointPath">The checkpoint: .safetensors, .pt, .pth or .bin.</param>
    /// <param name="architecture">One of <see cref="Architectures"/>.</param>
    /// <param name="options">What else is known.</param>
    /// <param name="outputFolder">The folder to make; it must not exist, or be empty, or hold an earlier result of a conversion, which is
    /// replaced as a whole.</param>
    /// <param name="progress">Told what is being done, a line for each step; null for nobody.</param>
    /// <param name="cancellationToken">Stops the conversion and removes what was written.</param>
    /// <returns>The description that was written.</returns>
    /// <exception cref="CheckpointException">The checkpoint, its configuration or the folders are not right; the message says what and what
    /// to do.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ModelDescription Convert(
        string checkpointPath,
        string architecture,
        ConvertOptions options,
        string outputFolder,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var conversion = Find(architecture);
        RefuseFullFolder(outputFolder);
        using var checkpoint = OpenWhole(checkpointPath);
        var model = Build(conversion, checkpoint, options, progress);

        progress?.Report($"hashing {Path.GetFileName(checkpointPath)}");
        var description = model.Describe(new ModelDescription
        {
            Architecture = architecture,
            Precision = options.Precision.ToString().ToLowerInvariant(),
            SourceFile = Path.GetFileName(checkpointPath),
            SourceSha256 = ConvertedFile.Join(
                [.. ShardedFile.FilesOf(checkpointPath).Select(f => ConvertedFile.HashOf(f, cancellationToken))]),
            RivegVersion = typeof(ModelConverter).Assembly.GetName().Version!.ToString(3),
        });
        WriteFolder(outputFolder, folder =>
        {
            model.Write(folder, progress, cancellationToken);
            progress?.Report("hashing what was written");
            description = description with { Files = ConvertedFile.In(folder, cancellationToken) };
            description.Save(folder);
        });
        return description;
    }

    /// <summary>
    /// Builds what a conversion would write, and with it holds the checkpoint against the architecture, whose weights are all there, in the
    /// right shapes, and none besides.
    /// </summary>
    /// <exception cref="CheckpointException">They are not.</exception>
    internal static IConversion Build(
        Checkpoint checkpoint, string architecture, ConvertOptions options, IProgress<string>? progress = null) =>
        Build(Find(architecture), checkpoint, options, progress);

    private static IConversion Build(
        Func<ConversionSource, IConversion> conversion, Checkpoint checkpoint, ConvertOptions options, IProgress<string>? progress)
    {
        var settings = options.ConfigPath is null
            ? ArchitectureSettings.Beside(checkpoint.Path)
            : ArchitectureSettings.Load(options.ConfigPath);
        if (options.ConfigPath is null && !settings.IsEmpty)
        {
            progress?.Report($"configuration {settings.Source}");
        }

        return conversion(new ConversionSource(new CheckpointWeights(checkpoint), checkpoint, settings, options));
    }

    private static Func<ConversionSource, IConversion> Find(string architecture) =>
        Conversions.TryGetValue(architecture, out var conversion)
            ? conversion
            : throw new CheckpointException(
                $"'{architecture}' is no architecture that can be converted; choose one of {string.Join(", ", Architectures)}.");

    private static void RefuseFullFolder(string folder)
    {
        if (File.Exists(folder)
            || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !IsConvertedModel(folder)))
        {
            throw new CheckpointException(
                $"{folder}: exists and is neither empty nor a converted model; name another folder or remove it first.");
        }
    }

    // A description of ours, and beside it only what a conversion writes: whatever else somebody put there is not thrown away.
    private static bool IsConvertedModel(string folder)
    {
        try
        {
            var description = ModelDescription.Load(folder);
            var tokenizer = description.Text?.TokenizerFiles ?? description.Ofa?.TokenizerFiles ?? [];
            return Directory.GetDirectories(folder).Length == 0
                && Array.TrueForAll(Directory.GetFiles(folder), f => Path.GetFileName(f) is var name
                    && (name == ModelDescription.FileName
                        || name.EndsWith(".onnx", StringComparison.Ordinal)
                        || name.EndsWith(".onnx.data", StringComparison.Ordinal)
                        || tokenizer.Contains(name)));
        }
        catch (CheckpointException)
        {
            return false;
        }
    }

    /// <summary>
    /// Writes into a folder beside the wanted one, so that the final move stays on one file system; an earlier result is moved aside until
    /// the new one is in its place.
    /// </summary>
    private static void WriteFolder(string folder, Action<string> write)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var temporary = string.Create(CultureInfo.InvariantCulture, $"{target}.{Guid.NewGuid():N}.tmp");
        var earlier = $"{temporary}.old";
        try
        {
            Directory.CreateDirectory(temporary);
            write(temporary);
            RefuseFullFolder(folder);
            if (Directory.Exists(target))
            {
                Directory.Move(target, earlier);
            }

            Directory.Move(temporary, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(earlier) && !Directory.Exists(target))
            {
                Directory.Move(earlier, target);
            }

            throw new CheckpointException($"{folder}: cannot be written: {e.Message}", e);
        }
        finally
        {
            foreach (var left in new[] { temporary, earlier }.Where(
                d => Directory.Exists(d) && (d == temporary || Directory.Exists(target))))
            {
                Directory.Delete(left, recursive: true);
            }
        }
    }

    /// <summary>A part of a checkpoint has a part of the weights; the index has them all.</summary>
    private static Checkpoint OpenWhole(string path) => ShardedFile.IndexBeside(path) is { } index
        ? throw new CheckpointException($"{path}: is one of several files of a checkpoint; give {index} instead, which names them all.")
        : Checkpoint.Open(path);
}
