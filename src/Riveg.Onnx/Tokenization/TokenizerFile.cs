using System.Text;
using Riveg.Networks.Checkpoints;

namespace Riveg.Onnx.Tokenization;

/// <summary>A tokenizer's file, read whole. What is too long for one is refused before it is read.</summary>
internal static class TokenizerFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The file's bytes.</summary>
    /// <exception cref="InvalidDataException">It is missing, empty or too long, cannot be read, or is no file.</exception>
    public static byte[] Bytes(string path)
    {
        try
        {
            return SmallFile.ReadKept(path, SmallFile.LongestTokenizer);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{Path.GetDirectoryName(path)} has no {Path.GetFileName(path)}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The file's text, which has to be UTF-8; a byte order mark is no part of it.</summary>
    /// <exception cref="InvalidDataException">It cannot be read, is too long or is not UTF-8.</exception>
    public static string Text(string path)
    {
        try
        {
            return Strict.GetString(Bytes(path)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{path} is not UTF-8.", e);
        }
    }
}
