using System.Text.Json.Nodes;
using Riveg.LanguageModels;

namespace Riveg;

/// <summary>Chat models for a pipeline's stages.</summary>
/// <example><code source="../../samples/Riveg.Samples.Programs/OtherModels.cs" region="chat"><![CDATA[
/// var riveg = RivegPipeline.CreateBuilder("vlm")
///     .UseChat("http://127.0.0.1:11434/v1", "qwen2.5vl:7b", chat => chat with { CacheFolder = folder })
///     .Build();
/// ]]></code></example>
public static class RivegChatExtensions
{
    /// <summary>
    /// Says how chat models are asked: where, which, and whether answers are stored. Which stages ask them says the profile (<c>vlm</c>:
    /// all but recognition and segmentation). Requests go through the host's <c>IHttpClientFactory</c> (client <c>Riveg.Chat</c>) where
    /// there is one. Where it is called more than once, a later call changes what it says and leaves the rest.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="endpoint">The server's base address, such as <c>http://127.0.0.1:11434/v1</c>; null for the profile's.</param>
    /// <param name="model">The model's name; null for the profile's.</param>
    /// <param name="configure">Changes the set-up, as earlier calls left it; nothing if null.</param>
    /// <returns>The builder.</returns>
    public static RivegPipelineBuilder UseChat(
        this RivegPipelineBuilder builder, string? endpoint = null, string? model = null, Func<ChatSetup, ChatSetup>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var setup = builder.SetUp<ChatSetup>(earlier =>
        {
            // What it said of the section lies there already.
            var setup = earlier with { Chat = [] };
            return configure?.Invoke(setup) ?? setup;
        });
        var values = (JsonObject)setup.Chat.DeepClone();
        if (endpoint is not null)
        {
            values["endpoint"] = endpoint;
        }

        if (model is not null)
        {
            values["model"] = model;
        }

        builder.ConfigureCatalog(catalog => catalog.Add(new LanguageModelModule(setup)));
        return values.Count > 0 ? builder.Configure("chat", values) : builder;
    }
}
