using System.CommandLine;
using Riveg.Networks.Conversion;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg models convert</c>: an official checkpoint in, a folder with ONNX models out.</summary>
internal static class ModelsConvertCommand
{
    public static Command Create()
    {
        var checkpoint = new Argument<string>("checkpoint") { Description = "An official checkpoint: .safetensors, .pt, .pth or .bin.", HelpName = "CHECKPOINT" };
        var architecture = new Option<string>("--architecture") { Description = "Which network the checkpoint is of.", HelpName = string.Join('|', ModelConverter.Architectures), Required = true };
        architecture.AcceptOnlyFromAmong([.. ModelConverter.Architectures]);
        var config = new Option<string?>("--config") { Description = "A JSON file with what shapes do not tell (heads, labels, image size).", HelpName = "FILE" };
        var tokenizer = new Option<string?>("--tokenizer") { Description = "The folder of a text model's tokenizer.", HelpName = "DIR" };
        var fp16 = new Option<bool>("--fp16") { Description = "Stores and computes in half precision." };
        var output = new Option<string>("--output", "-o") { Description = "The folder to make.", HelpName = "DIR", Required = true };
        var command = new Command("convert", "Turns an official PyTorch checkpoint into ONNX models, without Python.") { checkpoint, architecture, config, tokenizer, fp16, output };
        command.SetAction((parsed, cancellationToken) =>
        {
            var description = ModelConverter.Convert(
                parsed.GetValue(checkpoint)!,
                parsed.GetValue(architecture)!,
                new ConvertOptions { ConfigPath = parsed.GetValue(config), TokenizerFolder = parsed.GetValue(tokenizer), Fp16 = parsed.GetValue(fp16) },
                parsed.GetValue(output)!,
                new StandardErrorLines(),
                cancellationToken);
            Console.Error.WriteLine($"{parsed.GetValue(output)}: {description.Architecture}, {description.Precision}, from {description.SourceFile} (SHA-256 {description.SourceSha256})");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private sealed class StandardErrorLines : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
