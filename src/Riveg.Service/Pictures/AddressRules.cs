using System.Net;

namespace Riveg.Service.Pictures;

/// <summary>Which addresses pictures may be fetched from.</summary>
internal sealed record AddressRules
{
    /// <summary>Whether any public address is allowed.</summary>
    /// <value>The default value is false.</value>
    public bool AllowPublic { get; init; }

    /// <summary>Schemes, hosts and ports that are allowed wherever they lie, such as a Label Studio on the same network.</summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyList<Uri> Trusted { get; init; } = [];

    /// <summary>Reads an address and says whether it may be asked; its host is looked up later.</summary>
    /// <param name="text">As it was given.</param>
    /// <exception cref="PictureRefusedException">It may not.</exception>
    public Uri Read(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new PictureRefusedException("The picture's address is none that begins with http:// or https://.");
        }

        Check(address);
        return address;
    }

    /// <summary>Says whether an address may be asked; its host is looked up later.</summary>
    /// <exception cref="PictureRefusedException">It may not.</exception>
    public void Check(Uri address)
    {
        if (address.Scheme is not ("http" or "https"))
        {
            throw new PictureRefusedException("The picture's address leads to one that does not begin with http:// or https://.");
        }

        if (address.UserInfo.Length > 0)
        {
            throw new PictureRefusedException("The picture's address holds a user or a password, which is not sent.");
        }

        if (IsTrusted(address))
        {
            return;
        }

        if (!AllowPublic)
        {
            throw new PictureRefusedException(
                Trusted.Count == 0
                    ? "Pictures by address are not allowed here; send the picture itself (or start the server with --allow-urls)."
                    : "Pictures from that address are not allowed here; send the picture itself.");
        }

        if (!address.IsDefaultPort)
        {
            throw new PictureRefusedException("The picture's address names a port; only those of http and https are asked.");
        }

        if (IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var ip) && !PublicAddress.Is(ip))
        {
            throw NotPublic();
        }
    }

    /// <summary>Whether an address is allowed wherever its host lies.</summary>
    public bool IsTrusted(Uri address) => Trusted.Any(t =>
        t.Scheme == address.Scheme && t.Port == address.Port && t.IdnHost.Equals(address.IdnHost, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is said of a host that is not on the internet.</summary>
    public static PictureRefusedException NotPublic() =>
        new("The picture's address leads to this machine or a private network, which is not allowed; send the picture itself.");
}
