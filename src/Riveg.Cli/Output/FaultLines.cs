namespace Riveg.Cli.Output;

/// <summary>Faults on standard error: one line each, the many cut short with their count.</summary>
internal static class FaultLines
{
    private const int Most = 20;

    public static void Write(IEnumerable<string> faults)
    {
        var count = 0;
        foreach (var fault in faults)
        {
            if (++count <= Most)
            {
                StandardStreams.Say(fault);
            }
        }

        if (count > Most)
        {
            StandardStreams.Say($"... and {count - Most} more of these.");
        }
    }
}
