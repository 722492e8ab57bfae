using System.Diagnostics.CodeAnalysis;
using Riveg.Faults;

namespace Riveg.Stages;

/// <summary>A stage's answer about one input, or why there is none. Immutable.</summary>
/// <typeparam name="T">The type of the stage's answers.</typeparam>
public readonly record struct Answer<T>
{
    internal Answer(T value) => Value = value;

    internal Answer(Fault fault) => Fault = fault;

    /// <summary>The answer; meaningless where there is a <see cref="Fault"/>.</summary>
    public T? Value { get; }

    /// <summary>Why there is no answer; null where there is one.</summary>
    public Fault? Fault { get; }

    /// <summary>Whether there is no answer.</summary>
    [MemberNotNullWhen(true, nameof(Fault))]
    public bool HasFailed => Fault is not null;
}

/// <summary>Makes answers.</summary>
public static class Answer
{
    /// <summary>An answer.</summary>
    /// <param name="value">What the stage says.</param>
    /// <returns>The answer.</returns>
    public static Answer<T> Of<T>(T value) => new(value);

    /// <summary>No answer, and why.</summary>
    /// <param name="fault">Why; of the kind <see cref="FaultKind.Unavailable"/> it ends the run behind the results that are
    /// complete.</param>
    /// <returns>An answer without a value.</returns>
    public static Answer<T> Failed<T>(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return new(fault);
    }

    /// <summary>No answer, from what was thrown.</summary>
    /// <param name="cause">What was thrown.</param>
    /// <returns>An answer without a value, with the fault of <see cref="Fault.Of"/>.</returns>
    public static Answer<T> Failed<T>(Exception cause) => new(Fault.Of(string.Empty, cause));
}
