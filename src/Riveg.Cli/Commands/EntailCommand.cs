using System.CommandLine;
using System.Globalization;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Onnx.Ofa;
using Riveg.Posts;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg entail</c>: whether an expression is in a picture.</summary>
internal sealed class EntailCommand
{
    public OfaOptions Common { get; } = new();

    public Option<string?> Caption { get; } = new("--caption")
    {
        Description = "What is said of the picture; without it the question is about the picture alone.",
        HelpName = "TEXT"
    };

    public Option<string> Prompt { get; } = new("--prompt")
    {
        Description = "What the answer is written behind: nothing, the question, or the question without its end, as published.",
        HelpName = string.Join('|', EntailRequest.Prompts.Keys),
        DefaultValueFactory = _ => "prev-output"
    };

    public Option<string> Order { get; } = new("--order")
    {
        Description = "With --caption, which comes first: the expression, as in the authors' data (published), or the caption (natural).",
        HelpName = string.Join('|', EntailRequest.Orders.Keys),
        DefaultValueFactory = _ => "published"
    };

    public Option<OutputFormat> Format { get; } = OutputFormatOption.Create();

    public static Command Create()
    {
        var options = new EntailCommand();
        options.Prompt.AcceptOnlyFromAmong([.. EntailRequest.Prompts.Keys]);
        options.Order.AcceptOnlyFromAmong([.. EntailRequest.Orders.Keys]);
        var command = new Command("entail", "Says whether what an expression names is in a picture, by OFA.")
        {
            options.Common.Model,
            options.Common.Image,
            options.Common.Expression,
            options.Caption,
            options.Prompt,
            options.Order,
            options.Format,
            options.Common.Device
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(EntailRequest.From(options, parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(EntailRequest request, CancellationToken cancellationToken)
    {
        var picture = new ImageDecoder().Decode(ImageSource.FromFile(request.Image), cancellationToken);
        using var model = await OfaOptions.OpenAsync(request.Model, request.Device, cancellationToken);
        var entailer = new OfaEntailer(model, new OfaEntailmentOptions { Prompt = request.Prompt, Order = request.Order });
        var question = entailer.Ask(picture, request.Expression, request.Caption);
        OfaNotices.TellChanges(model);
        OfaNotices.TellCut(question);
        var judged = (await entailer.AnswerAsync([question], cancellationToken))[0];
        var answers = judged.Among();
        var entailment = judged.Entailment(model.Description.Temperature);
        if (request.Format == OutputFormat.Json)
        {
            WriteJson(answers, entailment);
        }
        else
        {
            WriteTable(answers, entailment);
        }

        return ExitCode.Done;
    }

    private static void WriteTable((double Yes, double No, double Maybe) answers, double entailment)
    {
        var table = Tables.Create("entailment", "yes", "no", "maybe", "entailment");
        table.AddText(
            [.. new[] { answers.Yes, answers.No, answers.Maybe, entailment }.Select(v => v.ToString("F3", CultureInfo.InvariantCulture))]);
        Tables.Write(table);
    }

    private static void WriteJson((double Yes, double No, double Maybe) answers, double entailment) => JsonOutput.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("answers");
        writer.WriteNumber("yes", answers.Yes);
        writer.WriteNumber("no", answers.No);
        writer.WriteNumber("maybe", answers.Maybe);
        writer.WriteEndObject();
        writer.WriteNumber("entailment", entailment);
        writer.WriteEndObject();
    });
}
