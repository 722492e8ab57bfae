using System.Diagnostics;
using System.Reflection;

namespace Riveg.Hostility.Running;

/// <summary>Where the real command is.</summary>
internal static class Command
{
    /// <summary>The command as it was built, with nothing around it that its own frameworks would not bring.</summary>
    public static string Assembly { get; } = Path.Combine(
        FindRoot(), "src", "Riveg.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "riveg.dll");

    /// <summary>This suite, which is also its own worker.</summary>
    public static string Suite => typeof(Command).Assembly.Location;

    /// <summary>Describes a process of its own.</summary>
    public static ProcessStartInfo Describe(string assembly, IEnumerable<string> arguments, string folder)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder
        };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>The command's entry point, for a worker.</summary>
    public static MethodInfo EntryPoint { get; } = System.Reflection.Assembly.Load("riveg").EntryPoint!;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Riveg.slnx")))
        {
            folder = folder.Parent ?? throw new FileNotFoundException($"There is no Riveg.slnx above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
