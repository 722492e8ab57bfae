using Riveg.Posts;

namespace Riveg.Cli.Output;

/// <summary>What a file that an output would replace is, as far as somebody's work could be lost with it.</summary>
internal enum ExistingContent
{
    /// <summary>Nothing that is known.</summary>
    Other,

    /// <summary>A PNG, as overlays and masks are.</summary>
    Png,

    /// <summary>A picture of another format, which no command writes.</summary>
    Photograph,

    /// <summary>Posts, annotations or expansions: JSON lines with an id.</summary>
    JsonLines,

    /// <summary>A data set's split or knowledge, in the CoNLL form.</summary>
    Conll,
}

internal static class ExistingContents
{
    public static ExistingContent Of(ReadOnlySpan<byte> start) => start switch
    {
        _ when start.StartsWith(PngStart) => ExistingContent.Png,
        _ when ImageDecoder.IsPicture(start) => ExistingContent.Photograph,
        _ when start.StartsWith("{\"id\":"u8) => ExistingContent.JsonLines,
        _ when start.StartsWith("IMGID:"u8) => ExistingContent.Conll,
        _ => ExistingContent.Other,
    };

    private static ReadOnlySpan<byte> PngStart => [0x89, (byte)'P', (byte)'N', (byte)'G'];
}
