using System.Text.Json;
using System.Text.Json.Nodes;

namespace Riveg.LanguageModels.Servers;

/// <summary>What serves models on this machine.</summary>
public enum LocalServerKind
{
    /// <summary>llama.cpp's <c>llama-server</c>.</summary>
    LlamaCpp,

    /// <summary>Ollama.</summary>
    Ollama,

    /// <summary>vLLM.</summary>
    VLlm,

    /// <summary>LM Studio.</summary>
    LMStudio,

    /// <summary>Another server with OpenAI's list of models.</summary>
    Other,
}

/// <summary>A model of a server on this machine.</summary>
/// <param name="Name">Its name in requests.</param>
/// <param name="SeesPictures">Whether it takes pictures; null where the server does not say so.</param>
/// <param name="ContextLength">How many tokens a prompt and its answer may have together; null where the server does not say so.</param>
/// <param name="IsLoaded">Whether it is in memory; null where the server does not say so.</param>
public sealed record LocalModel(string Name, bool? SeesPictures, int? ContextLength, bool? IsLoaded);

/// <summary>A server of models that was found on this machine. Immutable.</summary>
public sealed record LocalModelServer
{
    // Above what prompt, picture and answer of a post take.
    private const int LeastContext = 4096;

    internal LocalModelServer()
    {
    }

    /// <summary>What it is.</summary>
    public required LocalServerKind Kind { get; init; }

    /// <summary>Where it was found.</summary>
    public required Uri Address { get; init; }

    /// <summary>Its version in its own words; null where it does not say.</summary>
    public string? Version { get; init; }

    /// <summary>Its models, but those that only make embeddings; empty where it has none, loads one yet, or wants a key.</summary>
    public required IReadOnlyList<LocalModel> Models { get; init; }

    /// <summary>How many requests it answers at once; null where it does not say.</summary>
    public int? Slots { get; init; }

    /// <summary>Whether it answers nothing without a key.</summary>
    public bool WantsKey { get; init; }

    /// <summary>Whether it still loads its model.</summary>
    public bool IsLoading { get; init; }

    /// <summary>Its name.</summary>
    public string Name => Kind switch
    {
        LocalServerKind.LlamaCpp => "llama.cpp",
        LocalServerKind.Ollama => "Ollama",
        LocalServerKind.VLlm => "vLLM",
        LocalServerKind.LMStudio => "LM Studio",
        _ => "a server with OpenAI's interface",
    };

    /// <summary>The base address for profiles.</summary>
    public Uri Endpoint => new(Address, "/v1");

    /// <summary>The model to take: one that sees before one that may, one that is loaded before one that is not; null where there is
    /// none.</summary>
    public LocalModel? Best => Models
        .OrderByDescending(m => m.SeesPictures ?? ModelNames.SoundsLikeVision(m.Name))
        .ThenByDescending(m => m.SeesPictures is not null)
        .ThenByDescending(m => m.IsLoaded == true)
        .ThenByDescending(m => ModelNames.SoundsTrainedToPlace(m.Name))
        .FirstOrDefault();

    /// <summary>What to do for better answers of the best model, or any, one line each; empty where nothing is known to be wrong.</summary>
    public IReadOnlyList<string> Advice => [.. LocalServerAdvice.Of(this, Best, LeastContext)];

    /// <summary>What to do for better answers of a model; that of the best one where the server does not list it.</summary>
    /// <param name="model">Its name.</param>
    /// <returns>One line each; empty where nothing is known to be wrong.</returns>
    public IReadOnlyList<string> AdviceFor(string model) =>
        [.. LocalServerAdvice.Of(this, Models.FirstOrDefault(m => m.Name == model) ?? Best, LeastContext)];

    /// <summary>
    /// The profile that asks its best model: for pictures too where it sees, else for knowledge and expansion alone. Null without a model.
    /// </summary>
    /// <returns>JSON on several lines, as it goes into a file.</returns>
    public string? ToProfile()
    {
        if (Best is not { } model)
        {
            return null;
        }

        var chat = new JsonObject { ["endpoint"] = Endpoint.ToString(), ["model"] = model.Name };
        if (Slots is { } slots)
        {
            chat["maxConcurrency"] = Math.Clamp(slots, 1, 1024);
        }

        if (WantsKey)
        {
            chat["apiKeyVariable"] = "MY_SERVER_KEY";
        }

        var sees = model.SeesPictures ?? ModelNames.SoundsLikeVision(model.Name);
        var profile = new JsonObject { ["extends"] = sees ? "vlm" : "builtin", ["chat"] = chat };
        if (!sees)
        {
            profile["stages"] = new JsonObject { ["knowledge"] = "chat", ["expansion"] = "chat" };
        }

        return profile.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }
}
