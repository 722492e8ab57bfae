using System.Buffers.Binary;

namespace Riveg.Posts;

/// <summary>
/// Fills up a file that is cut off. Decoders of JPEG and WebP give up the blocks before the cut, too, where nothing follows them; with something behind them they
/// are decoded. How much is lost shows by a second filling: what comes out the same does not depend on it.
/// </summary>
internal static class CutFile
{
    // What lacks a larger part of its file, one in so many bytes, is refused in any case.
    private const int MostMissing = 4;

    /// <summary>The file filled up in two ways; null where that makes no whole file of it.</summary>
    public static (byte[] Quiet, byte[] Noisy)? FillUp(EncodedPicture picture) => picture.Format switch
    {
        PictureFormat.Jpeg => FillUpJpeg(picture.Bytes),
        PictureFormat.WebP => FillUpWebP(picture.Bytes),
        _ => null,
    };

    private static (byte[] Quiet, byte[] Noisy) FillUpJpeg(byte[] file)
    {
        // Half an end marker.
        var cut = file.AsSpan(0, file[^1] == 0xff ? file.Length - 1 : file.Length);
        return ([.. cut, 0xff, 0xd9], [.. cut, .. Noise((cut.Length / MostMissing) + 64), 0xff, 0xd9]);
    }

    private static (byte[] Quiet, byte[] Noisy)? FillUpWebP(byte[] file)
    {
        var missing = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4)) + 8L - file.Length;
        return missing > 0 && missing <= file.Length / MostMissing ? ([.. file, .. new byte[missing]], [.. file, .. Noise((int)missing)]) : null;
    }

    // No byte of it begins a marker.
    private static byte[] Noise(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(0x35 ^ (i * 29 % 128)))];
}
