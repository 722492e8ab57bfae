namespace Riveg.Samples.Programs;

/// <summary>Runs the samples that are no program of their own.</summary>
public static class OtherSamples
{
    /// <summary>Runs the sample that is named; nothing where none is.</summary>
    /// <param name="arguments">Empty, or one of <c>result</c>, <c>stream</c>, <c>options</c>, <c>own-stage</c>, <c>services</c>.</param>
    public static Task RunAsync(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments switch
        {
            [] => Task.CompletedTask,
            ["result"] => ReadResult.RunAsync(Console.Out),
            ["stream"] => StreamedPosts.RunAsync(Console.Out),
            ["options"] => OtherModels.RunAsync(Console.Out),
            ["own-stage"] => OwnStage.RunAsync(Console.Out),
            ["services"] => DependencyInjection.RunAsync(Console.Out),
            _ => throw new ArgumentException(
                $"There is no sample {arguments[0]}; there are: result, stream, options, own-stage, services."),
        };
    }
}
