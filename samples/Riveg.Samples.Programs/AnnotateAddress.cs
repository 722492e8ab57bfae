using Riveg.Posts;

namespace Riveg.Samples.Programs;

/// <summary>Annotates a post whose picture lies on a server.</summary>
public static class AddressedPicture
{
    /// <summary>Annotates a text with the picture at an address.</summary>
    /// <param name="address">Where the picture is.</param>
    /// <param name="output">Where what is found is written.</param>
    public static async Task RunAsync(Uri address, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(output);
        using var riveg = RivegPipeline.CreateBuilder("builtin").Build();

        #region source
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var picture = ImageSource.From(address.AbsoluteUri, async token => await http.GetStreamAsync(address, token));
        var result = await riveg.AnnotateAsync("Adele lights up the O2 Arena in London tonight", picture);
        output.WriteLine(result.Image?.Fault?.Message ?? $"looked at {result.Image?.Size}");
        #endregion
    }
}
