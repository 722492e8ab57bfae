using Riveg.Server.LabelStudio;
using Riveg.Service;
using Riveg.Service.Assistants;
using Riveg.Service.Files;
using Riveg.Service.Pictures;

namespace Riveg.Server;

/// <summary>What a server serves, to whom, and within which limits; checked by whoever makes it.</summary>
internal sealed record ServerOptions
{
    /// <summary>Where it listens: <c>http://HOST:PORT</c> each; port 0 takes a free one.</summary>
    /// <value>The default value is <c>http://127.0.0.1:8080</c>.</value>
    public IReadOnlyList<Uri> Urls { get; init; } = [new Uri("http://127.0.0.1:8080")];

    /// <summary>The profiles that may be asked for, the default one first.</summary>
    public required IReadOnlyList<ServedProfile> Profiles { get; init; }

    /// <summary>What one who asks may ask for.</summary>
    /// <value>The default value is that of <see cref="ServiceLimits"/>.</value>
    public ServiceLimits Limits { get; init; } = new();

    /// <summary>Which addresses pictures are fetched from.</summary>
    /// <value>The default value allows none.</value>
    public AddressRules Pictures { get; init; } = new();

    /// <summary>The Label Studio whose pictures are fetched.</summary>
    /// <value>The default value knows none.</value>
    public LabelStudioOptions LabelStudio { get; init; } = new(null, null);

    /// <summary>The folders below which tools of assistants may read data sets and predictions.</summary>
    /// <value>The default value allows none.</value>
    public AllowedFolders Folders { get; init; } = AllowedFolders.None;

    /// <summary>What assistants may name: never a picture's file.</summary>
    public AssistantOptions Assistants => new()
    {
        Limits = Limits,
        Folders = Folders,
        TakesPicturesByUrl = Pictures.AllowPublic || Pictures.Trusted.Count > 0,
    };

    /// <summary>What whoever asks has to know; null for nothing.</summary>
    /// <value>The default value is null.</value>
    public string? ApiKey { get; init; }

    /// <summary>Names under which the server is asked, beside those of loopback and of <see cref="Urls"/>.</summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Origins of other pages that may ask: <c>https://HOST[:PORT]</c>.</summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>How long requests that are under way get to end when the server is told to stop.</summary>
    public TimeSpan StopLimit => Limits.TimeLimit + TimeSpan.FromSeconds(5);
}
