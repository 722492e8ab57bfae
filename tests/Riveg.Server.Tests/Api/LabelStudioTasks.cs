using System.Text.Json.Nodes;

namespace Riveg.Server.Tests.Api;

/// <summary>What Label Studio sends to its backends.</summary>
internal static class LabelStudioTasks
{
    public const string Config =
        "<View><Labels name=\"name\" toName=\"post\"><Label value=\"Person\"/><Label value=\"LOC\"/></Labels>"
        + "<Text name=\"post\" value=\"$tweet\"/>"
        + "<RectangleLabels name=\"box\" toName=\"photo\"><Label value=\"Person\"/></RectangleLabels>"
        + "<BrushLabels name=\"mask\" toName=\"photo\"><Label value=\"Person\"/></BrushLabels><Image name=\"photo\" value=\"$media\"/></View>";

    public static JsonObject Setup => new()
    {
        ["project"] = "1.1764220000", ["schema"] = Config, ["hostname"] = "http://127.0.0.1:9", ["access_token"] = "x",
    };

    public static JsonObject Of(string text, string? image) => new()
    {
        ["tasks"] = new JsonArray(new JsonObject
        {
            ["id"] = 4,
            ["data"] = new JsonObject { ["tweet"] = text, ["media"] = image },
        }),
        ["project"] = "1.1764220000",
        ["label_config"] = Config,
        ["params"] = new JsonObject { ["login"] = null, ["password"] = null, ["context"] = null },
    };
}
