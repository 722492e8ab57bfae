namespace Riveg.Posts;

/// <summary>A decoded picture and what was wrong with its file.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Warning">In one line what is lost of it; null for a whole picture.</param>
internal sealed record DecodedImage(RgbImage Image, string? Warning);
