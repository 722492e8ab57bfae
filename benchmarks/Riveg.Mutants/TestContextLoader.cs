using System.Reflection;
using System.Runtime.Loader;

namespace Riveg.Mutants;

/// <summary>Loads the tests with the changed libraries in place of the real ones.</summary>
/// <param name="tests">The assemblies of tests.</param>
/// <param name="libraries">The changed libraries, by their own file names.</param>
internal sealed class TestContextLoader(IReadOnlyList<string> tests, IReadOnlyList<string> libraries) : AssemblyLoadContext
{
    private readonly List<AssemblyDependencyResolver> resolvers = [.. tests.Select(t => new AssemblyDependencyResolver(t))];

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = libraries.FirstOrDefault(l => Path.GetFileNameWithoutExtension(l) == assemblyName.Name)
            ?? resolvers.Select(r => r.ResolveAssemblyToPath(assemblyName)).FirstOrDefault(p => p is not null);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = resolvers.Select(r => r.ResolveUnmanagedDllToPath(unmanagedDllName)).FirstOrDefault(p => p is not null);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }
}
