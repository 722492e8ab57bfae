namespace Riveg.Architecture.Tests.Sources;

/// <summary>A file of source code of this checkout.</summary>
/// <param name="Path">From the root, with slashes.</param>
/// <param name="Lines">Its lines.</param>
public sealed record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    private static readonly string[] Folders = ["src", "tests", "benchmarks", "samples", "tools"];

    /// <summary>All C# files below <paramref name="root"/> that people write.</summary>
    public static IEnumerable<SourceFile> All(string root) =>
        from folder in Folders
        from file in Directory.EnumerateFiles(System.IO.Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
        let path = System.IO.Path.GetRelativePath(root, file).Replace('\\', '/')
        where !path.Split('/').Any(p => p is "bin" or "obj")
        orderby path
        select new SourceFile(path, File.ReadAllLines(file));

    /// <summary>Whether it lies in <paramref name="folder"/>, given from the root.</summary>
    public bool IsIn(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);
}
