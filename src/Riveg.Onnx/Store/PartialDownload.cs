using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;

namespace Riveg.Onnx.Store;

/// <summary>From where a download goes on.</summary>
/// <param name="Offset">The first byte that is missing.</param>
/// <param name="Validator">The ETag under which the bytes before it were sent; null where the server gave none.</param>
internal sealed record ResumePoint(long Offset, EntityTagHeaderValue? Validator);

/// <summary>
/// The bytes of a file that have come so far, and the ETag under which they came, so that bytes of two versions never mix.
/// </summary>
internal sealed class PartialDownload(string path)
{
    private readonly string validatorPath = path + ".etag";

    public long Length => File.Exists(path) ? new FileInfo(path).Length : 0;

    public ResumePoint? ResumeFrom()
    {
        var offset = Length;
        if (offset == 0)
        {
            return null;
        }

        // If-Range takes strong validators only; without one the partial file's name (the hub's ETag) still tells the content.
        return File.Exists(validatorPath) && EntityTagHeaderValue.TryParse(File.ReadAllText(validatorPath), out var tag) && !tag.IsWeak
            ? new ResumePoint(offset, tag)
            : new ResumePoint(offset, null);
    }

    public void Restart()
    {
        File.Delete(path);
        File.Delete(validatorPath);
    }

    [SuppressMessage(
        "ApiDesign",
        "RS0030:Do not use banned APIs",
        Justification = "A part that is gone on with after a fault; moved to its place when its hash is right.")]
    public FileStream OpenForAppending(EntityTagHeaderValue? validator)
    {
        if (validator is not null)
        {
            File.WriteAllText(validatorPath, validator.ToString());
        }

        // Pieces come large already; unbuffered, every one of them outlives a kill.
        return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
    }

    public void MoveTo(string target)
    {
        File.Move(path, target, overwrite: true);
        File.Delete(validatorPath);
    }
}
