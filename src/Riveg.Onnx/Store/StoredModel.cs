namespace Riveg.Onnx.Store;

/// <summary>How a file of a model is found in the store.</summary>
public enum StoredFileState
{
    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is there; its hash was not computed.</summary>
    Present,

    /// <summary>It is there and its hash is the known or the recorded one.</summary>
    Verified,

    /// <summary>It is there and its hash is not the known or the recorded one.</summary>
    Damaged,
}

/// <summary>A file of a model in the store.</summary>
/// <param name="File">As the manifest has it.</param>
/// <param name="State">How it is found.</param>
/// <param name="Path">Where it is; null where it is missing.</param>
/// <param name="Sha256">Its hash in lower-case hexadecimal; null where it was not computed.</param>
public sealed record StoredFile(ModelFile File, StoredFileState State, string? Path, string? Sha256);

/// <summary>A model of the manifest and what the store has of it.</summary>
/// <param name="Entry">As the manifest has it.</param>
/// <param name="Files">In the manifest's order.</param>
public sealed record StoredModel(ModelEntry Entry, IReadOnlyList<StoredFile> Files)
{
    private static readonly string[] CheckpointExtensions = [".safetensors", ".pth", ".pt", ".bin"];

    /// <summary>Whether every file is there and none is damaged.</summary>
    public bool IsUsable => Files.All(f => f.State is StoredFileState.Present or StoredFileState.Verified);

    /// <summary>The deepest folder that holds all files, directly or below; null where the first is missing.</summary>
    public string? Folder
    {
        get
        {
            // Within the repository, paths have forward slashes; what all begin with is left of the first file's path.
            var common = Files.Select(f => f.File.Path.Split('/')[..^1])
                .Aggregate((a, b) => [.. a.Zip(b).TakeWhile(p => p.First == p.Second).Select(p => p.First)]);
            var folder = System.IO.Path.GetDirectoryName(Files[0].Path);
            for (var depth = Files[0].File.Path.Count(c => c == '/'); depth > common.Length; depth--)
            {
                folder = System.IO.Path.GetDirectoryName(folder);
            }

            return folder;
        }
    }

    /// <summary>
    /// What <c>riveg models path</c> prints: the file of a model of one file, the weights' file of a checkpoint, else the folder; null
    /// where it is missing.
    /// </summary>
    public string? Location => Files.Count == 1 ? Files[0].Path
        : Entry.Architecture is null ? Folder
        : Files.FirstOrDefault(
            f => CheckpointExtensions.Contains(System.IO.Path.GetExtension(f.File.Path), StringComparer.OrdinalIgnoreCase))?.Path;

    /// <summary>Where a file is.</summary>
    /// <param name="fileName">The file's name or its path within the model.</param>
    /// <exception cref="ArgumentException">The model has no such file, or it is not in the store.</exception>
    public string PathOf(string fileName) =>
        Files.FirstOrDefault(f => f.File.Path == fileName || f.File.Path.EndsWith("/" + fileName, StringComparison.Ordinal))?.Path
        ?? throw new ArgumentException($"Model '{Entry.Name}' has no file '{fileName}' in the store.");
}
