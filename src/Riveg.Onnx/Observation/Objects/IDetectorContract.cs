using Riveg.Onnx.Sessions;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>Something that a detector proposes.</summary>
/// <param name="Box">In pixels of the detector's input, perhaps beyond its edges.</param>
/// <param name="Class">The class's number.</param>
/// <param name="Score">0..1.</param>
internal readonly record struct Proposal(Box Box, int Class, double Score);

/// <summary>How one family of detectors is fed and read. Immutable.</summary>
internal interface IDetectorContract
{
    /// <summary>What the model takes.</summary>
    DetectorInput Input { get; }

    /// <summary>The number of classes; null where the outputs do not show it.</summary>
    int? Classes { get; }

    /// <summary>The contract for so many named classes; null where the model has others.</summary>
    /// <param name="count">How many names there are.</param>
    IDetectorContract? ForClasses(int count) => Classes is null || Classes == count ? this : null;

    /// <summary>Whether one thing may be proposed several times.</summary>
    bool NeedsSuppression { get; }

    /// <summary>The outputs that <see cref="Read"/> wants, in its order.</summary>
    IReadOnlyList<string> Outputs { get; }

    /// <summary>Reads the outputs of one picture.</summary>
    /// <param name="outputs">In the order of <see cref="Outputs"/>.</param>
    /// <param name="minScore">Below it nothing is proposed.</param>
    IEnumerable<Proposal> Read(IReadOnlyList<OnnxTensor> outputs, double minScore);
}
