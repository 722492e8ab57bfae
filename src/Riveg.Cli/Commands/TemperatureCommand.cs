using System.CommandLine;
using System.Globalization;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Training;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Ofa;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg train temperature</c>: fits how sure an OFA's answers are, and writes it into its <c>model.json</c>.</summary>
internal sealed class TemperatureCommand
{
    private readonly Option<string> model = new("--model")
    {
        Description =
            "An OFA for entailment that 'riveg models convert' made, its folder or its name; its model.json gets the temperature.",
        HelpName = "DIR",
        Required = true
    };

    private readonly DatasetOptions dataset = new();

    public static Command Create()
    {
        var options = new TemperatureCommand();
        var command = new Command(
            "temperature",
            "Fits the temperature of an OFA's entailment on gold mentions whose pictures can be seen, and writes it into its model.json.")
        {
            options.model,
        };
        options.dataset.AddTo(command);
        command.SetAction((parsed, cancellationToken) => options.RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = DatasetRequest.From(dataset, parsed)
            ?? throw new UsageException("Give --dataset KIND:DIR or riveg:FILE.jsonl, annotated posts with their pictures.");
        var folder = await OfaOptions.LocateAsync(parsed.PathOfRequired(model), cancellationToken);
        using var ofa = OfaModel.Open(folder);

        // What cannot be written is told before hours of asking.
        ModelDescription.Load(folder).WithTemperature(ofa.Description.Temperature).Replace(folder);
        var gold = request.Read(cancellationToken);
        var recorder = new JudgementRecorder(new OfaEntailer(ofa, new OfaEntailmentOptions()));
        var failed = await AskAsync(gold, recorder, cancellationToken);
        var judged = gold.Posts
            .SelectMany(p => p.Entities, (p, e) => (Judged: recorder.Of(p.Post, e.Span), e.IsGroundable))
            .Where(e => e.Judged is not null)
            .Select(e => new JudgedEntity(e.Judged!.Value.Ahead, e.IsGroundable))
            .ToList();
        if (judged.Count == 0)
        {
            throw new UsageException("No entity of the data set has a picture that can be seen; name their folder with --images DIR.");
        }

        var temperature = Fit(judged);
        ModelDescription.Load(folder).WithTemperature(temperature).Replace(folder);
        StandardStreams.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.Combine(folder, ModelDescription.FileName)}: temperature {temperature:F3}, from {judged.Count} entities; "
            + $"-ln p {TemperatureFit.Loss(judged, 1):F4} without it, {TemperatureFit.Loss(judged, temperature):F4} with it."));
        if (temperature < TemperatureFit.Least * 1.01 || temperature > TemperatureFit.Most / 1.01)
        {
            StandardStreams.Say("the temperature is at the end of what is searched: the model's answers hardly tell these entities apart.");
        }

        return failed == 0 && !gold.Faults.Any(f => f.Kind.IsLoss()) ? ExitCode.Done : ExitCode.SomePostsFailed;
    }

    private static double Fit(List<JudgedEntity> judged)
    {
        try
        {
            return TemperatureFit.Fit(judged);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message, e);
        }
    }

    private static async Task<long> AskAsync(Dataset gold, JudgementRecorder recorder, CancellationToken cancellationToken)
    {
        using var pipeline = RivegPipeline.CreateBuilder("builtin")
            .UseRecognizer(new GoldRecognizer(gold.Posts))
            .UseEntailment(recorder)
            .Build();
        var progress = new RunProgress("post", string.Empty);
        try
        {
            await foreach (var result in pipeline.AnnotateAsync(
                gold.Posts.Select(p => p.Post).ToAsyncEnumerable(), cancellationToken))
            {
                var faults = result.AllFaults().ToList();
                progress.Report(faults.Count == 0);
                if (faults.Count > 0)
                {
                    StandardStreams.Say($"post {result.PostId}: {faults[0].Message}");
                }
            }

            return progress.Failed;
        }
        finally
        {
            progress.Complete();
        }
    }
}
