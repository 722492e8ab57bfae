using System.CommandLine;
using System.Globalization;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Onnx.Ofa;
using Riveg.Posts;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg ground</c>: where in a picture an expression is.</summary>
internal sealed class GroundCommand
{
    public OfaOptions Common { get; } = new();

    public Option<int> Beam { get; } = new("--beam")
    {
        Description = "How many sequences of places are followed at once (1 to 50).",
        HelpName = "N",
        DefaultValueFactory = _ => new OfaGroundingOptions().Beam
    };

    public Option<bool> Free { get; } = new("--free")
    {
        Description = "Lets the network write words too, as published; such an answer names no box. Otherwise only places."
    };

    public Option<OutputFormat> Format { get; } = OutputFormatOption.Create();

    public static Command Create()
    {
        var options = new GroundCommand();
        var command = new Command("ground", "Finds the box of an expression in a picture, by OFA.")
        {
            options.Common.Model,
            options.Common.Image,
            options.Common.Expression,
            options.Beam,
            options.Free,
            options.Format,
            options.Common.Device
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(GroundRequest.From(options, parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(GroundRequest request, CancellationToken cancellationToken)
    {
        var picture = new ImageDecoder().Decode(ImageSource.FromFile(request.Image), cancellationToken);
        using var model = await OfaOptions.OpenAsync(request.Model, request.Device, cancellationToken);
        var grounding = new OfaGrounding(model, new OfaGroundingOptions { Beam = request.Beam, Free = request.Free });
        var question = grounding.Ask(picture, request.Expression);
        OfaNotices.TellChanges(model);
        OfaNotices.TellCut(question);
        var best = (await grounding.AnswerAsync([question], cancellationToken))[0][0];
        if (request.Format == OutputFormat.Json)
        {
            WriteJson(best);
        }
        else
        {
            WriteTable(best);
        }

        if (best.Box is null)
        {
            StandardStreams.Say("the likeliest answer names no place; without --free only places are allowed.");
        }

        return ExitCode.Done;
    }

    private static void WriteTable(OfaPlace place)
    {
        if (place is not { Box: { } box, Bins: { } bins })
        {
            return;
        }

        var table = Tables.Create("region", "box", "places of 1000", "score");
        table.AddText(
            string.Create(CultureInfo.InvariantCulture, $"{box.X0:F0} {box.Y0:F0} {box.X1:F0} {box.Y1:F0}"),
            string.Join(' ', bins),
            place.Score.ToString("F3", CultureInfo.InvariantCulture));
        Tables.Write(table);
    }

    private static void WriteJson(OfaPlace place) => JsonOutput.Write(writer =>
    {
        writer.WriteStartObject();
        if (place is { Box: { } box, Bins: { } bins })
        {
            writer.WriteStartArray("box");
            foreach (var value in new[] { box.X0, box.Y0, box.X1, box.Y1 })
            {
                writer.WriteNumberValue(value);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("bins");
            foreach (var bin in bins)
            {
                writer.WriteNumberValue(bin);
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteNull("box");
            writer.WriteNull("bins");
        }

        writer.WriteNumber("score", place.Score);
        writer.WriteEndObject();
    });
}
