namespace Riveg.Hostility;

/// <summary>The chance of one case: the same for the same seed and number, whatever other cases did.</summary>
internal sealed class Dice(int seed, int number)
{
    private readonly Random random = new(unchecked((seed * 1_000_003) ^ (number * 7_919)));

    /// <summary>A whole number from <paramref name="least"/> up to, but not, <paramref name="end"/>.</summary>
    public int Next(int least, int end) => random.Next(least, end);

    public int Next(int end) => random.Next(end);

    public bool OneIn(int count) => random.Next(count) == 0;

    public byte NextByte() => (byte)random.Next(256);

    public T Pick<T>(params IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>Several of the choices, each at most once, in their order.</summary>
    public IReadOnlyList<T> Some<T>(IReadOnlyList<T> choices) => [.. choices.Where(_ => OneIn(2))];
}
