namespace Riveg.LanguageModels.Servers;

/// <summary>What to set at a server so that picture models answer well.</summary>
internal static class LocalServerAdvice
{
    /// <summary>One line for each.</summary>
    /// <param name="server">The server.</param>
    /// <param name="model">The model that is asked; null where there is none.</param>
    /// <param name="leastContext">Tokens that prompt, picture and answer take.</param>
    public static IEnumerable<string> Of(LocalModelServer server, LocalModel? model, int leastContext)
    {
        if (server.IsLoading)
        {
            yield return "It still loads its model; run this again when it is ready.";
        }

        if (server.WantsKey)
        {
            yield return "It wants a key: put it into an environment variable, and name that in \"chat.apiKeyVariable\".";
        }

        if (model is null)
        {
            if (server is { IsLoading: false, WantsKey: false })
            {
                yield return $"It has no model yet: {HowToGetOne(server.Kind)}.";
            }

            yield break;
        }

        if (model.SeesPictures == false)
        {
            yield return server.Kind == LocalServerKind.LlamaCpp
                ? $"\"{model.Name}\" sees no pictures as it is served: start llama-server with --mmproj FILE (the model's projector), or "
                    + $"by {HowToGetOne(server.Kind)}."
                : $"None of its models sees pictures: {HowToGetOne(server.Kind)}.";
        }
        else if (server.Kind == LocalServerKind.LlamaCpp && ModelNames.SoundsTrainedToPlace(model.Name))
        {
            yield return "Start llama-server with --image-min-tokens 1024: it gives small pictures so few tokens that Qwen-VL models miss "
                + "places. Whether it is set, the server does not tell.";
        }
        else if (server.Kind == LocalServerKind.LlamaCpp)
        {
            yield return "Where boxes come out badly, give pictures more tokens: llama-server --image-min-tokens 1024 (models of one fixed "
                + "size of pictures take no notice).";
        }

        if (model.ContextLength < leastContext)
        {
            yield return $"A prompt and its answer may have {model.ContextLength} tokens, which is little for a post with its picture: "
                + (server.Kind switch
                {
                    LocalServerKind.LlamaCpp => $"raise -c to {leastContext} or more for each of its {server.Slots ?? 1} slots (-np)",
                    LocalServerKind.VLlm => $"raise --max-model-len to {leastContext} or more",
                    LocalServerKind.LMStudio => $"load it with a context of {leastContext} or more",
                    _ => $"give it a context of {leastContext} or more",
                }) + ".";
        }

        if (server.Kind == LocalServerKind.Ollama)
        {
            yield return "Ollama cuts prompts that are longer than its context without a word: start it with OLLAMA_CONTEXT_LENGTH=8192.";
        }
    }

    private static string HowToGetOne(LocalServerKind kind) => kind switch
    {
        LocalServerKind.LlamaCpp => "llama-server -hf Qwen/Qwen3-VL-4B-Instruct-GGUF --image-min-tokens 1024",
        LocalServerKind.Ollama => "ollama pull qwen3-vl:4b-instruct",
        LocalServerKind.VLlm => "vllm serve Qwen/Qwen3-VL-4B-Instruct",
        LocalServerKind.LMStudio => "lms get qwen/qwen3-vl-4b",
        _ => "load one that sees pictures, such as Qwen3-VL",
    };
}
