using Riveg.Posts;

namespace Riveg.Testing.Conformance;

/// <summary>A post made fresh for one call, with the memory of its picture, which is used again afterwards.</summary>
/// <param name="Context">What the stage sees.</param>
/// <param name="Pixels">The picture's memory; null without a picture.</param>
internal sealed record Shot(PostContext Context, byte[]? Pixels)
{
    /// <summary>Puts other pixels into the picture's memory, as a pipeline does behind a call.</summary>
    public void UseMemoryAgain()
    {
        for (var i = 0; i < (Pixels?.Length ?? 0); i++)
        {
            Pixels![i] = (byte)(Pixels[i] ^ 0xA5);
        }
    }
}
