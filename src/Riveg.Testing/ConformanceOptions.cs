namespace Riveg.Testing;

/// <summary>How a stage is tried out. Immutable; what is set for a slow or costly stage should be as little as possible.</summary>
public sealed record ConformanceOptions
{
    /// <summary>How long one call may take.</summary>
    /// <value>The default value is a minute; above 0.</value>
    public TimeSpan CallTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a call may go on after its token was cancelled.</summary>
    /// <value>The default value is 5 seconds; above 0.</value>
    public TimeSpan CancellationTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many calls are under way at once.</summary>
    /// <value>The default value is 4; 2 to 64.</value>
    public int Calls { get; init; } = 4;

    /// <summary>How long the long texts are, in UTF-16 code units.</summary>
    /// <value>The default value is 50,000, the longest text that a pipeline takes by default; 1,000 to 1,000,000.</value>
    public int LongText { get; init; } = 50_000;

    /// <summary>How many mentions the post of many mentions has.</summary>
    /// <value>The default value is 2,000; 10 to 100,000.</value>
    public int ManyMentions { get; init; } = 2000;

    /// <summary>How far apart two numbers of the same answer may be, for networks that sum up in another order in a batch.</summary>
    /// <value>The default value is 1e-6; 0 to 1. Spans, types and texts are the same or not.</value>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Posts that the stage may refuse, by their names in <see cref="HostilePosts"/>: a fault is then an answer too.</summary>
    /// <value>The default value is none.</value>
    public IReadOnlyCollection<string> MayRefuse { get; init; } = [];

    /// <summary>Rules that the stage cannot keep, such as <see cref="ConformanceRule.SameAnswer"/> for a model that rolls dice.</summary>
    /// <value>The default value is none.</value>
    public IReadOnlyCollection<ConformanceRule> Except { get; init; } = [];

    internal ConformanceOptions Checked()
    {
        var faults = new List<string>();
        Check(faults, nameof(CallTime), CallTime > TimeSpan.Zero, CallTime, "above 0");
        Check(faults, nameof(CancellationTime), CancellationTime > TimeSpan.Zero, CancellationTime, "above 0");
        Check(faults, nameof(Calls), Calls is >= 2 and <= 64, Calls, "2 to 64");
        Check(faults, nameof(LongText), LongText is >= 1000 and <= 1_000_000, LongText, "1000 to 1000000");
        Check(faults, nameof(ManyMentions), ManyMentions is >= 10 and <= 100_000, ManyMentions, "10 to 100000");
        Check(faults, nameof(Tolerance), Tolerance is >= 0 and <= 1, Tolerance, "0 to 1");
        foreach (var name in MayRefuse.Except(HostilePosts.All))
        {
            faults.Add($"{nameof(MayRefuse)} names no hostile post \"{name}\"");
        }

        return faults.Count == 0
            ? this
            : throw new ArgumentException($"The options of the conformance tests are wrong: {string.Join("; ", faults)}.");
    }

    private static void Check<T>(List<string> faults, string name, bool isRight, T value, string range)
    {
        if (!isRight)
        {
            faults.Add(FormattableString.Invariant($"{name} is {value}, must be {range}"));
        }
    }
}
