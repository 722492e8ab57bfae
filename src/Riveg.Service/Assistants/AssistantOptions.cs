using Riveg.Service.Files;

namespace Riveg.Service.Assistants;

/// <summary>What an assistant may name.</summary>
internal sealed record AssistantOptions
{
    /// <summary>What one who asks may ask for.</summary>
    public required ServiceLimits Limits { get; init; }

    /// <summary>The folders below which files may be named.</summary>
    /// <value>The default value allows none.</value>
    public AllowedFolders Folders { get; init; } = AllowedFolders.None;

    /// <summary>Whether pictures may be files of those folders: the assistant runs on this machine.</summary>
    /// <value>The default value is false.</value>
    public bool TakesPicturesByPath { get; init; }

    /// <summary>Whether pictures are fetched from addresses.</summary>
    /// <value>The default value is false.</value>
    public bool TakesPicturesByUrl { get; init; }
}
