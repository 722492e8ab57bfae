namespace Riveg.Cli.Output;

/// <summary>How a file names pictures that lie elsewhere.</summary>
internal static class PicturePaths
{
    /// <summary>
    /// The path of a picture from the folder of a file that names it, with slashes on every system; the full path where no relative one
    /// leads there.
    /// </summary>
    public static string From(string file, string picture)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return Path.GetRelativePath(folder, Path.GetFullPath(picture)).Replace(Path.DirectorySeparatorChar, '/');
    }
}
