using System.Text;
using System.Text.Json;

namespace Riveg.Hostility.Running;

/// <summary>Says what is wrong with annotations that the command wrote.</summary>
internal static class AnnotationJudge
{
    /// <summary>Judges JSON lines.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="ids">The posts that must be among them, in this order; null where that cannot be known.</param>
    public static IEnumerable<string> FindFaults(byte[] content, IReadOnlyList<string>? ids)
    {
        var faults = new List<string>();
        var found = new List<string>();
        var lines = Encoding.UTF8.GetString(content).Split('\n');
        if (lines[^1].Length > 0)
        {
            faults.Add("the last line has no end");
        }

        for (var i = 0; i < lines.Length - 1; i++)
        {
            try
            {
                using var line = JsonDocument.Parse(lines[i]);
                found.Add(line.RootElement.GetProperty("id").GetString()!);
                faults.AddRange(FindFaults(line.RootElement).Select(f => $"line {i + 1}: {f}"));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                faults.Add($"line {i + 1}: no annotation");
            }
        }

        var at = 0;
        foreach (var id in ids ?? [])
        {
            at = found.IndexOf(id, at) + 1;
            if (at == 0)
            {
                faults.Add($"the post {id} is lost, or out of order");
                break;
            }
        }

        return faults;
    }

    /// <summary>Judges one document.</summary>
    public static IEnumerable<string> FindFaultsOfOne(byte[] content)
    {
        if (!IsJson(content))
        {
            return ["it is no JSON"];
        }

        using var document = JsonDocument.Parse(content);
        return [.. FindFaults(document.RootElement)];
    }

    public static bool IsJson(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static IEnumerable<string> FindFaults(JsonElement post)
    {
        var text = post.GetProperty("text").GetString()!;
        var points = post.GetProperty("offsets").GetString() == "code-points";
        var size = post.TryGetProperty("image", out var image) && image.TryGetProperty("width", out var width)
            ? (width.GetDouble(), image.GetProperty("height").GetDouble())
            : (double.MaxValue, double.MaxValue);
        var last = 0;
        foreach (var entity in post.GetProperty("entities").EnumerateArray())
        {
            var (start, end) = (entity.GetProperty("start").GetInt32(), entity.GetProperty("end").GetInt32());
            if (points)
            {
                (start, end) = (UnitsOf(text, start), UnitsOf(text, end));
            }

            if (start < last || end <= start || end > text.Length || text[start..end] != entity.GetProperty("text").GetString())
            {
                yield return $"the entity {entity.GetProperty("start")}..{entity.GetProperty("end")} is not what stands there";
                yield break;
            }

            last = end;
            if (entity.GetProperty("score").GetDouble() is not (>= 0 and <= 1))
            {
                yield return "a score outside 0..1";
            }

            foreach (var region in entity.GetProperty("regions").EnumerateArray())
            {
                var box = region.GetProperty("box").EnumerateArray().Select(b => b.GetDouble()).ToList();
                if (box is not [var x0, var y0, var x1, var y1]
                    || !(x0 >= 0 && y0 >= 0 && x0 < x1 && y0 < y1 && x1 <= size.Item1 && y1 <= size.Item2))
                {
                    yield return $"the box {region.GetProperty("box")} is not inside the picture";
                }
            }
        }
    }

    private static int UnitsOf(string text, int points)
    {
        var units = 0;
        for (; points > 0 && units < text.Length; points--)
        {
            units += char.IsSurrogatePair(text, units) ? 2 : 1;
        }

        return units;
    }
}
