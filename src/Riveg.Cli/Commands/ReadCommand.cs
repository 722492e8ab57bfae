using System.CommandLine;
using System.Globalization;
using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Onnx.Observation.Reading;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Store;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg read</c>: the words that stand in a picture.</summary>
internal sealed class ReadCommand
{
    private const string StandardModel = "ppocr-en";

    // As annotations say boxes of observations.
    private const int PixelDigits = 2;

    public Option<string> Image { get; } = new("--image") { Description = "The picture.", HelpName = "FILE", Required = true };

    public Option<string?> Model { get; } = new("--model")
    {
        Description = $"A folder with *det*.onnx, *rec*.onnx and *dict*.txt, or a name of 'riveg models list'; {StandardModel} otherwise.",
        HelpName = "DIR"
    };

    public Option<int?> Side { get; } = new("--side")
    {
        Description = "Small type is looked for in the picture brought to as many pixels as a square of this side has (64 to 4096); "
            + "otherwise in its own size, and at 1600 where that is larger.",
        HelpName = "PIXELS"
    };

    public Option<int> MaxWords { get; } = new("--max-words")
    {
        Description = "The most words that are told: those in the largest letters.",
        HelpName = "N",
        DefaultValueFactory = _ => new WordReaderOptions().MaxWords
    };

    public Option<double?> MinScore { get; } = new("--min-score")
    {
        Description = "The least score of a word, 0 to 1; 0 tells doubtful ones too. Otherwise what is hardly a word of Latin letters "
            + "is left out.",
        HelpName = "SCORE"
    };

    public Option<OutputFormat> Format { get; } = OutputFormatOption.Create();

    public Option<string> Device { get; } = new("--device")
    {
        Description = "Where the networks run.",
        HelpName = "cpu|cuda|directml|coreml",
        DefaultValueFactory = _ => "cpu"
    };

    public static Command Create()
    {
        var options = new ReadCommand();
        options.Device.AcceptOnlyFromAmong("cpu", "cuda", "directml", "coreml");
        var command = new Command("read", "Reads the words that stand in a picture.")
        {
            options.Image,
            options.Model,
            options.Side,
            options.MaxWords,
            options.MinScore,
            options.Format,
            options.Device
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(ReadRequest.From(options, parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        var picture = new ImageDecoder().Decode(ImageSource.FromFile(request.Image), cancellationToken);
        using var store = ProfileSession.OpenStore();
        var folder = await new ModelLocator(store)
            .LocateAsync(request.Model ?? StandardModel, Environment.CurrentDirectory, cancellationToken);
        var size = new ImageSize(picture.Width, picture.Height);
        var options = request.OptionsFor(size);
        using var reader = WordReader.Open(
            folder, options, new OnnxSessionOptions { Device = Enum.Parse<OnnxDevice>(request.Device, ignoreCase: true) });
        var reading = reader.ReadAll(picture, cancellationToken);
        if (request.Format == OutputFormat.Json)
        {
            WriteJson(reading.Words);
        }
        else
        {
            WriteTable(reading.Words);
        }

        Tell(reading, size, options);
        return ExitCode.Done;
    }

    private static void Tell(WordReading reading, ImageSize size, WordReaderOptions options)
    {
        if (reading.Omitted > 0)
        {
            StandardStreams.Say(
                $"there are {reading.Omitted} more words at least, in smaller letters, than --max-words {options.MaxWords} lets through; "
                + "give a larger number for them.");
        }

        // A doubtful word or two are in most photographs: a leaf, a fence.
        if (reading.Doubtful > reading.Words.Count)
        {
            StandardStreams.Say(
                $"{reading.Doubtful} more {(reading.Doubtful == 1 ? "word was" : "words were")} read with doubt and left out: "
                + "blurred, or of other letters than Latin, which this model does not know; --min-score 0 tells them.");
        }

        if (options.CloserSideFor(size) is { } side)
        {
            StandardStreams.Say(
                $"the picture of {size.Width} x {size.Height} was looked at in a smaller size; for its smallest type give --side {side}.");
        }
    }

    private static void WriteTable(IReadOnlyList<ReadWord> words)
    {
        if (words.Count == 0)
        {
            StandardStreams.Say("no words were found in the picture.");
            return;
        }

        var table = Tables.Create("words", "word", "box", "score");
        foreach (var word in words)
        {
            table.AddText(
                word.Text,
                string.Create(CultureInfo.InvariantCulture, $"{word.Box.X0:F0} {word.Box.Y0:F0} {word.Box.X1:F0} {word.Box.Y1:F0}"),
                word.Score.ToString("F2", CultureInfo.InvariantCulture));
        }

        Tables.Write(table);
    }

    private static void WriteJson(IReadOnlyList<ReadWord> words) => JsonOutput.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("words");
        foreach (var word in words)
        {
            writer.WriteStartObject();
            writer.WriteString("text", word.Text);
            writer.WriteStartArray("box");
            foreach (var value in new[] { word.Box.X0, word.Box.Y0, word.Box.X1, word.Box.Y1 })
            {
                writer.WriteNumberValue(Math.Round(value, PixelDigits));
            }

            writer.WriteEndArray();
            writer.WriteNumber("score", Math.Round(word.Score, 4));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
