using Riveg.Testing;

namespace Riveg.Samples.Programs;

/// <summary>A pipeline with a stage of one's own.</summary>
public static class OwnStage
{
    /// <summary>Annotates a post with it and writes its names.</summary>
    /// <param name="output">Where it is written.</param>
    public static async Task RunAsync(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);

        #region builder
        using var riveg = RivegPipeline.CreateBuilder("builtin")
            .UseRecognizer(new HashtagRecognizer())
            .Configure(o => o with { BatchSize = 4, KeepCandidates = true })
            .Build();
        #endregion

        var result = await riveg.AnnotateAsync("What a night in #London with #Adele", "concert.png");
        foreach (var entity in result.Entities)
        {
            output.WriteLine($"{entity.Text} {entity.Type} {entity.Presence}");
        }
    }

    /// <summary>What a test of the stage awaits, in any test framework.</summary>
    public static async Task TestAsync()
    {
        #region conformance
        await StageConformance.Of(new HashtagRecognizer()).VerifyAsync();
        #endregion
    }
}
