using Riveg.LanguageModels.Boxes;

namespace Riveg.LanguageModels.Probes;

/// <summary>What a probe found out about one model at one endpoint. Immutable.</summary>
public sealed record ChatProbeResult
{
    internal ChatProbeResult()
    {
    }

    /// <summary>One finding for each <see cref="ProbeQuestion"/>, in their order.</summary>
    public required IReadOnlyList<ProbeFinding> Findings { get; init; }

    /// <summary>The form in which the model wrote the box; null where none was found out.</summary>
    public BoxConvention? BoxConvention { get; init; }

    /// <summary>The models that the service lists; empty where it lists none.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Requests that were sent to the model, repeated ones among them; the list of models is not counted.</summary>
    public required long Requests { get; init; }

    /// <summary>Tokens of the prompts, as the service counted them.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens of the answers, as the service counted them.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Whether nothing stands in the way of a run.</summary>
    public bool IsReady => Findings.All(f => f.Verdict != ProbeVerdict.Bad);
}
