using Riveg.Cli.Tests.Pages;
using Riveg.Networks.Conversion;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Usage;

/// <summary>Whatever command a message of the program names can be given as it stands, with values for its capitals.</summary>
public sealed class AdvisedCommandsTests : CommandFolder
{
    /// <summary>All commands of all messages, with the file that names them.</summary>
    public static TheoryData<string, string> Advised
    {
        get
        {
            var source = Path.Combine(SharedFolder.RepositoryRoot, "src");
            var commands = new TheoryData<string, string>();
            foreach (var (command, file) in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
                .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .SelectMany(f => AdvisedCommands.In(File.ReadAllText(f)).Select(c => (Command: c, File: Path.GetRelativePath(source, f))))
                .DistinctBy(c => c.Command)
                .OrderBy(c => c.Command, StringComparer.Ordinal))
            {
                commands.Add(command, file.Replace('\\', '/'));
            }

            return commands;
        }
    }

    [Theory]
    [MemberData(nameof(Advised))]
    public void Message_CommandThatItNames_IsOne(string command, string file)
    {
        var words = Readme.Words(command).Skip(1).ToList();
        var root = Program.CreateRootCommand();
        System.CommandLine.Command at = root;
        while (words.FirstOrDefault() is { } word && at.Subcommands.FirstOrDefault(c => c.Name == word) is { } next)
        {
            at = next;
            words.RemoveAt(0);
        }

        Assert.True(at != root, $"{file} names '{command}', which is no command.");

        // A command's name alone, or with an option's, speaks of the command; anything else makes it one to be typed.
        var missing = words.Where(w => w.StartsWith('-') && at.Options.All(o => o.Name != w && !o.Aliases.Contains(w)));
        Assert.True(!missing.Any(), $"{file} names '{command}', which has no {string.Join(", ", missing)}.");
        if (words.Count > 0 && !words[^1].StartsWith('-'))
        {
            words = [.. Readme.Words(command).Skip(1)];
            var errors = Program.Parse([.. words.Select((w, i) => Filled(w, i == 0 ? "" : words[i - 1]))]).Errors;
            Assert.True(errors.Count == 0, $"{file} names '{command}': {string.Join(" ", errors.Select(e => e.Message))}");
        }
    }

    [Fact]
    public void Messages_OfModels_AreAmongThem()
    {
        var commands = Advised.Select(a => a.Data.Item1).ToList();

        Assert.Contains("riveg models pull some-name", commands);
        Assert.Contains("riveg models path some-name", commands);
        Assert.Contains(commands, c => c.StartsWith("riveg models convert CHECKPOINT --architecture sam -o ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "throw new X(\"run 'riveg a \" + $\"b {(c ? $\"'riveg d {e('f')}'\" : \"\")} g' now\");",
        "riveg d some-name",
        "riveg a b some-name g")]
    [InlineData("var c = $\"riveg models path {x}\"; // 'riveg no'", "riveg models path some-name")]
    [InlineData("\"'riveg convert \\\"$(riveg path x)\\\" {{'\"", "riveg convert some-name {{", "riveg path x")]
    public void In_Source_FindsWhatIsNamed(string source, params string[] expected) =>
        Assert.Equal(expected, AdvisedCommands.In(source));

    [SharedTheory]
    [InlineData("sam", "golden/sam/sam_tiny256.safetensors", null)]
    [InlineData("xlm-roberta", "golden/encoders/xlmr_tiny.safetensors", "golden/tokenizers/xlmr_toy")]
    public async Task Convert_AsMessagesAdvise_MakesAModel(string architecture, string checkpoint, string? tokenizer)
    {
        var command = Assert.Single(
            Advised.Select(a => a.Data.Item1),
            c => c.StartsWith($"riveg models convert CHECKPOINT --architecture {architecture} ", StringComparison.Ordinal));
        var config = Write("config.json", $$"""{ "{{(tokenizer is null ? "dec_heads" : "num_attention_heads")}}": 4 }""");
        var words = Readme.Words(command).Skip(1).ToList();
        for (var i = 0; i < words.Count; i++)
        {
            words[i] = (words[i], i > 0 ? words[i - 1] : "") switch
            {
                ("CHECKPOINT", _) => SharedFolder.Resolve(checkpoint.Split('/')),
                (_, "--tokenizer") => SharedFolder.Resolve(tokenizer!.Split('/')),
                (_, "-o") => At("made"),
                ("FILE", _) => config,
                var (word, _) => word,
            };
        }

        var outcome = await RivegProcess.RunAsync([.. words.Contains("--config") ? words : [.. words, "--config", config]]);

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(architecture, ModelDescription.Load(At("made")).Architecture);
    }

    private static string Filled(string word, string before) => before switch
    {
        "--architecture" => ModelConverter.Architectures.Contains(word) ? word : "sam",
        _ when word.StartsWith(AdvisedCommands.Inserted, StringComparison.Ordinal) => "ultraface",
        _ => word,
    };
}
