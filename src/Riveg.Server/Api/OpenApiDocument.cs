using System.Net.Mime;
using Microsoft.AspNetCore.Http;

namespace Riveg.Server.Api;

/// <summary>
/// <c>GET /openapi/v1.json</c>: what the API takes and answers. The document is written by hand, since the form of an annotation is written
/// by hand too; tests hold it to the routes and to real answers.
/// </summary>
internal static class OpenApiDocument
{
    private const string Name = "Riveg.Server.openapi.json";

    /// <summary>Answers a request.</summary>
    public static IResult Answer() =>
        Results.Stream(typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Name)!, MediaTypeNames.Application.Json);
}
