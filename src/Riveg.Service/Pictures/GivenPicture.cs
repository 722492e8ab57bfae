using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using Riveg.Posts;

namespace Riveg.Service.Pictures;

/// <summary>A picture as one who asks gives it.</summary>
internal abstract record GivenPicture
{
    /// <summary>The picture itself.</summary>
    /// <param name="Content">The file's content.</param>
    /// <param name="Name">How answers name it.</param>
    internal sealed record Sent(ReadOnlyMemory<byte> Content, string Name) : GivenPicture;

    /// <summary>Where it is.</summary>
    /// <param name="Url">As it was given.</param>
    internal sealed record Address(string Url) : GivenPicture;

    /// <summary>How answers name a picture that came without a name.</summary>
    public const string NoName = "image";

    private const string DataScheme = "data:";
    private const string Base64Mark = ";base64,";

    /// <summary>A picture in base64, with or without <c>data:image/…;base64,</c> before it.</summary>
    /// <param name="text">The base64.</param>
    /// <param name="name">How answers name it.</param>
    /// <returns>Null where it is no base64.</returns>
    public static Sent? FromBase64(string text, string? name)
    {
        var from = text.StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase)
            && text.IndexOf(Base64Mark, StringComparison.Ordinal) is var mark and >= 0
            ? mark + Base64Mark.Length
            : 0;
        if (!Base64.IsValid(text.AsSpan(from), out var length))
        {
            return null;
        }

        var content = new byte[length];
        return Convert.TryFromBase64Chars(text.AsSpan(from), content, out var written)
            ? new Sent(content.AsMemory(0, written), NameOf(name))
            : null;
    }

    /// <inheritdoc cref="FromBase64(string, string)" />
    /// <param name="json">The base64 as a string of JSON; decoded where it lies, since it may be the most of a body.</param>
    /// <param name="name">How answers name it.</param>
    public static Sent? FromBase64(JsonElement json, string? name)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json)[1..^1];
        if (raw.Contains((byte)'\\') || raw.StartsWith("data:"u8))
        {
            return FromBase64(json.GetString()!, name);
        }

        if (!Base64.IsValid(raw, out var length))
        {
            return null;
        }

        var content = new byte[length];
        return Base64.DecodeFromUtf8(raw, content, out _, out var written) == OperationStatus.Done
            ? new Sent(content.AsMemory(0, written), NameOf(name))
            : null;
    }

    /// <summary>The name of an upload: what stands behind its last slash, without what cannot be seen.</summary>
    public static string NameOf(string? given)
    {
        var last = (given ?? string.Empty).Split('/', '\\')[^1];
        var visible = new string([.. last.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(200)]).Trim();
        return visible is "" or "." or ".." ? NoName : visible;
    }

    /// <summary>The picture, had at once.</summary>
    /// <exception cref="PictureRefusedException">Its address is not allowed.</exception>
    /// <exception cref="PictureFetchException">It was not to be had.</exception>
    public async Task<ImageSource> OpenAsync(PictureFetcher fetcher, CancellationToken cancellationToken) => this switch
    {
        Sent sent => ImageSource.FromBytes(sent.Content, sent.Name),
        Address address => ImageSource.FromBytes(
            await fetcher.FetchAsync(address.Url, cancellationToken).ConfigureAwait(false), address.Url),
        _ => throw new InvalidOperationException("There is no other kind."),
    };

    /// <summary>The picture, had at once; what is wrong with it is a fault of its post's picture.</summary>
    public async Task<ImageSource> TryOpenAsync(PictureFetcher fetcher, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(fetcher, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is PictureRefusedException or PictureFetchException && this is Address)
        {
            return ImageSource.From(((Address)this).Url, _ => ValueTask.FromException<Stream>(exception));
        }
    }
}
