using System.Text.Json.Serialization;
using System.Text.Json;

namespace Riveg.Formats;

/// <summary>What reading a stream of JSON values needs instead of reflection.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class PostJsonContext : JsonSerializerContext;
