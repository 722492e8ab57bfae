using Riveg.Hostility;

namespace Riveg.Cli.Tests;

/// <summary>The short form of the suite of hostile input (benchmarks/Riveg.Hostility): some cases that are always the same, and a few that are new at every run.</summary>
public sealed class HostileInputTests
{
    [Fact]
    public async Task AnyCommand_HostileInput_EndsInOrderAndLosesNothing()
    {
        var seed = Random.Shared.Next();
        var faults = new List<string>();
        using var suite = new Suite(seed, faults.Add);

        await suite.RunAsync(Suite.ShortForm);

        Assert.True(suite.Faults == 0, $"seed {seed}\n{string.Join('\n', faults)}");
        Assert.Equal(Suite.ShortForm.Count, suite.Cases);
    }
}
