using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.TestKit.ModelServers;

/// <summary>A box that a model saw, and what it was asked in.</summary>
/// <param name="Box">In pixels of the picture that was sent.</param>
/// <param name="Size">The size of that picture.</param>
/// <param name="Prompt">All that was asked, the system's part too.</param>
public sealed record SeenBox(Box Box, ImageSize Size, string Prompt)
{
    /// <summary>The box on a scale.</summary>
    public int[] On(double scale) => Rounded(
        Box.X0 / Size.Width * scale, Box.Y0 / Size.Height * scale, Box.X1 / Size.Width * scale, Box.Y1 / Size.Height * scale);

    /// <summary>The box in pixels of the picture that was sent.</summary>
    public int[] Pixels => Rounded(Box.X0, Box.Y0, Box.X1, Box.Y1);

    private static int[] Rounded(params double[] numbers) => [.. numbers.Select(n => (int)Math.Round(n))];
}

/// <summary>A model that sees whatever is not white in a picture as one thing, and answers what Riveg asks.</summary>
public static partial class SquareModel
{
    /// <summary>The probability of its yes.</summary>
    public const double Yes = 0.8;

    private const string DataUri = "base64,";

    /// <summary>Answers a request.</summary>
    /// <param name="body">The request.</param>
    /// <param name="writeBox">How it writes boxes.</param>
    public static async Task<string> AnswerAsync(JsonNode body, Func<SeenBox, string> writeBox)
    {
        var prompt = PromptOf(body);
        var picture = PictureOf(body);
        return prompt switch
        {
            _ when prompt.Contains("how many sides", StringComparison.Ordinal) => "An orange square is orange and has four sides.",
            _ when picture is null && prompt.Contains("Entities:", StringComparison.Ordinal) => Expansion(prompt),
            _ when picture is null => "Named entities:1. Adele (singer)Reasoning:Adele is a singer.",
            _ when prompt.Contains("What does the picture show", StringComparison.Ordinal) => "A square on a white ground.",
            _ when prompt.Contains("Which colour", StringComparison.Ordinal) => "Orange",
            _ when prompt.Contains("yes or no", StringComparison.OrdinalIgnoreCase) => "yes",
            _ => await SeeAsync(picture) is var (box, size) && box.IsProper ? writeBox(new SeenBox(box, size, prompt)) : "none",
        };
    }

    /// <summary>All that a request asks in words.</summary>
    public static string PromptOf(JsonNode body) => string.Join("\n", body["messages"]!.AsArray().Select(m => m!["content"] switch
    {
        JsonArray parts => string.Concat(parts.Select(p => (string?)p!["text"])),
        JsonValue text => text.GetValue<string>(),
        _ => string.Empty,
    }));

    /// <summary>The picture of a request; null where it has none.</summary>
    public static byte[]? PictureOf(JsonNode body) => body["messages"]!.AsArray()
        .SelectMany(m => m!["content"] as JsonArray ?? [])
        .Select(p => (string?)p!["image_url"]?["url"])
        .Where(u => u is not null)
        .Select(u => Convert.FromBase64String(u![(u!.IndexOf(DataUri, StringComparison.Ordinal) + DataUri.Length)..]))
        .FirstOrDefault();

    private static async Task<(Box Box, ImageSize Size)> SeeAsync(byte[] picture)
    {
        var image = await RgbImage.DecodeAsync(ImageSource.FromBytes(picture));
        var (left, top, right, bottom) = (image.Width, image.Height, 0, 0);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                if (image.Pixels.Span[(((y * image.Width) + x) * 3) + 2] < 128)
                {
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
                }
            }
        }

        return (new Box(left, top, right, bottom), new ImageSize(image.Width, image.Height));
    }

    private static string Expansion(string prompt)
    {
        var asked = Numbered().Matches(prompt[prompt.LastIndexOf("Entities:", StringComparison.Ordinal)..]);
        return new JsonObject(asked.Select(m => KeyValuePair.Create(
            m.Groups[1].Value, (JsonNode?)string.Create(CultureInfo.InvariantCulture, $"the look of {m.Groups[2].Value}")))).ToJsonString();
    }

    [GeneratedRegex("^([0-9]+)\\. \"([^\"]*)\"", RegexOptions.Multiline)]
    private static partial Regex Numbered();
}
