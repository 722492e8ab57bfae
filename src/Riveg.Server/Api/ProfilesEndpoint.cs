using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Riveg.Service;

namespace Riveg.Server.Api;

/// <summary><c>GET /v1/profiles</c>: which profiles may be asked for, and what those lack that are not ready.</summary>
internal static class ProfilesEndpoint
{
    /// <summary>Answers a request.</summary>
    public static IResult Answer(OpenProfiles profiles) => Results.Json(new JsonObject
    {
        ["default"] = profiles.Default,
        ["profiles"] = new JsonArray([.. profiles.Describe().Select(Of)]),
    });

    private static JsonObject Of(ProfileState state) => new()
    {
        ["name"] = state.Name,
        ["ready"] = state.IsReady,
        ["readyForText"] = state.IsReadyForText,
        ["toDo"] = new JsonArray([.. state.ToDo.Select(t => JsonValue.Create(t))]),
    };
}
