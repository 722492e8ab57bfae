using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Riveg.Evaluation.LabelStudio;
using Riveg.Faults;
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
    AnnotationService service,
    PictureFetcher fetcher,
    LabelStudioOptions options,
    ILogger<LabelStudioBackend> logger,
    CancellationToken stopping)
{
    private const int MostTasks = 1000;
    private const int LongestId = 100;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Says that the backend is there.</summary>
    public static IResult Health() => Results.Json(new JsonObject { ["status"] = "UP", ["model_class"] = "Riveg" });

    /// <summary>Takes what annotators did: nothing is learned from it here.</summary>
    public static IResult Webhook() =>
        Results.Json(new JsonObject { ["status"] = "ok", ["result"] = new JsonObject() }, statusCode: StatusCodes.Status201Created);

    /// <summary>Checks a project's labelling config.</summary>
    public Task<IResult> SetupAsync(HttpContext context) => AnswerAsync(
        context, "schema", (_, _) => Task.FromResult(Results.Json(new JsonObject { ["model_version"] = VersionOf() })));

    /// <summary>Annotates tasks.</summary>
    public Task<IResult> PredictAsync(HttpContext context) => AnswerAsync(
        context, "label_config", (body, config) => PredictAsync(body, config, context.RequestAborted));

    // What both requests begin with: a place among those who wait, a body, and the labelling config in it.
    private async Task<IResult> AnswerAsync(
        HttpContext context, string configField, Func<JsonObject, LabelStudioConfig, Task<IResult>> answer)
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

        var (config, wrong) = ConfigOf(body, configField);
        return config is null ? wrong! : await answer(body, config).ConfigureAwait(false);
    }

    private async Task<IResult> PredictAsync(JsonObject body, LabelStudioConfig config, CancellationToken cancellationToken)
    {
        if (body["tasks"] is not JsonArray { Count: <= MostTasks } tasks
            || !tasks.All(t => t is JsonObject task && task["data"] is JsonObject))
        {
            return Problems.Of([new PostFault("tasks", $"it is a list of at most {MostTasks} tasks, each with \"data\".")]);
        }

        var results = new List<AnnotationResult>();
        var refused = new List<PictureRefusedException>();
        foreach (var task in tasks)
        {
            if (stopping.IsCancellationRequested)
            {
                return Problems.Stopping();
            }

            results.Add(await AnnotateAsync(task!, config, refused, cancellationToken).ConfigureAwait(false));
        }

        // Where all are refused, the server was started without the address of this Label Studio, which shows what it is told.
        return refused.Count > 0 && refused.Count == tasks.Count
            ? Problems.Refused(refused[0])
            : Predictions(results, config);
    }

    private IResult Predictions(IReadOnlyList<AnnotationResult> results, LabelStudioConfig config)
    {
        using var answer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(answer))
        {
            writer.WriteStartObject();
            writer.WriteString("model_version", VersionOf());
            writer.WriteStartArray("results");
            foreach (var result in results)
            {
                LabelStudioPrediction.Write(writer, result, config);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Results.Bytes(answer.ToArray(), MediaTypeNames.Application.Json);
    }

    private string VersionOf() => $"riveg-{service.Profiles.Default}-{typeof(RivegPipeline).Assembly.GetName().Version?.ToString(3)}";

    // What is wrong with one task costs no other its prediction.
    private async Task<AnnotationResult> AnnotateAsync(
        JsonNode task, LabelStudioConfig config, List<PictureRefusedException> refused, CancellationToken cancellationToken)
    {
        var data = task["data"]!.AsObject();
        var id = IdOf(task);
        var text = TextOf(data, config.TextField) ?? string.Empty;
        var picture = TextOf(data, config.ImageField) is { Length: > 0 } given
            ? await PictureAsync(given, refused, cancellationToken).ConfigureAwait(false)
            : null;
        if (string.IsNullOrWhiteSpace(text))
        {
            LabelStudioLog.NoText(logger, id);
            return new AnnotationResult { PostId = id, Text = text };
        }

        var result = await AnnotateAsync(new Post { Id = id, Text = text, Image = picture }, cancellationToken).ConfigureAwait(false);
        foreach (var fault in result.AllFaults().Take(1))
        {
            LabelStudioLog.Fault(logger, id, fault.Stage);
        }

        return result;
    }

    private async Task<AnnotationResult> AnnotateAsync(Post post, CancellationToken cancellationToken)
    {
        try
        {
            return await service.AnnotateAsync(post, null, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            return new AnnotationResult { PostId = post.Id, Text = post.Text, Error = Fault.Of("post", exception) };
        }
    }

    // Where a picture is not to be had, the text's names are told all the same.
    private async Task<ImageSource> PictureAsync(
        string given, List<PictureRefusedException> refused, CancellationToken cancellationToken)
    {
        try
        {
            if (given.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            {
                return GivenPicture.FromBase64(given, null) is { } sent
                    ? ImageSource.FromBytes(sent.Content, sent.Name)
                    : throw new PictureFetchException("The picture's data: address holds no base64.");
            }

            return ImageSource.FromBytes(
                await fetcher.FetchAsync(AddressOf(given), options.Token, cancellationToken).ConfigureAwait(false), given);
        }
        catch (Exception exception) when (exception is PictureRefusedException or PictureFetchException)
        {
            if (exception is PictureRefusedException refusal)
            {
                refused.Add(refusal);
            }

            return ImageSource.From(given, _ => ValueTask.FromException<Stream>(exception));
        }
    }

    // Uploaded files are named by their path alone; two slashes would name another host.
    private string AddressOf(string given) =>
        given.StartsWith('/') && options.Home is null
            ? throw new PictureRefusedException(
                "The picture is one of Label Studio's own files; start the server with --trust-url and Label Studio's address.")
            : options.Home is { } home && given.StartsWith('/') && !given.StartsWith("//", StringComparison.Ordinal)
            && Uri.TryCreate(home, given, out var address)
            ? address.AbsoluteUri
            : given;

    // It goes into the log.
    private static string IdOf(JsonNode task) =>
        task["id"] is JsonValue value && value.ToString() is { Length: > 0 and <= LongestId } id && id.All(c => c is > ' ' and < (char)0x7f)
            ? id
            : PostRequest.DefaultId;

    private static string? TextOf(JsonObject data, string? field) =>
        field is not null && data[field] is JsonValue value && value.TryGetValue<string>(out var given) ? given : null;

    private (LabelStudioConfig? Config, IResult? Problem) ConfigOf(JsonObject body, string field)
    {
        if (body[field] is not JsonValue value || !value.TryGetValue<string>(out var xml) || string.IsNullOrWhiteSpace(xml))
        {
            return (null, Problems.Of([new PostFault(field, "it is the project's labelling config; save one in its settings.")]));
        }

        try
        {
            var config = LabelStudioConfig.Parse(xml);
            if (config.TextField is null)
            {
                return (null, Problems.Of([new PostFault(field, "the labelling config shows no Text, which names are found in.")]));
            }

            if (EntityType.Coarse.All(t => config.LabelsOf(t) == default))
            {
                LabelStudioLog.ForeignLabels(logger);
            }

            return (config, null);
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
