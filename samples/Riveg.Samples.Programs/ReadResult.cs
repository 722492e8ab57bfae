namespace Riveg.Samples.Programs;

/// <summary>What can be read in a result.</summary>
public static class ReadResult
{
    /// <summary>Annotates a post and writes what its result says.</summary>
    /// <param name="output">Where it is written.</param>
    public static async Task RunAsync(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var riveg = RivegPipeline.CreateBuilder().Build();

        #region result
        var result = await riveg.AnnotateAsync("Adele lights up the O2 Arena in London tonight", "concert.png");
        if (!result.Succeeded)
        {
            foreach (var fault in result.AllFaults())
            {
                output.WriteLine($"{fault.Stage}: {fault.Message}");
            }
        }

        foreach (var entity in result.Entities.Where(e => e.Presence == EntityPresence.InPicture))
        {
            output.WriteLine($"{entity.Text} is at {entity.Regions[0].Box}");
        }
        #endregion

        #region entity
        foreach (var entity in result.Entities)
        {
            var answer = entity.Presence switch
            {
                EntityPresence.InPicture => $"in the picture, {entity.Regions.Count} times",
                EntityPresence.NotInPicture => "not in the picture",
                _ => $"not judged: {entity.Fault?.Message ?? result.Image?.Fault?.Message}",
            };
            output.WriteLine($"{entity.Span} {entity.Text} ({entity.Type}, {entity.Score:P0}): {answer}");
        }
        #endregion
    }
}
