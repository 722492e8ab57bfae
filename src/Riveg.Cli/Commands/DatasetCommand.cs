using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg dataset</c>: what data sets hold, and what is wrong with them.</summary>
internal sealed class DatasetCommand
{
    private readonly Argument<string> dataset = DatasetOptions.CreateArgument();
    private readonly Option<string[]> images = DatasetOptions.CreateImages();
    private readonly Option<string[]> against = new("--against")
    {
        Description = "Another data set whose posts must not be shared; may be given several times.",
        HelpName = "KIND:DIR",
        DefaultValueFactory = _ => []
    };
    private readonly Option<string?> heldBack = new("--held-back")
    {
        Description = "A list of post ids, one a line, that must not be trained on.",
        HelpName = "FILE"
    };
    private readonly Option<OutputFormat> format = OutputFormatOption.Create();

    public static Command Create() => new("dataset", "Counts, checks and converts data sets.")
    {
        new DatasetCommand().CreateStats(), new DatasetCommand().CreateCheck(), DatasetConvertCommand.Create(),
    };

    private Command CreateStats()
    {
        var command = new Command("stats", "Counts posts, entities, boxes and pictures of each split.") { dataset, images, format };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => CountAll(Read(parsed), cancellationToken), CancellationToken.None));
        return command;
    }

    private Command CreateCheck()
    {
        var command = new Command(
            "check",
            "Finds broken rows, wrong boxes, names without entity, bad pictures, and posts shared between splits and data sets.")
            {
                dataset,
                images,
                against,
                heldBack,
                format
            };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Check(Read(parsed), cancellationToken), CancellationToken.None));
        return command;
    }

    private Request Read(ParseResult parsed)
    {
        var list = parsed.GetResult(heldBack) is null ? null : parsed.GetValue(heldBack);
        var folders = parsed.GetValue(images)!;
        CommandLine.Refuse(
        [
            .. new[] { list }.OfType<string>().Where(f => !File.Exists(f)).Select(f => $"there is no file {f} for --held-back"),
            .. folders.Where(f => !Directory.Exists(HomePath.Expand(f))).Select(f => $"there is no folder {f} for --images"),
        ]);
        return new Request(
            DatasetReference.Parse(parsed.GetValue(dataset)!),
            folders,
            parsed.GetResult(against) is null ? [] : [.. parsed.GetValue(against)!.Select(DatasetReference.Parse)],
            list,
            parsed.GetValue(format));
    }

    private static int CountAll(Request request, CancellationToken cancellationToken)
    {
        var splits = ReadSplits(request.Dataset, request.Images, cancellationToken);
        var statistics =
            splits.Select(d => (d.Split, Statistics: DatasetStatistics.Of(d, FindPictureFaults(request, d, cancellationToken)))).ToList();
        if (request.Format == OutputFormat.Json)
        {
            WriteJson(statistics);
        }
        else
        {
            WriteTable(statistics);
        }

        // Counts of what could not be read must not look like counts of all.
        var faults = splits.SelectMany(s => s.Faults).Distinct().Select(f => f.ToString()).ToList();
        FaultLines.Write(faults);
        return faults.Count == 0 ? ExitCode.Done : ExitCode.SomePostsFailed;
    }

    private static int Check(Request request, CancellationToken cancellationToken)
    {
        var faults = FindFaults(request, cancellationToken);
        if (request.Format == OutputFormat.Json)
        {
            WriteJson(faults);
        }
        else
        {
            WriteTable(faults);
        }

        WriteCounts(faults);
        return faults.Count == 0 ? ExitCode.Done : ExitCode.SomePostsFailed;
    }

    private static List<Dataset> ReadSplits(
        DatasetReference reference, IReadOnlyList<string> images, CancellationToken cancellationToken) => reference.Splits.Count == 0
        ? throw new DatasetException($"The data set {reference.Kind} in {reference.Path} has no train.txt, dev.txt, valid.txt or test.txt.")
        : [.. reference.Splits.Select(
            s => reference.ReadSplit(s, new DatasetReadOptions { ImageFolders = images, Warn = StandardStreams.Say }, cancellationToken))];

    private static List<DatasetFault>? FindPictureFaults(Request request, Dataset read, CancellationToken cancellationToken) =>
        read.Posts.Any(p => p.Post.Image is { IsUnseen: false })
            ? [.. PictureCheck.Find(read, cancellationToken)]
            : null;

    private static List<DatasetFault> FindFaults(Request request, CancellationToken cancellationToken)
    {
        var splits = ReadSplits(request.Dataset, request.Images, cancellationToken);
        var faults = splits.SelectMany(s => s.Faults.Concat(FindPictureFaults(request, s, cancellationToken) ?? [])).Distinct().ToList();
        faults.AddRange(request.Dataset.FindOrphans(splits));
        for (var i = 0; i < splits.Count; i++)
        {
            faults.AddRange(splits.Skip(i + 1).SelectMany(other => LeakCheck.Find(splits[i], other)));
            if (request.HeldBack is { } list)
            {
                faults.AddRange(LeakCheck.FindHeldBack(splits[i], list));
            }
        }

        foreach (var other in request.Against.SelectMany(a => ReadSplits(a, request.Images, cancellationToken)))
        {
            // What cannot be read there is not looked for here.
            faults.AddRange(other.Faults.Where(f => f.Kind.IsLoss()));
            faults.AddRange(splits.SelectMany(s => LeakCheck.Find(s, other)));
        }

        return faults;
    }

    private static void WriteTable(List<(string Split, DatasetStatistics Statistics)> statistics)
    {
        var table = Tables.Create("data set", ["", .. statistics.Select(s => s.Split)]);
        foreach (var (name, value) in Rows([.. statistics.Select(s => s.Statistics)]))
        {
            table.AddText([name, .. statistics.Select(s => value(s.Statistics))]);
        }

        Tables.Write(table);
    }

    private static IEnumerable<(string Name, Func<DatasetStatistics, string> Value)> Rows(IReadOnlyList<DatasetStatistics> splits)
    {
        yield return ("posts", s => Count(s.Posts));
        yield return ("tokens", s => Count(s.Tokens));
        yield return ("entities", s => Count(s.Entities));
        foreach (var type in EntityType.Coarse.Concat(splits.SelectMany(s => s.EntitiesByType.Keys)).Distinct())
        {
            yield return ($"  {type} (in the picture)",
                s => $"{Count(s.EntitiesByType.GetValueOrDefault(type))} ({Count(s.GroundableByType.GetValueOrDefault(type))})");
        }

        yield return ("groundable", s => $"{Count(s.Groundable)} ({s.GroundableShare.ToString("P1", CultureInfo.InvariantCulture)})");
        yield return ("boxes a groundable entity", s => s.BoxesPerGroundable.ToString("F2", CultureInfo.InvariantCulture));
        yield return ("with several boxes", s => Count(s.WithSeveralBoxes));
        yield return ("posts without entity", s => Count(s.PostsWithoutEntity));
        yield return ("missing pictures", s => Count(s.MissingPictures));
        yield return ("broken pictures", s => Count(s.BrokenPictures));
        yield return ("blank pictures", s => Count(s.BlankPictures));
    }

    private static string Count(int? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "not looked at";

    private static void WriteJson(List<(string Split, DatasetStatistics Statistics)> statistics) => JsonOutput.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var (split, s) in statistics)
        {
            writer.WriteStartObject(split);
            writer.WriteNumber("posts", s.Posts);
            writer.WriteNumber("tokens", s.Tokens);
            writer.WriteNumber("entities", s.Entities);
            WriteTypes(writer, "entitiesByType", s.EntitiesByType);
            writer.WriteNumber("groundable", s.Groundable);
            writer.WriteNumber("groundableShare", s.GroundableShare);
            WriteTypes(writer, "groundableByType", s.GroundableByType);
            writer.WriteNumber("boxes", s.Boxes);
            writer.WriteNumber("boxesPerGroundable", s.BoxesPerGroundable);
            writer.WriteNumber("withSeveralBoxes", s.WithSeveralBoxes);
            writer.WriteNumber("postsWithoutEntity", s.PostsWithoutEntity);
            WriteOptional(writer, "missingPictures", s.MissingPictures);
            WriteOptional(writer, "brokenPictures", s.BrokenPictures);
            WriteOptional(writer, "blankPictures", s.BlankPictures);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });

    private static void WriteTypes(Utf8JsonWriter writer, string name, IReadOnlyDictionary<EntityType, int> counts)
    {
        writer.WriteStartObject(name);
        foreach (var (type, count) in counts)
        {
            writer.WriteNumber(type.Name, count);
        }

        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private static void WriteTable(List<DatasetFault> faults)
    {
        foreach (var fault in faults)
        {
            Console.WriteLine(fault);
        }
    }

    private static void WriteCounts(List<DatasetFault> faults)
    {
        foreach (var (kind, count) in faults.CountBy(f => f.Kind).OrderBy(k => k.Key))
        {
            Console.Error.WriteLine($"{count} x {kind}");
        }

        Console.Error.WriteLine($"{Counted.Of(faults.Count, "fault")}.");
    }

    private static void WriteJson(List<DatasetFault> faults) => JsonOutput.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var fault in faults)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", JsonNamingPolicy.KebabCaseLower.ConvertName(fault.Kind.ToString()));
            writer.WriteString("location", fault.Location);
            writer.WriteString("message", fault.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>What was asked.</summary>
    private sealed record Request(
        DatasetReference Dataset,
        IReadOnlyList<string> Images,
        IReadOnlyList<DatasetReference> Against,
        string? HeldBack,
        OutputFormat Format);
}
