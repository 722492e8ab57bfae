using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Riveg.LanguageModels.Chat;

namespace Riveg.LanguageModels.Servers;

/// <summary>
/// Looks for servers of models on this machine, and tells by what they answer which they are. Asks for lists and versions only, which cost
/// nothing; goes through no proxy, follows no redirect and asks no other machine. Thread-safe.
/// </summary>
public static class LocalServerSearch
{
    private const int MostBytes = 2 * 1024 * 1024;

    private const int MostModelsAsked = 30;

    private const int MostModels = 500;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    /// <summary>The ports on which the servers listen unless told otherwise: Ollama, llama.cpp, vLLM, LM Studio.</summary>
    public static IReadOnlyList<int> DefaultPorts { get; } = [11434, 8080, 8000, 1234];

    /// <summary>Looks at addresses, all at once; within three seconds all have answered or do not count.</summary>
    /// <param name="addresses">Addresses of this machine, such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="time">Where time limits get their time; the system's clock if null.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The servers that were found, in the order of the addresses.</returns>
    /// <exception cref="ArgumentException">An address is of another machine.</exception>
    public static async Task<IReadOnlyList<LocalModelServer>> FindAsync(
        IEnumerable<Uri> addresses, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var all = addresses.ToList();
        if (all.Find(a => a is not { IsAbsoluteUri: true, IsLoopback: true, Scheme: "http" or "https" }) is { } other)
        {
            throw new ArgumentException($"{other} is no http(s) address of this machine.", nameof(addresses));
        }

        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = TimeLimit };
        using var client = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MostBytes,
        };
        var found = await Task.WhenAll(all.Select(a => new Look(client, a, time ?? TimeProvider.System).IdentifyAsync(cancellationToken)))
            .ConfigureAwait(false);
        return [.. found.OfType<LocalModelServer>()];
    }

    /// <summary>The addresses of ports of this machine.</summary>
    /// <param name="ports">1 to 65535.</param>
    /// <returns>One for each port.</returns>
    public static IEnumerable<Uri> AddressesOf(IEnumerable<int> ports) =>
        ports.Select(p => new Uri($"http://127.0.0.1:{p.ToString(CultureInfo.InvariantCulture)}"));

    // One look at one address: what each kind would answer is asked for at once, for none may wait for another's silence.
    private sealed class Look(HttpClient client, Uri address, TimeProvider time)
    {
        private readonly ConcurrentDictionary<string, (HttpStatusCode Status, bool IsLlamaCpp)> statuses = [];

        public async Task<LocalModelServer?> IdentifyAsync(CancellationToken cancellationToken)
        {
            var answers = await AskAsync(
                ["/props", "/api/v0/models", "/api/version", "/api/tags", "/version", "/v1/models"],
                path => new HttpRequestMessage(HttpMethod.Get, new Uri(address, path)),
                cancellationToken).ConfigureAwait(false);
            return LlamaCpp(answers["/props"], answers["/v1/models"])
                ?? LMStudio(answers["/api/v0/models"])
                ?? await OllamaAsync(answers["/api/version"], answers["/api/tags"], cancellationToken).ConfigureAwait(false)
                ?? OpenAI(answers["/version"], answers["/v1/models"]);
        }

        // It answers the paths of other servers too, so that it goes before them.
        private LocalModelServer? LlamaCpp(JsonElement props, JsonElement list)
        {
            var isIts = Has(props, "default_generation_settings") || Has(props, "total_slots") || Has(props, "modalities")
                || statuses.Values.Any(s => s.IsLlamaCpp);
            if (!isIts)
            {
                return null;
            }

            // Without a model of its own it passes requests on to others, and tells nothing of them here.
            bool? sees = Member(Member(props, "modalities"), "vision") is { ValueKind: JsonValueKind.True or JsonValueKind.False } vision
                ? vision.GetBoolean()
                : null;
            var context = Number(Member(Member(props, "default_generation_settings"), "n_ctx"));
            return new LocalModelServer
            {
                Kind = LocalServerKind.LlamaCpp,
                Address = address,
                Version = Text(props, "build_info"),
                Models = Models(Member(list, "data"), "id", (name, _) => new LocalModel(name, sees, context, null)),
                Slots = Number(Member(props, "total_slots")),
                WantsKey = statuses.Values.Any(s => s.Status == HttpStatusCode.Unauthorized),
                IsLoading = statuses.Values.Any(s => s.Status == HttpStatusCode.ServiceUnavailable),
            };
        }

        private LocalModelServer? LMStudio(JsonElement list) =>
            Member(list, "data") is { ValueKind: JsonValueKind.Array } data
            && data.EnumerateArray().All(m => Text(m, "type") is not null && Text(m, "state") is not null)
                ? new LocalModelServer
                {
                    Kind = LocalServerKind.LMStudio,
                    Address = address,
                    Models = Models(data, "id", (name, m) => Text(m, "type") == "embeddings"
                        ? null
                        : new LocalModel(
                            name,
                            Text(m, "type") == "vlm",
                            Number(Member(m, "loaded_context_length")) ?? Number(Member(m, "max_context_length")),
                            Text(m, "state") == "loaded")),
                }
                : null;

        private async Task<LocalModelServer?> OllamaAsync(JsonElement version, JsonElement tags, CancellationToken cancellationToken)
        {
            if (Text(version, "version") is not { } shown || Member(tags, "models").ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var names = Models(Member(tags, "models"), "name", (name, _) => new LocalModel(name, null, null, null))
                .Select(m => m.Name).Take(MostModelsAsked).ToList();
            var details = await AskAsync(
                names,
                name => new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/api/show"))
                {
                    Content = JsonContent.Create(new { model = name }),
                },
                cancellationToken).ConfigureAwait(false);
            return new LocalModelServer
            {
                Kind = LocalServerKind.Ollama,
                Address = address,
                Version = shown,
                // What a model could take is not what the server gives it.
                Models = [.. names
                    .Select(n => (Name: n, Can: Member(details[n], "capabilities")))
                    .Where(m => !Says(m.Can, "embedding"))
                    .Select(m => new LocalModel(
                        m.Name, m.Can.ValueKind == JsonValueKind.Array ? Says(m.Can, "vision") : null, null, null))],
            };
        }

        private LocalModelServer? OpenAI(JsonElement version, JsonElement list)
        {
            if (Member(list, "data") is not { ValueKind: JsonValueKind.Array } data || Text(list, "object") != "list")
            {
                return null;
            }

            var isVLlm = data.EnumerateArray().Any(m => Text(m, "owned_by") == "vllm");
            return new LocalModelServer
            {
                Kind = isVLlm ? LocalServerKind.VLlm : LocalServerKind.Other,
                Address = address,
                Version = isVLlm ? Text(version, "version") : null,
                Models = Models(
                    data, "id", (name, m) => new LocalModel(name, null, Number(Member(m, "max_model_len")), isVLlm ? true : null)),
            };
        }

        private async Task<IReadOnlyDictionary<string, JsonElement>> AskAsync(
            IReadOnlyList<string> names, Func<string, HttpRequestMessage> request, CancellationToken cancellationToken)
        {
            using var limit = new CancellationTokenSource(TimeLimit, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            var answers = await Task.WhenAll(names.Select(n => AskAsync(n, request(n), both.Token))).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return names.Zip(answers).DistinctBy(a => a.First).ToDictionary(a => a.First, a => a.Second);
        }

        private async Task<JsonElement> AskAsync(string name, HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                using (request)
                {
                    using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
                    statuses[name] = (
                        response.StatusCode, response.Headers.Server.ToString().Contains("llama.cpp", StringComparison.OrdinalIgnoreCase));
                    if (!response.IsSuccessStatusCode)
                    {
                        return default;
                    }

                    var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
                    using var document = JsonDocument.Parse(body);
                    return document.RootElement.Clone();
                }
            }
            catch (Exception exception)
                when (exception is HttpRequestException or IOException or JsonException or OperationCanceledException)
            {
                return default;
            }
        }

        private static IReadOnlyList<LocalModel> Models(JsonElement list, string member, Func<string, JsonElement, LocalModel?> read) =>
            list.ValueKind != JsonValueKind.Array
                ? []
                : [.. list.EnumerateArray().Take(MostModels)
                    .Select(m => ModelList.NameOf(m, member) is { } name && !ModelNames.SoundsLikeEmbedding(name) ? read(name, m) : null)
                    .OfType<LocalModel>()];

        private static JsonElement Member(JsonElement value, string name) =>
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : default;

        private static bool Has(JsonElement value, string name) => Member(value, name).ValueKind != JsonValueKind.Undefined;

        private static string? Text(JsonElement value, string name) =>
            Member(value, name) is { ValueKind: JsonValueKind.String } text ? ServiceWords.Show(text.GetString()!, key: null) : null;

        private static int? Number(JsonElement value) =>
            value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 ? number : null;

        private static bool Says(JsonElement list, string word) => list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray().Any(c => c.ValueKind == JsonValueKind.String && c.GetString() == word);
    }
}
