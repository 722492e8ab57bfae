namespace Riveg.Posts;

/// <summary>The formats that are read.</summary>
internal enum PictureFormat
{
    Jpeg,
    Png,
    WebP,
    Gif,
    Bmp,
}

/// <summary>Tells a picture's format by its first bytes. What is not promised is refused by its name before a decoder sees it.</summary>
internal static class PictureFormats
{
    /// <summary>What is read, in words.</summary>
    public const string Promised = "JPEG, PNG, WebP, GIF and BMP";

    /// <summary>The format of a file; null where it is none of the promised.</summary>
    public static PictureFormat? Of(ReadOnlySpan<byte> file) => file switch
    {
        [0xff, 0xd8, 0xff, ..] => PictureFormat.Jpeg,
        [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ..] => PictureFormat.Png,
        [0x47, 0x49, 0x46, 0x38, 0x37 or 0x39, 0x61, ..] => PictureFormat.Gif,
        [0x42, 0x4d, ..] => PictureFormat.Bmp,
        _ when file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8) => PictureFormat.WebP,
        _ => null,
    };

    /// <summary>What the file is, with its article, where it is another format that is known; null where not.</summary>
    public static string? NameOfOther(ReadOnlySpan<byte> file) => file switch
    {
        [0, 0, 1, 0, ..] => "an icon (ICO)",
        [0, 0, 2, 0, ..] => "a mouse pointer (CUR)",
        [0xff, 0x0a, ..] or [0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20, ..] => "a JPEG XL file",
        [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20, ..] or [0xff, 0x4f, 0xff, 0x51, ..] => "a JPEG 2000 file",
        [0x49, 0x49, 0x2a, 0, ..] or [0x4d, 0x4d, 0, 0x2a, ..] => "a TIFF file or a camera's raw picture",
        [0xab, 0x4b, 0x54, 0x58, ..] => "a KTX texture",
        [0x38, 0x42, 0x50, 0x53, ..] => "a Photoshop file",
        _ when file.StartsWith("PKM "u8) => "a PKM texture",
        _ when file.StartsWith("%PDF"u8) => "a PDF file",
        _ when file.Length >= 12 && file[4..].StartsWith("ftyp"u8) => NameOfMedia(file[8..12]),
        _ when IsMarkup(file, "<svg"u8) => "an SVG drawing",
        _ when IsMarkup(file, "<!doctype html"u8) || IsMarkup(file, "<html"u8) => "a web page",
        _ => null,
    };

    private static string NameOfMedia(ReadOnlySpan<byte> brand) => brand switch
    {
        _ when brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8) => "an AVIF file",
        _ when brand.StartsWith("he"u8) || brand.StartsWith("mi"u8) || brand.StartsWith("ms"u8) => "a HEIF (HEIC) file",
        _ => "a video (MP4)",
    };

    private static bool IsMarkup(ReadOnlySpan<byte> file, ReadOnlySpan<byte> start)
    {
        file = file.StartsWith("\ufeff"u8) ? file[3..] : file;
        file = file[..Math.Min(file.Length, 1024)].TrimStart(" \t\r\n"u8);
        return file.Length >= start.Length && System.Text.Ascii.EqualsIgnoreCase(file[..start.Length], start);
    }
}
