using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Riveg.Service.Pictures;
using Riveg.Service.Profiles;

namespace Riveg.Service.Assistants;

/// <summary>
/// The tools that assistants call over the Model Context Protocol, whatever the transport. A post's text, a phrase and a path are never
/// logged. Thread-safe.
/// </summary>
internal sealed class AssistantTools : IAsyncDisposable
{
    private readonly PhraseGrounding phrases;
    private readonly KeptWordReader reader;

    /// <param name="service">Annotates; stays the caller's.</param>
    /// <param name="session">What the pipelines share; stays the caller's.</param>
    /// <param name="profiles">Those that may be asked for, the default one first.</param>
    /// <param name="fetcher">Fetches pictures; stays the caller's.</param>
    /// <param name="options">What may be named.</param>
    /// <param name="loggers">Where the log goes.</param>
    public AssistantTools(
        AnnotationService service,
        StageSession session,
        IReadOnlyList<ServedProfile> profiles,
        PictureFetcher fetcher,
        AssistantOptions options,
        ILoggerFactory loggers)
    {
        phrases = new PhraseGrounding(session, profiles, options.Limits);
        reader = new KeptWordReader();
        var desk = new ToolDesk(service, loggers);
        var pictures = new PictureArgument(fetcher, options);
        var annotator = new DrawnAnnotation(service, options.Limits);
        Tools =
        [
            new AnnotatePostTool(desk, pictures, annotator, service.Profiles),
            new GroundPhraseTool(desk, pictures, annotator, phrases),
            new ReadImageTextTool(desk, pictures, reader, options.Limits),
            .. options.Folders.IsEmpty ? [] : new AssistantTool[] { new EvaluatePredictionsTool(desk, options.Folders) },
        ];
    }

    /// <summary>What is offered.</summary>
    public IReadOnlyList<McpServerTool> Tools { get; }

    /// <summary>Who serves the tools.</summary>
    public static Implementation Server { get; } = new()
    {
        Name = "riveg",
        Title = "Riveg",
        Version = typeof(AssistantTools).Assembly.GetName().Version?.ToString(3) ?? "0",
        Description = "Finds the named entities of posts, says which of them are in their pictures, and where.",
    };

    /// <summary>What an assistant is told of the tools as a whole.</summary>
    public const string Instructions =
        "Riveg reads social media posts (a short text and its picture): which named entities the text names, which of them the picture "
        + "shows, and where. annotate_post does all of it; ground_phrase finds one thing in a picture; read_image_text reads the words in "
        + "a picture. Boxes are x0, y0, x1, y1 in pixels of the upright picture. Scores are probabilities; what you know of "
        + "the names may be given along and makes the answers better.";

    /// <summary>What a server of the protocol is made of.</summary>
    public McpServerOptions CreateServerOptions()
    {
        var tools = new McpServerPrimitiveCollection<McpServerTool>();
        foreach (var tool in Tools)
        {
            tools.Add(tool);
        }

        return new McpServerOptions
        {
            ServerInfo = Server,
            ServerInstructions = Instructions,
            Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
            ToolCollection = tools,
        };
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await phrases.DisposeAsync().ConfigureAwait(false);
        reader.Dispose();
    }
}
