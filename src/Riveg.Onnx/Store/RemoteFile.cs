namespace Riveg.Onnx.Store;

/// <summary>What a host says of a file before it is fetched.</summary>
/// <param name="ETag">Names the content; safe as a file name.</param>
/// <param name="Size">In bytes; null where the host does not say.</param>
/// <param name="Commit">The commit that the revision stands at; null where the host keeps none.</param>
/// <param name="Sha256">The content's SHA-256 where the ETag is one (large files of the hub); else null.</param>
/// <param name="Pin">What the answers about this file must go on to say.</param>
internal sealed record RemoteFile(string ETag, long? Size, string? Commit, string? Sha256, SnapshotPin Pin);

/// <summary>What a host has said of a snapshot and must not take back while it is fetched.</summary>
/// <param name="Commit">The commit at which everything is asked for; null where nothing is known yet, or the host keeps none.</param>
/// <param name="Tag">The file's ETag as the hub gave it; null where nothing is known yet.</param>
internal sealed record SnapshotPin(string? Commit = null, string? Tag = null);
