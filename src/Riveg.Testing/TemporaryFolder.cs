using System.Diagnostics.CodeAnalysis;

namespace Riveg.Testing;

/// <summary>A folder of one test, deleted with all that is in it. Not thread-safe beyond what the file system is.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder;

    /// <summary>Makes the folder, with a name that no other has.</summary>
    /// <param name="prefix">What the name begins with; a folder that a killed test left behind tells whose it was.</param>
    public TemporaryFolder(string prefix = "riveg-test-") => folder = Directory.CreateTempSubdirectory(prefix);

    /// <summary>The folder's full path.</summary>
    public string Path => folder.FullName;

    /// <summary>The full path of a file or folder in it, which need not exist.</summary>
    /// <param name="name">The name, or a path relative to the folder.</param>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a text as UTF-8 without a byte order mark; folders in between are made, and what was there is replaced.</summary>
    /// <param name="name">The file's name, or its path relative to the folder.</param>
    /// <param name="content">The text.</param>
    /// <returns>The file's full path.</returns>
    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Writes bytes; folders in between are made, and what was there is replaced.</summary>
    /// <param name="name">The file's name, or its path relative to the folder.</param>
    /// <param name="content">The bytes.</param>
    /// <returns>The file's full path.</returns>
    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "The file goes with the test.")]
    public string Write(string name, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Deletes the folder; nothing happens where the test did so itself.</summary>
    /// <exception cref="IOException">A file in it is still open (Windows).</exception>
    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
