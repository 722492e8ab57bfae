namespace Riveg.Networks.Checkpoints;

/// <summary>
/// What a pickle may make of memory, whatever its size: the checkpoints of networks with a thousand weights stay below a hundredth of it.
/// The numbers of the weights lie outside of the pickle and are not counted. At the limit about 400 MB are in use.
/// </summary>
internal sealed class PickleBudget(string path)
{
    /// <summary>The most bytes of a pickle, and so of all its texts.</summary>
    public const long MaximumLength = 64L << 20;

    /// <summary>The most values, marks and memories of values together, whether they are kept or dropped.</summary>
    public const int MaximumValues = 2_000_000;

    /// <summary>
    /// The most characters of texts that are names or keys. Each is hashed, a name also kept once more, and a long one can be recalled.
    /// </summary>
    public const int MaximumText = 32 << 20;

    private int values;
    private long text;

    /// <exception cref="CheckpointException">There are too many.</exception>
    public void TakeValue()
    {
        if (++values > MaximumValues)
        {
            throw new CheckpointException(
                $"{path}: its pickle makes more than {MaximumValues} values, which no checkpoint of weights needs; "
                + "save only the state dictionary, or use a .safetensors file.");
        }
    }

    /// <exception cref="CheckpointException">There are too many characters.</exception>
    public void TakeText(string taken)
    {
        text += taken.Length;
        if (text > MaximumText)
        {
            throw new CheckpointException(
                $"{path}: its pickle compares more than {MaximumText} characters of names and keys, which no checkpoint of weights needs; "
                + "save only the state dictionary, or use a .safetensors file.");
        }
    }
}
