using System.Buffers.Text;
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

    /// <summary>The picture, had when its post's turn comes; what is wrong with it is then a fault of the post's picture.</summary>
    public ImageSource Defer(PictureFetcher fetcher) => this switch
    {
        Sent sent => ImageSource.FromBytes(sent.Content, sent.Name),
        Address address => ImageSource.From(
            address.Url,
            async token => new MemoryStream(await fetcher.FetchAsync(address.Url, token).ConfigureAwait(false), writable: false)),
        _ => throw new InvalidOperationException("There is no other kind."),
    };
}
