using System.Text.Json.Nodes;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Profiles;
using Riveg.Profiles;

[assembly: StageModule(typeof(Riveg.LanguageModels.LanguageModelModule))]

namespace Riveg.LanguageModels;

/// <summary>All that this library adds to a catalog; each pipeline has a run of its own.</summary>
internal sealed class LanguageModelModule : IStageModule
{
    private readonly ChatSetup setup;

    /// <summary>Makes the module; answers are not stored.</summary>
    public LanguageModelModule()
        : this(new ChatSetup())
    {
    }

    internal LanguageModelModule(ChatSetup setup) => this.setup = setup;

    /// <inheritdoc />
    public void AddTo(StageCatalog catalog) => LanguageModelStages.AddTo(catalog, Run);

    private LanguageModelRun Run(StageCreation creation) => creation.Shared("riveg.chat run", () => new LanguageModelRun
    {
        CacheFolder = setup.CacheFolder,
        Offline = setup.Offline,
        Loggers = creation.Loggers,
        Time = creation.Time,
        Http = creation.Services?.GetService(typeof(IHttpClientFactory)) as IHttpClientFactory,
    });
}

/// <summary>How a program's pipeline asks chat models.</summary>
public sealed record ChatSetup
{
    /// <summary>The folder of the answer store; null to store nothing.</summary>
    /// <value>The default value is null.</value>
    public string? CacheFolder { get; init; }

    /// <summary>
    /// Whether only stored answers may be used; ignored without a <see cref="CacheFolder"/>, where every call then fails.
    /// </summary>
    /// <value>The default value is false.</value>
    public bool Offline { get; init; }

    /// <summary>
    /// Values of the profile's <c>chat</c> section, such as <c>endpoint</c> and <c>model</c>; they win over the profile's.
    /// </summary>
    /// <value>The default value is empty. docs/language-models.md has all fields.</value>
    public JsonObject Chat { get; init; } = [];
}
