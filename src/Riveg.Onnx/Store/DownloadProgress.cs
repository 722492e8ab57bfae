namespace Riveg.Onnx.Store;

/// <summary>How far the download of a file has come.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="File">The file's path within the model.</param>
/// <param name="Received">Bytes on disk, those of an earlier, broken-off download included.</param>
/// <param name="Total">The file's size in bytes; null where the host does not say.</param>
public sealed record DownloadProgress(string Model, string File, long Received, long? Total);
