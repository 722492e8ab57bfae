using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Riveg.Evaluation.LabelStudio;
using Riveg.Posts;
using Riveg.Server.Api;
using Riveg.Service;
using Riveg.Service.Pictures;

namespace Riveg.Server.LabelStudio;

/// <summary>
/// What a running Label Studio asks of a machine-learning backend: <c>/health</c>, <c>/setup</c>, <c>/predict</c> and <c>/webhook</c>
/// (Label Studio's documentation, "Integrate Label Studio into your machine learning pipeline"). Each task becomes a post, each annotation
/// one prediction with all its regions.
/// </summary>
internal sealed class LabelStudioBackend(
    AnnotationService service, PictureFetcher fetcher, LabelStudioOptions options, ILogger<LabelStudioBackend> logger)
{
    private const int MostTasks = 1000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Says that the backend is there.</summary>
    public static IResult Health() => Results.Json(new JsonObject { ["status"] = "UP", ["model_class"] = "Riveg" });

    /// <summary>Takes what annotators did: nothing is learned from it here.</summary>
    public static IResult Webhook() =>
        Results.Json(new JsonObject { ["status"] = "ok", ["result"] = new JsonObject() }, statusCode: StatusCodes.Status201Created);

    /// <summary>Checks a project's labelling config.</summary>
    public async Task<IResult> SetupAsync(HttpContext context)
    {
        using var visit = service.Queue.TryEnter();
        if (visit is null)
        {
            return Problems.TooMany(context, service.Queue);
        }

        var (body, problem) = await ReadAsync(context).ConfigureAwait(false);
        if (body is null)
        {
            return problem!;
        }

        var (_, wrong) = ConfigOf(body, "schema");
        return wrong ?? Results.Json(new JsonObject { ["model_version"] = VersionOf() });
    }

    /// <summary>Annotates tasks.</summary>
    public async Task<IResult> PredictAsync(HttpContext context)
    {
        using var visit = service.Queue.TryEnter();
        if (visit is null)
        {
            return Problems.TooMany(context, service.Queue);
        }

        var (body, problem) = await ReadAsync(context).ConfigureAwait(false);
        if (body is null)
        {
            return problem!;
        }

        var (config, wrong) = ConfigOf(body, "label_config");
        if (config is null)
        {
            return wrong!;
        }

        if (body["tasks"] is not JsonArray { Count: <= MostTasks } tasks
            || !tasks.All(t => t is JsonObject task && task["data"] is JsonObject))
        {
            return Problems.Of([new PostFault("tasks", $"it is a list of at most {MostTasks} tasks, each with \"data\".")]);
        }

        using var answer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(answer))
        {
            writer.WriteStartObject();
            writer.WriteString("model_version", VersionOf());
            writer.WriteStartArray("results");
            foreach (var task in tasks)
            {
                var result = await AnnotateAsync(task!, config, context.RequestAborted).ConfigureAwait(false);
                LabelStudioPrediction.Write(writer, result, config);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Results.Bytes(answer.ToArray(), MediaTypeNames.Application.Json);
    }

    private string VersionOf() => $"riveg-{service.Profiles.Default}-{typeof(RivegPipeline).Assembly.GetName().Version?.ToString(3)}";

    private async Task<AnnotationResult> AnnotateAsync(JsonNode task, LabelStudioConfig config, CancellationToken cancellationToken)
    {
        var data = task["data"]!.AsObject();
        var id = task["id"]?.ToString() ?? PostRequest.DefaultId;
        var text = TextOf(data, config.TextField) ?? string.Empty;
        var picture = TextOf(data, config.ImageField) is { Length: > 0 } given
            ? await PictureAsync(given, cancellationToken).ConfigureAwait(false)
            : null;
        if (string.IsNullOrWhiteSpace(text))
        {
            LabelStudioLog.NoText(logger, id);
            return new AnnotationResult { PostId = id, Text = text };
        }

        var result = await service.AnnotateAsync(new Post { Id = id, Text = text, Image = picture }, null, cancellationToken)
            .ConfigureAwait(false);
        foreach (var fault in result.AllFaults().Take(1))
        {
            LabelStudioLog.Fault(logger, id, fault.Stage);
        }

        return result;
    }

    private async Task<ImageSource> PictureAsync(string given, CancellationToken cancellationToken)
    {
        if (given.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && GivenPicture.FromBase64(given, null) is { } sent)
        {
            return ImageSource.FromBytes(sent.Content, sent.Name);
        }

        // Uploaded files are named without their host.
        var address = given.StartsWith('/') && options.Home is { } home ? new Uri(home, given).AbsoluteUri : given;
        try
        {
            return ImageSource.FromBytes(await fetcher.FetchAsync(address, options.Token, cancellationToken).ConfigureAwait(false), given);
        }
        catch (PictureFetchException exception)
        {
            // The text's names are told all the same.
            return ImageSource.From(given, _ => ValueTask.FromException<Stream>(exception));
        }
    }

    private static string? TextOf(JsonObject data, string? field) =>
        field is not null && data[field] is JsonValue value && value.TryGetValue<string>(out var given) ? given : null;

    private static (LabelStudioConfig? Config, IResult? Problem) ConfigOf(JsonObject body, string field)
    {
        if (body[field] is not JsonValue value || !value.TryGetValue<string>(out var xml) || string.IsNullOrWhiteSpace(xml))
        {
            return (null, Problems.Of([new PostFault(field, "it is the project's labelling config; save one in its settings.")]));
        }

        try
        {
            return (LabelStudioConfig.Parse(xml), null);
        }
        catch (FormatException exception)
        {
            return (null, Problems.Of([new PostFault(field, $"{exception.Message}.")]));
        }
    }

    private static async Task<(JsonObject? Body, IResult? Problem)> ReadAsync(HttpContext context)
    {
        var content = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(content, Strict);
            Check(json.RootElement);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? (JsonObject.Create(json.RootElement.Clone()), null)
                : (null, Problems.Wrong("The body is no JSON object."));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, Problems.Wrong(
                "The body is no JSON object in UTF-8, a field of it stands there twice, or a string holds half a surrogate pair."));
        }
    }

    // Halves of surrogate pairs are only found where a string is looked at.
    private static void Check(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var field in element.EnumerateObject())
                {
                    _ = field.Name;
                    Check(field.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Check(item);
                }

                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            default:
                break;
        }
    }
}
