using Riveg.Onnx.Profiles;
using Riveg.Onnx.Store;
using Riveg.Profiles;

[assembly: StageModule(typeof(Riveg.Onnx.OnnxModule))]

namespace Riveg.Onnx;

/// <summary>All that this library adds to a catalog, with models from the store that the environment names.</summary>
internal sealed class OnnxModule : IStageModule
{
    private readonly Func<ModelStore> open;

    /// <summary>Makes the module; each pipeline opens the store that the environment names.</summary>
    public OnnxModule() => open = () => new ModelStore();

    internal OnnxModule(Func<ModelStore> open) => this.open = open;

    /// <inheritdoc />
    public void AddTo(StageCatalog catalog) => OnnxStages.AddTo(catalog, creation => creation.Shared("riveg.onnx store", open));
}
