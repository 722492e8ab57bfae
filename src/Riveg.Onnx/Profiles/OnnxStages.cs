using Riveg.Faults;
using Riveg.Grounding;
using Riveg.Onnx.Grounding;
using Riveg.Onnx.Observation;
using Riveg.Onnx.Recognition;
using Riveg.Onnx.Segmentation;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Store;
using Riveg.Pipeline;
using Riveg.Profiles;

namespace Riveg.Onnx.Profiles;

/// <summary>
/// The stages that run networks, and the profiles made of them. Recognition <c>transformer-crf</c>, observation <c>faces</c>, grounding
/// <c>faces</c> (with <c>others</c>: what locates everything but persons), segmentation <c>sam</c>; profiles <c>light</c> and <c>paper</c>.
/// </summary>
public static class OnnxStages
{
    /// <summary>The implementation of recognition by <see cref="TransformerCrfRecognizer"/>.</summary>
    public const string TransformerCrf = "transformer-crf";

    /// <summary>
    /// The implementation of observation by <see cref="FaceObserver"/> and of grounding by <see cref="FaceAnchoredGrounder"/>.
    /// </summary>
    public const string Faces = "faces";

    /// <summary>The implementation of segmentation by <see cref="SamSegmenter"/>.</summary>
    public const string Sam = "sam";

    /// <summary>Adds the stages and the profiles to a catalog.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="store">Where models come from; it stays the caller's.</param>
    public static StageCatalog AddTo(StageCatalog catalog, ModelStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return AddTo(catalog, _ => store);
    }

    /// <summary>Whether an implementation of ours names a model in its settings.</summary>
    internal static bool NeedsModel(StageSlot slot, string implementation) =>
        (slot == StageSlots.Recognition && implementation == TransformerCrf)
        || (slot == StageSlots.Observation && implementation == Faces)
        || (slot == StageSlots.Segmentation && implementation == Sam);

    internal static StageCatalog AddTo(StageCatalog catalog, Func<StageCreation, ModelStore> store)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog
            .Add(StageSlots.Recognition, TransformerCrf, (StageCreation c, OnnxSettings s) => Opened(c, s, store, OpenRecognizer))
            .Add(StageSlots.Observation, Faces, (StageCreation c, OnnxSettings s) => Opened(c, s, store, OpenObserver))
            .Add(StageSlots.Grounding, Faces, (StageCreation c, FaceGroundingSettings s) => CreateGrounder(c, s))
            .Add(StageSlots.Segmentation, Sam, (StageCreation c, OnnxSettings s) => Opened(c, s, store, OpenSegmenter))
            .AddSection<OnnxSessionOptions>(OnnxSettings.SharedSection)
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

    private static FaceObserver OpenObserver(OnnxSettings settings, string file) =>
        new(UltraFaceDetector.Open(file, settings.Session), ModelHash.Of([file]), ownsDetector: true);

    private static IVisualGrounder CreateGrounder(StageCreation creation, FaceGroundingSettings settings)
    {
        // A grounder that reads faces which nobody looks for would fall back on the others in silence.
        if (!creation.IsServed(StageSlots.Observation))
        {
            throw new ProfileException(
                $"The profile {creation.Profile.Name} is wrong: "
                + $"\"stages.grounding\" ({Faces}) reads the faces that \"stages.observation\" sees; add \"observation\": \"{Faces}\".");
        }

        return new FaceAnchoredGrounder(creation.CreateInner(StageSlots.Grounding, settings.Others));
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

    private static T Opened<T>(
        StageCreation creation, OnnxSettings settings, Func<StageCreation, ModelStore> store, Func<OnnxSettings, string, T> open)
    {
        try
        {
            var locator = new ModelLocator(store(creation));
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
