using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Riveg.Hostility.Files;

/// <summary>Puts hostile values, doubled keys and wrong kinds into JSON.</summary>
internal static class JsonMutation
{
    // Stands in the tree for text that is no JSON, and is replaced by it in the file.
    private const string Raw = "@raw@";

    /// <summary>Spoils one value of the file, or of one of its lines; what is no JSON any more comes back as it is.</summary>
    public static byte[] Spoil(byte[] content, Dice dice)
    {
        var text = Encoding.UTF8.GetString(content);
        if (Parse(text) is { } whole)
        {
            return Encoding.UTF8.GetBytes(Spoil(whole, dice));
        }

        var lines = text.Split('\n');
        var at = dice.Next(lines.Length);
        if (Parse(lines[at]) is { } line)
        {
            lines[at] = Spoil(line, dice);
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static string Spoil(JsonNode root, Dice dice)
    {
        var holder = new JsonArray(root);
        List<JsonNode> containers;
        try
        {
            containers = [.. Containers(holder)];
        }
        catch (ArgumentException)
        {
            // A tree with a key twice; it is hostile enough.
            return root.ToJsonString();
        }

        var raw = dice.Pick(HostileValues.Json);
        switch (dice.Pick(containers))
        {
            case JsonArray array when array.Count > 0 && array != holder && dice.OneIn(3):
                array.Add(array[dice.Next(array.Count)]?.DeepClone());
                break;
            case JsonArray array:
                array[dice.Next(array.Count)] = Raw;
                break;
            case JsonObject map:
                var key = dice.Pick(map.Select(p => p.Key).ToList());
                raw = SpoilEntry(map, key, raw, dice);
                break;
        }

        return holder[0]!.ToJsonString().Replace($"\"{Raw}\"", raw, StringComparison.Ordinal);
    }

    private static string SpoilEntry(JsonObject map, string key, string raw, Dice dice)
    {
        switch (dice.Next(6))
        {
            case 0:
                map.Remove(key);
                return raw;
            case 1:
                // The key again, with another value: by way of one entry's text.
                var value = map[key]?.ToJsonString() ?? "null";
                map[key] = Raw;
                return $"{value},{JsonSerializer.Serialize(key)}:{raw}";
            case 2:
                var moved = map[key]?.DeepClone();
                map.Remove(key);
                map[dice.Pick(key.ToUpperInvariant(), key + "s", key + " ", dice.Pick(HostileValues.Texts))] = moved;
                return raw;
            case 3:
                map[key] = new JsonArray(map[key]?.DeepClone());
                return raw;
            default:
                map[key] = Raw;
                return raw;
        }
    }

    private static IEnumerable<JsonNode> Containers(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray { Count: > 0 } array:
                return array.SelectMany(Containers).Prepend(array);
            case JsonObject { Count: > 0 } map:
                return map.SelectMany(p => Containers(p.Value)).Prepend(map);
            default:
                return [];
        }
    }
}
