namespace Riveg.Formats;

/// <summary>How posts are read.</summary>
internal sealed record PostReadOptions
{
    /// <summary>Where relative picture paths start; the first folder that has the picture wins.</summary>
    /// <value>The default value is empty: the current folder.</value>
    public IReadOnlyList<string> ImageFolders { get; init; } = [];

    /// <summary>Names the source in messages.</summary>
    /// <value>The default value is <c>posts</c>.</value>
    public string SourceName { get; init; } = "posts";

    /// <summary>What <c>tokens</c> count where a post does not say it itself in <c>offsets</c>.</summary>
    /// <value>The default value is <see cref="OffsetUnit.Utf16"/>.</value>
    public OffsetUnit TokenOffsets { get; init; } = OffsetUnit.Utf16;

    /// <summary>
    /// Told a line about fields that are not read: for each name that is nearly a right one, when it is met first; for all others one line
    /// at the end. Null for nobody.
    /// </summary>
    /// <value>The default value is null.</value>
    public Action<string>? Warn { get; init; }
}
