namespace Riveg.TestKit;

/// <summary>Finds the reference material that lies beside the project as <c>../shared</c>.</summary>
public static class SharedFolder
{
    /// <summary>The root of this checkout: the folder that holds <c>Riveg.slnx</c>.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>Whether the reference material is there.</summary>
    public static bool Exists => Directory.Exists(Root);

    /// <summary>The folder of the reference material; it may not exist.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared"));

    /// <summary>Whether a test that needs the material may be skipped: it is missing, and this is not CI.</summary>
    public static bool MaySkip => !Exists && Environment.GetEnvironmentVariable("CI") is null or "" or "false";

    /// <summary>The full path of a file or folder of the reference material.</summary>
    public static string Resolve(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Riveg.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Riveg.slnx above {AppContext.BaseDirectory}.");
    }
}
