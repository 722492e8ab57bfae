using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Riveg.LanguageModels.Chat;

namespace Riveg.LanguageModels.Servers;

/// <summary>Asks a service which models it has; that costs nothing. Many have no such list, so that none is no fault.</summary>
internal sealed class ModelList(LanguageModelRun run)
{
    private const int LongestName = 200;

    private const int MostNames = 2000;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>The names; null where the service gives no list.</summary>
    /// <param name="endpoint">The base address.</param>
    /// <param name="key">The key that is sent; null for none.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public async Task<IReadOnlyList<string>?> ReadAsync(Uri endpoint, string? key, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLimit, run.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        HttpMessageHandler replies = run.Http is { } factory ? new BoundedReplies(new HostClients(factory)) : new BoundedReplies();
        using var client = new HttpClient(replies) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(endpoint));
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token)
                .ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return null;
            }

            var body = await response.Content.ReadAsStreamAsync(both.Token).ConfigureAwait(false);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: both.Token).ConfigureAwait(false);
            return Names(document.RootElement);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested
            && exception is HttpRequestException or IOException or JsonException or OperationCanceledException or ModelServiceException)
        {
            return null;
        }
    }

    /// <summary>The names in a list of OpenAI's form, but those that no profile could hold; null where it is none.</summary>
    public static IReadOnlyList<string>? Names(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array
            ? [.. data.EnumerateArray().Take(MostNames).Select(m => NameOf(m)).OfType<string>()]
            : null;

    /// <summary>The name under which a list has a model; null where it has none that a profile could hold.</summary>
    public static string? NameOf(JsonElement model, string member = "id") =>
        model.ValueKind == JsonValueKind.Object && model.TryGetProperty(member, out var id) && id.ValueKind == JsonValueKind.String
        && id.GetString() is { Length: > 0 and <= LongestName } name && name == ServiceWords.Show(name, key: null)
            ? name
            : null;

    private static Uri AddressOf(Uri endpoint) => new($"{endpoint.ToString().TrimEnd('/')}/models");
}
