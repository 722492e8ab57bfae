using Mono.Cecil;
using Riveg.Architecture.Tests.Rooms;
using Riveg.TestKit;

namespace Riveg.Architecture.Tests;

/// <summary>Training needs libtorch, half a gigabyte. Nothing that only annotates may bring it along.</summary>
public sealed class TrainingTests
{
    private const string Training = "Riveg.Training";

    [Fact]
    public void Assemblies_ThatAnnotate_DoNotKnowTraining()
    {
        var knowing = SourceAssembly.OfSource(SharedFolder.RepositoryRoot)
            .Where(assembly => References(assembly.Name).Any(r => r == Training || r.StartsWith("TorchSharp", StringComparison.Ordinal)))
            .Select(assembly => assembly.Name);

        Assert.Equal([Training, "riveg-training"], knowing.Order(StringComparer.Ordinal));
    }

    /// <summary>The restores too, in which a reference shows that no code makes use of.</summary>
    [Fact]
    public void Restores_OfWhatAnnotates_BringNoLibTorch()
    {
        var source = Path.Combine(SharedFolder.RepositoryRoot, "src");
        var bringing = Directory.EnumerateFiles(source, "packages*.lock.json", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file) is var text
                && (text.Contains("TorchSharp", StringComparison.OrdinalIgnoreCase)
                    || text.Contains("libtorch", StringComparison.OrdinalIgnoreCase)))
            .Select(file => Path.GetFileName(Path.GetDirectoryName(file)))
            .Distinct();

        Assert.Equal([Training, "Riveg.Training.Cli"], bringing.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> References(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        return [.. module.AssemblyReferences.Select(r => r.Name)];
    }
}
