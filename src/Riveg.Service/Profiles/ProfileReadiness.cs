using Riveg.Onnx.Diagnosis;
using Riveg.Onnx.Profiles;
using Riveg.Onnx.Store;
using Riveg.Profiles;

namespace Riveg.Service.Profiles;

/// <summary>Whether a profile can annotate here, as <c>riveg doctor</c> and <c>riveg profile list</c> both say it.</summary>
/// <param name="Models">The models that it names.</param>
/// <param name="Missing">Those that are missing, in a line with the command that brings them; null where none is.</param>
/// <param name="Fault">What else it lacks, or why it cannot be read; null where nothing is wrong.</param>
internal sealed record ProfileReadiness(IReadOnlyList<ModelNeed> Models, string? Missing, string? Fault)
{
    /// <summary>Whether nothing is missing but for posts with a picture.</summary>
    public bool ReadsText { get; } = Fault is null && Models.All(m => m.ToDo is null || m.IsMissingForPicturesAlone);

    /// <summary>What is to be done before it annotates; empty where it is ready.</summary>
    public IReadOnlyList<string> ToDo { get; } = [.. new[] { Missing, Fault }.OfType<string>()];

    /// <summary>Looks at a profile; nothing is fetched.</summary>
    /// <param name="name">A named profile, or a profile's file.</param>
    /// <param name="session">Knows the implementations.</param>
    /// <param name="store">The models that are here.</param>
    public static ProfileReadiness Of(string name, StageSession session, ModelStore store)
    {
        IReadOnlyList<ModelNeed> models = [];
        string? missing = null;
        try
        {
            var profile = session.LoadProfile(name);
            models = OnnxDiagnosis.Models(profile, session.Catalog, store);
            missing = MissingModels.Of(profile, session.Catalog, store);
            session.Catalog.RefuseIncomplete(profile);
            return new ProfileReadiness(models, missing, null);
        }
        catch (ProfileException exception)
        {
            return new ProfileReadiness(models, missing, exception.Message);
        }
    }
}
