using System.Xml.Linq;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Formats;
using Riveg.Service.Files;

namespace Riveg.Cli.Output;

/// <summary>
/// A folder as Twitter-GMNER lies, into which a split is written beside the others that may be there. The files are made in a folder of
/// their own within it and moved to their places in the end, the split's text last: a split that is there is whole. What belongs to other
/// splits is never changed.
/// </summary>
internal sealed class SplitFolder : IDisposable
{
    private readonly string folder;
    private readonly string split;
    private readonly bool replaces;
    private readonly string staging;

    private SplitFolder(string folder, string split, bool replaces)
    {
        this.folder = folder;
        this.split = split;
        this.replaces = replaces;
        staging = Path.Combine(folder, $".{Guid.NewGuid():N}.part");
    }

    /// <summary>The text of a split in a folder.</summary>
    public static string TextOf(string folder, string split) => Path.Combine(folder, "txt", $"{split}.txt");

    /// <summary>Gets ready to write a split.</summary>
    /// <exception cref="UsageException">The folder cannot be written, or the split is there and is not to be replaced.</exception>
    public static SplitFolder Prepare(string folder, string split, bool replaces)
    {
        if (File.Exists(folder))
        {
            throw new UsageException($"{folder} is a file; --to gmner writes a folder.");
        }

        if (split.Length == 0 || split[0] == '.' || split.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
        {
            throw new UsageException($"\"{split}\" is no name of a split; call the file of the data set otherwise.");
        }

        foreach (var other in new[] { ".conll", ".bio" }
            .Select(e => Path.ChangeExtension(TextOf(folder, split), null) + e)
            .Where(File.Exists))
        {
            throw new UsageException($"{other} is the split {split} already; take it away, or name another folder.");
        }

        if (!replaces && File.Exists(TextOf(folder, split)))
        {
            throw new UsageException($"{TextOf(folder, split)} is there already; replace it by --force, or name another folder.");
        }

        var target = new SplitFolder(FileIdentity.FinalPath(folder), split, replaces);
        try
        {
            Directory.CreateDirectory(Path.Combine(target.staging, "txt"));
            Directory.CreateDirectory(Path.Combine(target.staging, "xml"));
            Directory.CreateDirectory(Path.Combine(target.folder, "txt"));
            Directory.CreateDirectory(Path.Combine(target.folder, "xml"));
            return target;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            target.Dispose();
            throw new UsageException($"{folder} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Writes the split and puts it in its place.</summary>
    /// <exception cref="UsageException">A picture has another annotation there, which would be lost.</exception>
    /// <exception cref="OutputFailedException">It cannot be written; what was there is still there, or is told.</exception>
    public void Fill(GmnerSplit content)
    {
        var others = GmnerFolder.IdsOfOtherSplits(folder, split);
        RefuseConflicts(content, others);
        try
        {
            using (var text = new StreamWriter(TextOf(staging, split)) { NewLine = "\n" })
            {
                content.Text.Write(text);
            }

            foreach (var (id, annotation) in content.Annotations)
            {
                Save(annotation, XmlOf(staging, id));
            }

            Commit(content, others);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OutputFailedException($"{folder} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Takes away what was not put in its place.</summary>
    public void Dispose()
    {
        try
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }

            // Folders that stayed empty were not there before.
            foreach (var made in new[] { Path.Combine(folder, "txt"), Path.Combine(folder, "xml"), folder }.Where(
                f => !File.Exists(TextOf(folder, split)) && IsEmpty(f)))
            {
                Directory.Delete(made);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is thrown away need not be gone.
        }
    }

    private static bool IsEmpty(string path) => Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any();

    private static string XmlOf(string folder, string id) => Path.Combine(folder, "xml", $"{id}.xml");

    // A text may hold U+FFFE and its like; the names were cleaned.
    private static void Save(XElement annotation, string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        using var writer = System.Xml.XmlWriter.Create(
            file, new System.Xml.XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new System.Text.UTF8Encoding(false) });
        annotation.Save(writer);
    }

    private void RefuseConflicts(GmnerSplit content, IReadOnlySet<string> others)
    {
        foreach (var id in content.Text.Posts.Select(p => p.Post.Id).Distinct())
        {
            var there = XmlOf(folder, id);
            if ((!File.Exists(there) && !others.Contains(id)) || IsSame(there, content.Annotations.GetValueOrDefault(id)))
            {
                continue;
            }

            if (others.Contains(id))
            {
                throw new UsageException(
                    $"The picture {id} also belongs to another split of {folder}, with another annotation; name another folder.");
            }

            if (!replaces)
            {
                throw new UsageException(
                    $"{there} is there already, of no split and with other content; replace it by --force, or name another folder.");
            }
        }
    }

    private static bool IsSame(string path, XElement? annotation)
    {
        try
        {
            return annotation is null ? !File.Exists(path) : File.Exists(path) && XNode.DeepEquals(XElement.Load(path), annotation);
        }
        catch (Exception exception) when (exception is System.Xml.XmlException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Commit(GmnerSplit content, IReadOnlySet<string> others)
    {
        var text = TextOf(folder, split);
        HashSet<string> stale = [.. content.Text.Posts.Select(p => p.Post.Id)];
        if (File.Exists(text))
        {
            // First, so that a split which is half old and half new is never taken for a whole one.
            stale.UnionWith(GmnerFolder.IdsOf(text));
            File.Delete(text);
        }

        foreach (var id in stale.Where(i => !others.Contains(i) && !content.Annotations.ContainsKey(i)))
        {
            File.Delete(XmlOf(folder, id));
        }

        foreach (var id in content.Annotations.Keys)
        {
            File.Move(XmlOf(staging, id), XmlOf(folder, id), overwrite: true);
        }

        File.Move(TextOf(staging, split), text);
    }
}
