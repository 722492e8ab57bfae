namespace Riveg.Formats;

/// <summary>
/// Reads <c>~</c> and <c>~/</c> as the user's folder where no shell does it: behind <c>KIND:</c>, in <c>--option=~/x</c>, in files.
/// </summary>
internal static class HomePath
{
    /// <summary>
    /// The path below the user's folder; the path as it is where it does not begin with <c>~</c>, or where such a file or folder exists.
    /// </summary>
    public static string Expand(string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        // Not verified: where the folder is not there, ~/x is still not /x.
        return (path == "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal))
            && !Path.Exists(path)
            ? Path.Join(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
                path[1..].Replace('\\', '/'))
            : path;
    }
}
