using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Riveg.Mutants;

/// <summary>A library of ours with all mutants of some of its files in it, none of them alive.</summary>
/// <param name="root">The repository's root.</param>
/// <param name="project">The library's project file, from the root.</param>
/// <param name="name">Its assembly's name.</param>
/// <param name="files">The files to change, from the root.</param>
internal sealed class MutatedLibrary(string root, string project, string name, IReadOnlyList<string> files)
{
    public const string SwitchName = "Riveg.MutantSwitch";

    // Reached tells which mutants a test could see at all.
    private const string Switch = """
        namespace Riveg;
        internal static class MutantSwitch
        {
            public static int Active = -1;
            public static byte[] Reached = new byte[SIZE];
            public static bool Is(int id) { Reached[id] = 1; return Active == id; }
        }
        """;

    /// <summary>The assembly's file name.</summary>
    public string FileName => $"{name}.dll";

    /// <summary>Compiles it; mutants that the compiler refuses are left out.</summary>
    /// <param name="firstId">The number of its first mutant.</param>
    /// <param name="folder">Where to write the assembly.</param>
    /// <returns>The mutants in it, the number after the last one, and how many the compiler refused.</returns>
    public (IReadOnlyList<Mutant> Mutants, int NextId, int Refused) Compile(int firstId, string folder)
    {
        var original = Original(out var resources);
        var chosen = files.Select(f => original.SyntaxTrees.Single(t => t.FilePath == Path.Combine(root, f))).ToList();
        var constants = ConstantsInPatterns(original);
        var refused = new HashSet<int>();
        for (var round = 0; round < 50; round++)
        {
            var mutants = new List<Mutant>();
            var compilation = original;
            var next = firstId;
            foreach (var tree in chosen)
            {
                var writer = new MutantWriter(
                    original.GetSemanticModel(tree), Path.GetRelativePath(root, tree.FilePath), next, refused, constants);
                compilation = compilation.ReplaceSyntaxTree(tree, tree.WithRootAndOptions(writer.Visit(tree.GetRoot())!, tree.Options));
                mutants.AddRange(writer.Mutants);
                next = writer.NextId;
            }

            var code = Switch.Replace("SIZE", next.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(code, (CSharpParseOptions)chosen[0].Options));
            using var stream = new MemoryStream();
            var result = compilation.Emit(stream, manifestResources: resources);
            if (result.Success)
            {
                File.WriteAllBytes(Path.Combine(folder, FileName), stream.ToArray());
                return (mutants, next, refused.Count);
            }

            Refuse(result.Diagnostics, refused);
        }

        throw new InvalidOperationException("The compiler refuses ever more mutants.");
    }

    private static void Refuse(ImmutableArray<Diagnostic> diagnostics, HashSet<int> refused)
    {
        var before = refused.Count;
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        foreach (var error in errors)
        {
            var node = error.Location.SourceTree!.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);
            if (node.AncestorsAndSelf().FirstOrDefault(n => n.HasAnnotations(MutantWriter.Annotation)) is { } innermost)
            {
                refused.UnionWith(Ids([innermost]));
            }
            else
            {
                // Such as a name that is not always assigned any more: it is told where the name is used, so statements left out come
                // first.
                var member = node.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault()
                    ?? throw new InvalidOperationException(error.ToString());
                var removals = Ids(member.DescendantNodes().OfType<IfStatementSyntax>());
                refused.UnionWith(removals.Count > 0 ? removals : Ids(member.DescendantNodesAndSelf()));
            }
        }

        if (refused.Count == before)
        {
            throw new InvalidOperationException(errors[0].ToString());
        }
    }

    private static List<int> Ids(IEnumerable<SyntaxNode> nodes) =>
        [.. nodes.SelectMany(n => n.GetAnnotations(MutantWriter.Annotation)).Select(a => int.Parse(a.Data!, CultureInfo.InvariantCulture))];

    private static HashSet<string> ConstantsInPatterns(CSharpCompilation original) => original.SyntaxTrees
        .SelectMany(t => t.GetRoot().DescendantNodes())
        .Where(n => n is PatternSyntax or CaseSwitchLabelSyntax or AttributeSyntax or ParameterSyntax
            || n is LocalDeclarationStatementSyntax { IsConst: true }
            || (n is FieldDeclarationSyntax f && f.Modifiers.Any(SyntaxKind.ConstKeyword)))
        .SelectMany(n => n.DescendantNodes().OfType<IdentifierNameSyntax>())
        .Select(n => n.Identifier.Text)
        .ToHashSet(StringComparer.Ordinal);

    private CSharpCompilation Original(out List<ResourceDescription> resources)
    {
        using var build = JsonDocument.Parse(DotNet.Run(
            root,
            "msbuild",
            project,
            "-p:Configuration=Release",
            "-t:Build",
            "-getItem:Compile,ReferencePathWithRefAssemblies,Analyzer",
            "-getProperty:TargetPath,DefineConstants"));
        var items = build.RootElement.GetProperty("Items");
        var properties = build.RootElement.GetProperty("Properties");
        IEnumerable<string> Paths(string item) => items.GetProperty(item).EnumerateArray().Select(
            i => i.GetProperty("FullPath").GetString()!);
        var options = new CSharpParseOptions(
            LanguageVersion.Latest, preprocessorSymbols: properties.GetProperty("DefineConstants").GetString()!.Split(';'));
        var compilation = CSharpCompilation.Create(
            name,
            Paths("Compile").Select(f => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(f), Encoding.UTF8), options, f)),
            Paths("ReferencePathWithRefAssemblies").Select(r => MetadataReference.CreateFromFile(r)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable,
                deterministic: true));
        var generators = Paths("Analyzer")
            .Where(a => a.Contains("Microsoft.NETCore.App.Ref", StringComparison.Ordinal)
                || Path.GetFileName(a).StartsWith("Microsoft.Extensions.", StringComparison.Ordinal))
            .SelectMany(a => new AnalyzerFileReference(a, AnalyzerLoader.Instance).GetGenerators(LanguageNames.CSharp));
        CSharpGeneratorDriver.Create(generators, parseOptions: options).RunGeneratorsAndUpdateCompilation(
            compilation, out var generated, out _);
        var built = AssemblyLoadContext.Default.LoadFromAssemblyPath(properties.GetProperty("TargetPath").GetString()!);
        resources = [.. built.GetManifestResourceNames().Select(
            resource => new ResourceDescription(resource, () => built.GetManifestResourceStream(resource)!, isPublic: true))];
        return (CSharpCompilation)generated;
    }

    private sealed class AnalyzerLoader : IAnalyzerAssemblyLoader
    {
        public static readonly AnalyzerLoader Instance = new();

        public void AddDependencyLocation(string fullPath)
        {
        }

        public System.Reflection.Assembly LoadFromPath(string fullPath) => AssemblyLoadContext.Default.LoadFromAssemblyPath(fullPath);
    }
}
