namespace Riveg.Recognition;

/// <summary>
/// The scores of a linear-chain CRF that do not depend on the input, as logarithms: <c>Transitions[from * n + to]</c>, and those of the
/// first and last label. Forbidden steps are negative infinity. Reading is thread-safe.
/// </summary>
public sealed class ChainScores
{
    private readonly double[] potentials;

    /// <summary>Makes the scores of <c>n</c> labels; the arrays stay in use.</summary>
    /// <param name="start">Of each label as the first one.</param>
    /// <param name="transitions">Of each step, <c>[from * n + to]</c>.</param>
    /// <param name="end">Of each label as the last one.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public ChainScores(double[] start, double[] transitions, double[] end)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(transitions);
        ArgumentNullException.ThrowIfNull(end);
        if (start.Length == 0 || end.Length != start.Length || transitions.Length != start.Length * start.Length)
        {
            throw new ArgumentException(
                $"{start.Length} labels have as many ends and the square of steps, not {end.Length} and {transitions.Length}.",
                nameof(start));
        }

        Count = start.Length;
        Start = start;
        Transitions = transitions;
        End = end;
        potentials = new double[transitions.Length];
        Refresh();
    }

    /// <summary>The number of labels.</summary>
    public int Count { get; }

    /// <summary>The score of each label as the first one.</summary>
    public double[] Start { get; }

    /// <summary>The score of each step, <c>[from * n + to]</c>.</summary>
    public double[] Transitions { get; }

    /// <summary>The score of each label as the last one.</summary>
    public double[] End { get; }

    /// <summary>The exponentials of <see cref="Transitions"/>.</summary>
    public ReadOnlySpan<double> Potentials => potentials;

    /// <summary>Takes over changed <see cref="Transitions"/>; not while another thread reads.</summary>
    public void Refresh()
    {
        for (var i = 0; i < potentials.Length; i++)
        {
            potentials[i] = Math.Exp(Transitions[i]);
        }
    }
}
