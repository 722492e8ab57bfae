using System.Text.Json.Nodes;

namespace Riveg.TestKit.ModelServers;

/// <summary>How a kind of server answers: its paths, its lists, the form of its replies, what it refuses.</summary>
public abstract class ServerForm
{
    /// <summary>The model that it serves.</summary>
    public abstract string Model { get; }

    /// <summary>Where its chat begins.</summary>
    public virtual string BasePath => "/v1";

    /// <summary>The key that it wants; null for none.</summary>
    public virtual string? Key => null;

    /// <summary>Whether it names itself in each reply.</summary>
    public virtual string? ServerHeader => null;

    /// <summary>Whether its model keeps to JSON schemas.</summary>
    public virtual bool KeepsSchemas => false;

    /// <summary>What it says at a path but that of the chat; null where there is nothing.</summary>
    public virtual JsonNode? Get(string path) => null;

    /// <summary>What it says where there is nothing.</summary>
    public virtual (int Status, JsonNode Body) Nothing(string method, string path) =>
        (404, Json("""{"error":{"message":"File Not Found","type":"not_found_error","code":404}}"""));

    /// <summary>What it says to a wrong key.</summary>
    public virtual (int Status, JsonNode Body) WrongKey => (401, Json(
        """{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}"""));

    /// <summary>What it says to a model that it does not know.</summary>
    public virtual (int Status, JsonNode Body) UnknownModel(string model) => (404, Json(
        """{"error":{"message":"The model `ASKED` does not exist or you do not have access to """
            + """it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}""",
        ("ASKED", model)));

    /// <summary>Why it refuses a request; null where it answers.</summary>
    public virtual (int Status, JsonNode Body)? Refusal(JsonNode body) => null;

    /// <summary>A box as its model writes it.</summary>
    public abstract string WriteBox(SeenBox seen);

    /// <summary>A reply in its form.</summary>
    public abstract JsonNode Reply(JsonNode body, string text);

    /// <summary>The log-probabilities of an answer; null where none were asked for or it gives none.</summary>
    protected static JsonNode? LogProbabilities(JsonNode body, string text)
    {
        if ((bool?)body["logprobs"] != true)
        {
            return null;
        }

        static JsonObject Token(string token, double probability) => new()
        {
            ["token"] = token,
            ["logprob"] = Math.Log(probability),
            ["bytes"] = new JsonArray([.. System.Text.Encoding.UTF8.GetBytes(token).Select(b => (JsonNode)b)]),
        };

        var chosen = Token(text, text == "yes" ? SquareModel.Yes : 1);
        chosen["top_logprobs"] = text == "yes"
            ? new JsonArray(Token("yes", SquareModel.Yes), Token("no", 1 - SquareModel.Yes))
            : new JsonArray(Token(text, 1));
        return new JsonObject { ["content"] = new JsonArray(chosen) };
    }

    /// <summary>JSON of a text, in which words of capitals stand for values, MODEL for the model.</summary>
    protected JsonNode Json(string json, params (string Word, string Value)[] values) => JsonNode.Parse(
        values.Append(("MODEL", Model)).Aggregate(json, (text, v) => text.Replace(v.Item1, v.Item2, StringComparison.Ordinal)))!;

    /// <summary>A number list as text.</summary>
    protected static string List(int[] numbers) => $"[{string.Join(", ", numbers)}]";

    /// <summary>Qwen's own way to write a box.</summary>
    protected static string Qwen(int[] numbers) => $"```json\n[\n\t{{\"bbox_2d\": {List(numbers)}, \"label\": \"thing\"}}\n]\n```";

    /// <summary>A box as it was asked for.</summary>
    protected static string AsAsked(SeenBox seen) =>
        seen.Prompt.Contains("1000", StringComparison.Ordinal) ? $"[{List(seen.On(1000))}]" : $"[{List(seen.Pixels)}]";
}
