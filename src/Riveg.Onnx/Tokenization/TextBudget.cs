namespace Riveg.Onnx.Tokenization;

/// <summary>
/// How much the steps of a tokenizer may write of one text, all together: they may double it each, and a file may have many. The most that
/// published ones need are five writings of a text of ligatures, each of which becomes 18 characters (U+FDFA). Not thread-safe.
/// </summary>
/// <param name="length">The length of the given text.</param>
internal sealed class TextBudget(int length)
{
    private const long ForEach = 128, ForAny = 4096;

    private readonly long most = (ForEach * length) + ForAny;
    private long taken;

    /// <summary>Takes from it.</summary>
    /// <exception cref="InvalidDataException">There is no more.</exception>
    public void Take(int count)
    {
        taken += count;
        if (taken > most)
        {
            throw new InvalidDataException(
                $"The tokenizer's steps make more than {most} characters of a text of {length}, which no published one does; "
                + "convert the model again with its own tokenizer.");
        }
    }
}
