using Riveg.Grounding;
using Riveg.Onnx.Grounding;
using Riveg.Onnx.Recognition;
using Riveg.Onnx.Segmentation;
using Riveg.Onnx.Store;
using Riveg.Profiles;
using Riveg.Recognition;
using Riveg.Segmentation;
using Riveg.Stages;

namespace Riveg.Onnx.Profiles;

/// <summary>
/// The stages that run networks, and the profiles made of them. Recognition <c>transformer-crf</c>, grounding <c>faces</c> (with <c>others</c>: what locates
/// everything but persons), segmentation <c>sam</c>; profiles <c>light</c> and <c>paper</c>.
/// </summary>
public static class OnnxStages
{
    /// <summary>The implementation of recognition by <see cref="TransformerCrfRecognizer"/>.</summary>
    public const string TransformerCrf = "transformer-crf";

    /// <summary>The implementation of grounding by <see cref="FaceAnchoredGrounder"/>.</summary>
    public const string Faces = "faces";

    /// <summary>The implementation of segmentation by <see cref="SamSegmenter"/>.</summary>
    public const string Sam = "sam";

    private const string OthersKey = "others";
    private const string BuiltinGrounding = "builtin";

    /// <summary>Adds the stages and the profiles to a catalog.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="store">Where models come from; it stays the caller's.</param>
    public static StageCatalog AddTo(StageCatalog catalog, ModelStore store)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var locator = new ModelLocator(store);
        return catalog
            .Add<IEntityRecognizer>(StageSlot.Recognition, TransformerCrf, c => Opened(c, OnnxSettings.Of(c), locator, OpenRecognizer), OnnxSettings.Keys)
            .Add<IVisualGrounder>(StageSlot.Grounding, Faces, c => Opened(c, OnnxSettings.Of(c), locator, (s, path) => OpenGrounder(c, s, path)), [.. OnnxSettings.Keys, OthersKey])
            .Add<ISegmenter>(StageSlot.Segmentation, Sam, c => Opened(c, OnnxSettings.Of(c), locator, OpenSegmenter), OnnxSettings.Keys)
            .AddSection(OnnxSettings.SharedSection, OnnxSettings.CheckShared)
            .AddProfile("light", Read("light"))
            .AddProfile("paper", Read("paper"));
    }

    private static TransformerCrfRecognizer OpenRecognizer(OnnxSettings settings, string folder)
    {
        var recognizer = TransformerCrfRecognizer.Open(folder, settings.Session);
        return WarmedUp(recognizer, recognizer.WarmUpAsync());
    }

    private static SamSegmenter OpenSegmenter(OnnxSettings settings, string folder)
    {
        var segmenter = SamSegmenter.Open(folder, settings.Session, settings.Model);
        return WarmedUp(segmenter, segmenter.WarmUpAsync());
    }

    private static FaceAnchoredGrounder OpenGrounder(StageCreation creation, OnnxSettings settings, string file)
    {
        var others = creation.CreateInner<IVisualGrounder>(StageSlot.Grounding, OnnxSettings.Text(creation.Settings, OthersKey, creation) ?? BuiltinGrounding);
        return new FaceAnchoredGrounder(UltraFaceDetector.Open(file, settings.Session), others, modelSha256: ModelHash.Of([file]), ownsDetector: true);
    }

    // Stages are made before any post is read; nothing else waits on this thread.
    private static T WarmedUp<T>(T stage, ValueTask warmUp)
        where T : IDisposable
    {
        try
        {
            warmUp.AsTask().GetAwaiter().GetResult();
            return stage;
        }
        catch
        {
            stage.Dispose();
            throw;
        }
    }

    private static T Opened<T>(StageCreation creation, OnnxSettings settings, ModelLocator locator, Func<OnnxSettings, string, T> open)
    {
        try
        {
            return open(settings, locator.LocateAsync(settings.Model, creation.Profile.BaseFolder).AsTask().GetAwaiter().GetResult());
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException or ModelStoreException)
        {
            throw new StageUnavailableException(e.Message, e);
        }
    }

    private static string Read(string profile)
    {
        using var reader = new StreamReader(typeof(OnnxStages).Assembly.GetManifestResourceStream($"Riveg.Onnx.Profiles.{profile}.json")!);
        return reader.ReadToEnd();
    }
}
