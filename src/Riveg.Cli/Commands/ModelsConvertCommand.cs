using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Formats;
using Riveg.Networks.Conversion;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg models convert</c>: an official checkpoint in, a folder with ONNX models out.</summary>
internal sealed class ModelsConvertCommand
{
    private readonly Argument<string> checkpoint = new("checkpoint")
    {
        Description = "An official checkpoint: .safetensors, .pt, .pth or .bin.",
        HelpName = "CHECKPOINT"
    };

    private readonly Option<string> architecture = new("--architecture")
    {
        Description = "Which network the checkpoint is of.",
        HelpName = string.Join('|', ModelConverter.Architectures),
        Required = true,
    };

    private readonly Option<string?> config = new("--config")
    {
        Description = "A JSON file with what shapes do not tell (heads, labels, image size).",
        HelpName = "FILE"
    };
    private readonly Option<string?> tokenizer = new("--tokenizer")
    {
        Description = "The folder of a text model's tokenizer.",
        HelpName = "DIR"
    };
    private readonly Option<bool> fp16 = new("--fp16") { Description = "Stores and computes in half precision." };
    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "The folder to make; an earlier result of this command in it is replaced.",
        HelpName = "DIR",
        Required = true
    };

    public static Command Create()
    {
        var options = new ModelsConvertCommand();
        options.architecture.AcceptOnlyFromAmong([.. ModelConverter.Architectures]);
        var command = new Command("convert", "Turns an official PyTorch checkpoint into ONNX models, without Python.")
        {
            options.checkpoint, options.architecture, options.config, options.tokenizer, options.fp16, options.output,
        };
        command.SetAction(
            (parsed, cancellationToken) => Task.Run(() => Run(options.Read(parsed), cancellationToken), CancellationToken.None));
        return command;
    }

    private Request Read(ParseResult parsed)
    {
        var request = new Request(
            HomePath.Expand(parsed.GetValue(checkpoint)!),
            parsed.GetValue(architecture)!,
            parsed.PathOf(config),
            parsed.PathOf(tokenizer),
            parsed.GetValue(fp16),
            parsed.PathOfRequired(output));
        CommandLine.Refuse(
        [
            .. new[] { request.Checkpoint, request.Config }
                .OfType<string>()
                .Where(f => !File.Exists(f))
                .Select(f => Directory.Exists(f)
                    ? $"{f} is a folder, not a {(f == request.Checkpoint ? "checkpoint" : "file for --config")}"
                    : $"there is no file {f}"),
            .. new[] { request.Tokenizer }
                .OfType<string>()
                .Where(f => !Directory.Exists(f))
                .Select(f => $"there is no folder {f} for --tokenizer"),
        ]);

        // The folder is replaced as a whole: nothing that is read may lie in it.
        var folder = Path.TrimEndingDirectorySeparator(FileIdentity.FinalPath(request.Output)) + Path.DirectorySeparatorChar;
        if (new[] { request.Checkpoint, request.Config, request.Tokenizer }.OfType<string>().FirstOrDefault(
            p => (FileIdentity.FinalPath(p) + Path.DirectorySeparatorChar).StartsWith(folder, FileIdentity.PathComparison)) is { } inside)
        {
            throw new UsageException($"-o {request.Output} holds the input {inside}, which would be lost; name another folder.");
        }

        return request;
    }

    private static int Run(Request request, CancellationToken cancellationToken)
    {
        var description = ModelConverter.Convert(
            request.Checkpoint,
            request.Architecture,
            new ConvertOptions { ConfigPath = request.Config, TokenizerFolder = request.Tokenizer, Fp16 = request.Fp16 },
            request.Output,
            new StandardErrorLines(),
            cancellationToken);
        Console.Error.WriteLine(
            $"{request.Output}: {description.Architecture}, {description.Precision}, "
            + $"from {description.SourceFile} (SHA-256 {description.SourceSha256})");
        return ExitCode.Done;
    }

    private sealed record Request(string Checkpoint, string Architecture, string? Config, string? Tokenizer, bool Fp16, string Output);

    private sealed class StandardErrorLines : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
