using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Riveg.Evaluation.Datasets;
using Riveg.Faults;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Profiles;
using Riveg.Onnx.Profiles;
using Riveg.Onnx.Store;
using Riveg.Posts;
using Riveg.Profiles;

namespace Riveg.Service.Profiles;

/// <summary>The catalog of all implementations, and what their pipelines share: the model store and the chat run.</summary>
internal class StageSession : IDisposable
{
    private readonly ModelStore store = OpenStore();

    public StageSession(
        string? cacheFolder = null, bool offline = false, ILoggerFactory? loggers = null, IReadOnlyList<Post>? evaluated = null)
    {
        Chat = new LanguageModelRun
        {
            CacheFolder = cacheFolder,
            Offline = offline,
            Loggers = loggers ?? NullLoggerFactory.Instance,
            ReadDataset = ReadDataset,
            Evaluated = evaluated ?? [],
        };
        Catalog = AddTo(StageCatalog.CreateDefault());
    }

    public StageCatalog Catalog { get; }

    public LanguageModelRun Chat { get; }

    /// <summary>Reads a named profile or a profile's file.</summary>
    /// <exception cref="ProfileException">There is none, or it is wrong: names every fault.</exception>
    public Profile LoadProfile(string nameOrPath) => Catalog.LoadWholeProfile(nameOrPath);

    /// <summary>Begins a pipeline with all implementations, which is to be disposed of before the session.</summary>
    public RivegPipelineBuilder CreateBuilder(Profile profile) =>
        RivegPipeline.CreateBuilder().UseProfile(profile).UseLogging(Chat.Loggers).ConfigureCatalog(catalog => AddTo(catalog));

    /// <summary>The model store that the environment names.</summary>
    /// <exception cref="RivegException">A variable is wrong; the message names it and never shows a token.</exception>
    public static ModelStore OpenStore()
    {
        try
        {
            return new ModelStore();
        }
        catch (ArgumentException e)
        {
            throw new RivegException(FaultKind.WrongInput, e.Message, e);
        }
    }

    /// <inheritdoc />
    public virtual void Dispose()
    {
        Chat.Dispose();
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    private static IReadOnlyList<Post> ReadDataset(string dataset, string split, IReadOnlyList<string> captionFiles)
    {
        var reference = DatasetReference.Parse(dataset);
        var options = new DatasetReadOptions { CaptionFiles = captionFiles };
        return [.. reference.ReadSplit(reference.HasSplits ? split : null, options).Posts.Select(p => p.Post)];
    }

    private StageCatalog AddTo(StageCatalog catalog) => LanguageModelStages.AddTo(OnnxStages.AddTo(catalog, store), Chat);
}
