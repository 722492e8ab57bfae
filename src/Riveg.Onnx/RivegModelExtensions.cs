using Riveg.Onnx;
using Riveg.Onnx.Store;

namespace Riveg;

/// <summary>Networks for a pipeline's stages.</summary>
/// <example><code source="../../samples/Riveg.Samples.Programs/OtherModels.cs" region="models"><![CDATA[
/// var riveg = RivegPipeline.CreateBuilder("light")
///     .UseModels(() => new ModelStore(new ModelStoreOptions { HubCache = folder, Home = folder, Offline = true }))
///     .Build();
/// ]]></code></example>
public static class RivegModelExtensions
{
    /// <summary>
    /// Adds the stages that run networks (<c>faces</c>, <c>objects</c>, <c>words</c>, <c>sam</c>, <c>tagger</c>, ...) and the profiles
    /// <c>light</c> and <c>paper</c>.
    /// Without it they are added too where they are named; with it they take their models from elsewhere than the store that the
    /// environment names. Of two calls the later one counts.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="openStore">Opens the model store; each pipeline opens one and disposes of it. Null for the environment's.</param>
    /// <returns>The builder.</returns>
    public static RivegPipelineBuilder UseModels(this RivegPipelineBuilder builder, Func<ModelStore>? openStore = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureCatalog(catalog => catalog.Add(openStore is null ? new OnnxModule() : new OnnxModule(openStore)));
    }
}
