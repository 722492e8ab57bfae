using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Formats;
using Riveg.Networks.Conversion;
using Riveg.Faults;
using Riveg.Onnx.Store;
using Riveg.Onnx.Tokenization;
using Riveg.Service.Files;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg models convert</c>: an official checkpoint in, a folder with ONNX models out.</summary>
internal sealed class ModelsConvertCommand
{
    private static readonly Dictionary<string, ModelPrecision> Precisions = new()
    {
        ["fp32"] = ModelPrecision.Float32,
        ["fp16"] = ModelPrecision.Float16,
        ["int8"] = ModelPrecision.Int8,
    };

    private readonly Argument<string> checkpoint = new("checkpoint")
    {
        Description = "An official checkpoint: .safetensors, .pt, .pth or .bin; of one in several files its .index.json.",
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
        Description = "A JSON file with what shapes do not tell (heads, labels, image size); the config.json beside the checkpoint is read "
            + "anyway.",
        HelpName = "FILE"
    };
    private readonly Option<string?> tokenizer = new("--tokenizer")
    {
        Description = "The folder of the tokenizer's files, or a name of 'riveg models list'; an OFA needs it.",
        HelpName = "DIR|NAME"
    };
    private readonly Option<string> precision = new("--precision")
    {
        Description = "What is stored and computed in: single precision, half, or 8-bit integers where they pay (ofa alone).",
        HelpName = string.Join('|', Precisions.Keys),
        DefaultValueFactory = _ => "fp32",
    };
    private readonly Option<bool> fp16 = new("--fp16") { Description = "The same as --precision fp16." };
    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "The folder to make; an earlier result of this command in it is replaced.",
        HelpName = "DIR",
        Required = true
    };

    public static Command Create()
    {
        var options = new ModelsConvertCommand();
        options.precision.AcceptOnlyFromAmong([.. Precisions.Keys]);
        options.architecture.AcceptOnlyFromAmong([.. ModelConverter.Architectures]);
        var command = new Command("convert", "Turns an official PyTorch checkpoint into ONNX models, without Python.")
        {
            options.checkpoint, options.architecture, options.config, options.tokenizer, options.precision, options.fp16, options.output,
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
            TokenizerFolder(parsed.PathOf(tokenizer)),
            parsed.GetValue(fp16) ? ModelPrecision.Float16 : Precisions[parsed.GetValue(precision)!],
            parsed.PathOfRequired(output));
        CommandLine.Refuse(
        [
            .. parsed.IsGiven(precision) && request.Precision != Precisions[parsed.GetValue(precision)!]
                ? new[] { $"--fp16 and --precision {parsed.GetValue(precision)} contradict each other; give one" } : [],
            .. request.Precision == ModelPrecision.Int8 && request.Architecture != "ofa"
                ? new[] { $"--precision int8 is for --architecture ofa, not for {request.Architecture}; give fp32 or fp16" } : [],
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

    // A name of the store, where no folder is called so: the folder that holds all of its files.
    private static string? TokenizerFolder(string? given)
    {
        if (given is null || Directory.Exists(given) || !ModelManifest.BuiltIn.Contains(given))
        {
            return given;
        }

        using var store = ProfileSession.OpenStore();
        var stored = store.Find(given);
        return stored.IsUsable
            ? Path.GetDirectoryName(stored.Files[0].Path)
            : throw new StageUnavailableException($"The tokenizer '{given}' is not in the store; run 'riveg models pull {given}'.");
    }

    // Another tokenizer than the weights were trained with gives other answers, and nothing in the weights tells.
    private static void CheckTokenizer(Request request)
    {
        if (request is not { Architecture: "ofa", Tokenizer: { } folder })
        {
            return;
        }

        OfaTokenizer.Load(folder);
        var published = ModelManifest.BuiltIn.Get("ofa-tokenizer").Files.ToDictionary(f => Path.GetFileName(f.Path), f => f.Sha256);
        var others = OfaTokenizer.Files.Where(f => ModelHash.Of([Path.Combine(folder, f)]) != published[f]).ToList();
        if (others.Count > 0)
        {
            StandardStreams.Say(
                $"{string.Join(" and ", others)} of --tokenizer {(others.Count == 1 ? "is" : "are")} not as OFA publishes "
                + $"{(others.Count == 1 ? "it" : "them")}; "
                + "the answers are right only where the checkpoint was trained with these files.");
        }
    }

    private static int Run(Request request, CancellationToken cancellationToken)
    {
        CheckTokenizer(request);
        var description = ModelConverter.Convert(
            request.Checkpoint,
            request.Architecture,
            new ConvertOptions { ConfigPath = request.Config, TokenizerFolder = request.Tokenizer, Precision = request.Precision },
            request.Output,
            new StandardErrorLines(),
            cancellationToken);
        Console.Error.WriteLine(
            $"{request.Output}: {description.Architecture}, {description.Precision}, "
            + $"from {description.SourceFile} (SHA-256 {description.SourceSha256})");
        return ExitCode.Done;
    }

    private sealed record Request(
        string Checkpoint, string Architecture, string? Config, string? Tokenizer, ModelPrecision Precision, string Output);

    private sealed class StandardErrorLines : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
