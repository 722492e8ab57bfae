namespace Riveg.Service;

/// <summary>A profile that may be asked for.</summary>
/// <param name="Name">How it is asked for.</param>
/// <param name="Source">Its name, or its file.</param>
internal sealed record ServedProfile(string Name, string Source)
{
    /// <summary>One that the command line or a file names.</summary>
    /// <param name="nameOrPath">A named profile, or a profile's file, which is then asked for by its name without the ending.</param>
    /// <param name="named">The profiles that have names.</param>
    public static ServedProfile Of(string nameOrPath, IReadOnlyCollection<string> named) =>
        new(named.Contains(nameOrPath) ? nameOrPath : Path.GetFileNameWithoutExtension(nameOrPath), nameOrPath);
}

/// <summary>Whether a profile can annotate here.</summary>
/// <param name="Name">How it is asked for.</param>
/// <param name="IsReady">Whether nothing is missing.</param>
/// <param name="IsReadyForText">Whether nothing is missing but for posts with a picture.</param>
/// <param name="ToDo">A line for each thing that is missing, with the command that brings it; empty where it is ready.</param>
internal sealed record ProfileState(string Name, bool IsReady, bool IsReadyForText, IReadOnlyList<string> ToDo);
