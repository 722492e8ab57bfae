using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Riveg.Onnx.Observation.Reading;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Service.Assistants;

/// <summary><c>read_image_text</c>: the words that stand in a picture.</summary>
internal sealed class ReadImageTextTool : AssistantTool
{
    private const int MostWords = 100_000;

    // As annotations say boxes and scores of observations.
    private const int PixelDigits = 2;
    private const int ScoreDigits = 4;

    private static readonly WordReaderOptions Usual = WordReaderOptions.Certain;

    private readonly ToolDesk desk;
    private readonly PictureArgument pictures;
    private readonly KeptWordReader reader;
    private readonly ImageDecoder decoder;

    public ReadImageTextTool(ToolDesk desk, PictureArgument pictures, KeptWordReader reader, ServiceLimits limits)
        : base(desk, Describe(pictures))
    {
        this.desk = desk;
        this.pictures = pictures;
        this.reader = reader;
        decoder = new ImageDecoder(limits.Apply(new()).ImageLimits);
    }

    /// <inheritdoc />
    protected override async Task<ToolAnswer> AnswerAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var given = call.Read(PictureArgument.Name, "maxWords", "minScore");
        var open = pictures.Read(call, given, isRequired: true);
        var options = Usual with { MaxWords = given.Integer("maxWords", 1, MostWords) ?? Usual.MaxWords };
        if (given.Number("minScore", 0, 1) is { } score)
        {
            options = options with { MinScore = score, MinOddScore = score };
        }

        call.RefuseFaults();
        var picture = await open!(cancellationToken).ConfigureAwait(false);
        await call.Progress.TellAsync("waits for its turn", cancellationToken).ConfigureAwait(false);
        var (size, reading) = await desk.InTurnAsync(
            async token =>
            {
                var words = await reader.GetAsync(token).ConfigureAwait(false);
                await call.Progress.TellAsync("reads", token).ConfigureAwait(false);
                var decoded = (await decoder.DecodeAsync(picture, token).ConfigureAwait(false)).Image;
                var size = new ImageSize(decoded.Width, decoded.Height);
                return (size, words.ReadAll(decoded, options.CloseTo(size), token));
            },
            cancellationToken).ConfigureAwait(false);
        return ToolAnswer.Of(writer => Write(writer, picture.Name, size, reading));
    }

    private static void Write(Utf8JsonWriter writer, string path, ImageSize size, WordReading reading)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("image");
        writer.WriteString("path", path);
        writer.WriteNumber("width", size.Width);
        writer.WriteNumber("height", size.Height);
        writer.WriteEndObject();
        writer.WriteString("text", string.Join(' ', reading.Words.Select(w => w.Text)));
        writer.WriteStartArray("words");
        foreach (var word in reading.Words)
        {
            writer.WriteStartObject();
            writer.WriteString("text", word.Text);
            writer.WriteStartArray("box");
            foreach (var value in new[] { word.Box.X0, word.Box.Y0, word.Box.X1, word.Box.Y1 })
            {
                writer.WriteNumberValue(Math.Round(value, PixelDigits));
            }

            writer.WriteEndArray();
            writer.WriteNumber("score", Math.Round(word.Score, ScoreDigits));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("doubtful", reading.Doubtful);
        writer.WriteNumber("omitted", reading.Omitted);
        writer.WriteEndObject();
    }

    private static Tool Describe(PictureArgument pictures) => new()
    {
        Name = "read_image_text",
        Title = "Read the words in a picture",
        Description =
            "Reads the words that stand in a picture (signs, shirts, captions, screens), in Latin letters, from top to bottom, each with "
            + $"its box and a score. Needs the model {KeptWordReader.Model}; where it is missing the answer says what to run.",
        InputSchema = ToolSchemas.Arguments(
            new JsonObject
            {
                [PictureArgument.Name] = pictures.Schema("The picture."),
                ["maxWords"] = new JsonObject
                {
                    ["type"] = "integer", ["minimum"] = 1, ["maximum"] = MostWords, ["default"] = Usual.MaxWords,
                    ["description"] = "The most words that are told: those in the largest letters.",
                },
                ["minScore"] = new JsonObject
                {
                    ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1,
                    ["description"] = "The least score of a word; 0 tells doubtful ones too. What is hardly a word is left out otherwise.",
                },
            },
            PictureArgument.Name),
        OutputSchema = ToolSchemas.OfFile("read_image_text.json"),
        Annotations = new ToolAnnotations
        {
            Title = "Read the words in a picture",
            ReadOnlyHint = true,
            IdempotentHint = true,
            DestructiveHint = false,
            OpenWorldHint = false,
        },
    };
}
