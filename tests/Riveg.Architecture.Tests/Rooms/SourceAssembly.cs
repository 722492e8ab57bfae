namespace Riveg.Architecture.Tests.Rooms;

/// <summary>An assembly whose rooms are read.</summary>
/// <param name="Name">The name of the assembly, without <c>.dll</c>.</param>
/// <param name="Root">Its root namespace.</param>
public sealed record SourceAssembly(string Name, string Root)
{
    /// <summary>
    /// The projects of <c>src</c>. A project's folder is named as its root namespace; its assembly may have another name.
    /// </summary>
    public static IReadOnlyList<SourceAssembly> OfSource(string repositoryRoot) => Directory
        .EnumerateFiles(Path.Combine(repositoryRoot, "src"), "*.csproj", SearchOption.AllDirectories)
        .Select(f => new SourceAssembly(AssemblyName(f), Path.GetFileNameWithoutExtension(f)))
        .OrderBy(a => a.Root, StringComparer.Ordinal)
        .ToList();

    /// <summary>Whether <paramref name="space"/> is the root namespace or a child of it.</summary>
    public bool Holds(string space) => space == Root || space.StartsWith(Root + ".", StringComparison.Ordinal);

    private static string AssemblyName(string project) =>
        System.Xml.Linq.XDocument.Load(project).Descendants("AssemblyName").SingleOrDefault()?.Value
            ?? Path.GetFileNameWithoutExtension(project);
}
