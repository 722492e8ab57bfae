using System.Text.Json.Nodes;
using Riveg.LanguageModels;

namespace Riveg;

/// <summary>Chat models for a pipeline's stages.</summary>
public static class RivegChatExtensions
{
    /// <summary>
    /// Says how chat models are asked: where, which, and whether answers are stored. Which stages ask them says the profile (<c>vlm</c>:
    /// all but recognition and segmentation). Requests go through the host's <c>IHttpClientFactory</c> (client <c>Riveg.Chat</c>) where
    /// there is one.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="endpoint">The server's base address, such as <c>http://127.0.0.1:11434/v1</c>; null for the profile's.</param>
    /// <param name="model">The model's name; null for the profile's.</param>
    /// <param name="configure">Changes the set-up; nothing if null.</param>
    public static RivegPipelineBuilder UseChat(
        this RivegPipelineBuilder builder, string? endpoint = null, string? model = null, Func<ChatSetup, ChatSetup>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var setup = new ChatSetup();
        setup = configure?.Invoke(setup) ?? setup;
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
