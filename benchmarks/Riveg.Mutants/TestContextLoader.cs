using System.Reflection;
using System.Runtime.Loader;

namespace Riveg.Mutants;

/// <summary>Loads the tests with the changed Riveg.Core in place of the real one.</summary>
internal sealed class TestContextLoader(string tests, string core) : AssemblyLoadContext
{
    private readonly AssemblyDependencyResolver resolver = new(tests);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name == "Riveg.Core" ? LoadFromAssemblyPath(core)
        : resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path)
        : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
