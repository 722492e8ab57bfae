namespace Riveg.Onnx.Store;

/// <summary>What a host says of a file before it is fetched.</summary>
/// <param name="ETag">Names the content; safe as a file name.</param>
/// <param name="Size">In bytes; null where the host does not say.</param>
/// <param name="Commit">The commit that the revision stands at; null where the host keeps none.</param>
/// <param name="Sha256">The content's SHA-256 where the ETag is one (large files of the hub); else null.</param>
internal sealed record RemoteFile(string ETag, long? Size, string? Commit, string? Sha256);
