using System.CommandLine;
using System.Text;
using Riveg.Cli.Commands;
using Riveg.Datasets;
using Riveg.LanguageModels.Answers;
using Riveg.Networks.Checkpoints;
using Riveg.Onnx.Store;
using Riveg.Pipeline.Profiles;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Cli;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var parsed = CreateRootCommand().Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            return Refuse(parsed);
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("riveg: stopped; what was done so far is kept.");
            return ExitCode.SomePostsFailed;
        }
        catch (Exception exception) when (exception is StageUnavailableException or ModelStoreException)
        {
            return Fail(exception, ExitCode.Missing);
        }
        catch (Exception exception) when (IsBadInput(exception))
        {
            return Fail(exception, ExitCode.WrongUse);
        }
    }

    internal static RootCommand CreateRootCommand() => new(
        """
        Riveg finds the named entities of posts (a short text and its picture), says which of them are in the picture, and outlines them.

        The profile "builtin" needs no download and no network. It is an honest baseline: it reads text well for its size, but it judges pictures by
        what the text and the caption say and by simple properties of the pixels. docs/benchmarks.md has its measured scores.
        """)
    {
        AnnotateCommand.Create(),
        EvaluateCommand.Create(),
        DatasetCommand.Create(),
        TrainCommand.Create(),
        ReportCommand.Create(),
        SegmentCommand.Create(),
        ChatDatasetCommand.CreateKnowledge(),
        ChatDatasetCommand.CreateExpand(),
        ModelsCommand.Create(),
        DoctorCommand.Create(),
    };

    private static bool IsBadInput(Exception exception) =>
        exception is UsageException or AnswerStoreException or CheckpointException or ProfileException or DatasetException or ImageDecodingException or IOException or UnauthorizedAccessException or InvalidDataException;

    private static int Refuse(ParseResult parsed)
    {
        foreach (var error in parsed.Errors.Select(e => e.Message).Distinct())
        {
            Console.Error.WriteLine($"riveg: {error}");
        }

        var path = string.Join(' ', Path(parsed.CommandResult.Command));
        Console.Error.WriteLine($"Run '{path} --help' to see how it is used.");
        return ExitCode.WrongUse;
    }

    private static IEnumerable<string> Path(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? ["riveg"] : [.. Path(parent), command.Name];
    }

    private static int Fail(Exception exception, int code)
    {
        Console.Error.WriteLine($"riveg: {exception.Message}");
        return code;
    }
}
