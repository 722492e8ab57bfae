using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Benchmarks.Words;

/// <summary>A word that was drawn.</summary>
/// <param name="Text">As it was drawn.</param>
/// <param name="Box">Around it.</param>
internal sealed record DrawnWord(string Text, Box Box);

/// <summary>A picture with a name on something.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Name">The name.</param>
/// <param name="Capitals">The height of its capitals in pixels.</param>
/// <param name="Words">Its words.</param>
internal sealed record SignPicture(RgbImage Image, string Name, double Capitals, IReadOnlyList<DrawnWord> Words);
