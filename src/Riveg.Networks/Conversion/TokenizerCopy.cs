using System.Diagnostics.CodeAnalysis;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Conversion;

/// <summary>A tokenizer's file that goes into the model's folder as it is. It is read before anything is written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">What is in it.</param>
internal sealed record TokenizerCopy(string Name, byte[] Content)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">It is missing, too long, empty or no file.</exception>
    public static TokenizerCopy Of(string path)
    {
        try
        {
            return new TokenizerCopy(Path.GetFileName(path), SmallFile.ReadKept(path, SmallFile.LongestTokenizer));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: {e.Message.TrimEnd('.')}. Give the tokenizer's own folder with --tokenizer.", e);
        }
    }

    /// <summary>Puts it into a folder.</summary>
    [SuppressMessage(
        "ApiDesign",
        "RS0030:Do not use banned APIs",
        Justification = "A part of a model's folder, which the converter moves to its place when all is written.")]
    public void Write(string folder) => File.WriteAllBytes(Path.Combine(folder, Name), Content);
}
