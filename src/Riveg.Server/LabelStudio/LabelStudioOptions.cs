namespace Riveg.Server.LabelStudio;

/// <summary>The Label Studio whose pictures are fetched.</summary>
/// <param name="Home">Where it is: the first trusted address; null where none is trusted.</param>
/// <param name="Token">What it is shown to give its uploads out; null for none. It goes to trusted addresses alone.</param>
internal sealed record LabelStudioOptions(Uri? Home, string? Token)
{
    /// <summary>The variable that holds the token, as Label Studio's own backends call it.</summary>
    public const string TokenVariable = "LABEL_STUDIO_API_KEY";
}
