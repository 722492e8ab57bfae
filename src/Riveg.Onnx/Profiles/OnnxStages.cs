using Microsoft.Extensions.Logging;
using Riveg.Entailment;
using Riveg.Faults;
using Riveg.Grounding;
using Riveg.Observation;
using Riveg.Onnx.Grounding;
using Riveg.Onnx.Observation;
using Riveg.Onnx.Observation.Objects;
using Riveg.Onnx.Observation.Reading;
using Riveg.Onnx.Ofa;
using Riveg.Onnx.Recognition;
using Riveg.Onnx.Segmentation;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Store;
using Riveg.Pipeline;
using Riveg.Profiles;
using Riveg.Recognition;
using Riveg.Segmentation;
using Riveg.Stages;

namespace Riveg.Onnx.Profiles;

/// <summary>
/// The stages that run networks, and the profiles made of them. Recognition <c>tagger</c> and <c>transformer-crf</c>, observation
/// <c>faces</c>, <c>objects</c> and <c>words</c>, grounding <c>faces</c> (with <c>others</c>: what locates everything but persons),
/// segmentation <c>sam</c>, entailment and grounding <c>ofa</c>; profiles <c>light</c>, <c>ofa</c> and <c>paper</c>.
/// </summary>
public static class OnnxStages
{
    /// <summary>The implementation of recognition by <see cref="TransformerCrfRecognizer"/>.</summary>
    public const string TransformerCrf = "transformer-crf";

    /// <summary>The implementation of recognition by <see cref="TaggerRecognizer"/>.</summary>
    public const string Tagger = "tagger";

    /// <summary>
    /// The implementation of observation by <see cref="FaceObserver"/> and of grounding by <see cref="FaceAnchoredGrounder"/>.
    /// </summary>
    public const string Faces = "faces";

    /// <summary>The implementation of observation by <see cref="ObjectObserver"/>.</summary>
    public const string Objects = "objects";

    /// <summary>The implementation of observation by <see cref="WordObserver"/>.</summary>
    public const string Words = "words";

    /// <summary>The implementation of segmentation by <see cref="SamSegmenter"/>.</summary>
    public const string Sam = "sam";

    /// <summary>
    /// The implementation of entailment by <see cref="OfaVisualEntailment"/> and of grounding by <see cref="OfaVisualGrounder"/>.
    /// </summary>
    public const string Ofa = "ofa";

    /// <summary>The profiles that this library adds to every catalog.</summary>
    internal static readonly IReadOnlyList<string> Shipped = ["light", "ofa", "paper"];

    /// <summary>Adds the stages and the profiles to a catalog.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="store">Where models come from; it stays the caller's.</param>
    public static StageCatalog AddTo(StageCatalog catalog, ModelStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return AddTo(catalog, _ => store);
    }

    internal static StageCatalog AddTo(StageCatalog catalog, Func<StageCreation, ModelStore> store)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        T Open<T>(StageCreation creation, string model, Func<string, T> open)
            where T : class, IStage => Opened(catalog, store, creation, model, open);
        return catalog
            .Add(
                StageSlots.Recognition,
                Tagger,
                (StageCreation c, TaggerSettings s) => PackagedModel.Find(s.Model) is null
                    ? Open<IEntityRecognizer>(c, s.Model, f => WarmedUp(TaggerRecognizer.Open(f, s.Session)))
                    : Guarded(() => WarmedUp(TaggerRecognizer.OpenPackaged(s.Session))),
                s => s.Model)
            .Add(
                StageSlots.Recognition,
                TransformerCrf,
                (StageCreation c, OnnxSettings s) => Open<IEntityRecognizer>(c, s.Model, f => OpenRecognizer(s, f)),
                s => s.Model)
            .Add(
                StageSlots.Observation,
                Faces,
                (StageCreation c, FaceSettings s) => Open<IPictureObserver>(c, s.Model, f => OpenFaces(s, f)),
                s => s.Model)
            .Add(
                StageSlots.Observation,
                Objects,
                (StageCreation c, ObjectSettings s) => Open<IPictureObserver>(c, s.Model, f => OpenObjects(c, s, f)),
                s => s.Model)
            .Add(
                StageSlots.Observation,
                Words,
                (StageCreation c, WordSettings s) => Open<IPictureObserver>(c, s.Model, f => OpenWords(s, f)),
                s => s.Model)
            .Add(StageSlots.Grounding, Faces, (StageCreation c, FaceGroundingSettings s) => CreateGrounder(c, s))
            .Add(
                StageSlots.Entailment,
                Ofa,
                (StageCreation c, OfaEntailmentSettings s) => Open<IVisualEntailment>(c, s.Model, f => OpenOfa(c, s, f)),
                s => s.Model)
            .Add(
                StageSlots.Grounding,
                Ofa,
                (StageCreation c, OfaGroundingSettings s) => Open<IVisualGrounder>(c, s.Model, f => OpenOfa(c, s, f)),
                s => s.Model)
            .Add(
                StageSlots.Segmentation,
                Sam,
                (StageCreation c, OnnxSettings s) => Open<ISegmenter>(c, s.Model, f => OpenSegmenter(s, f)),
                s => s.Model)
            .AddSection<OnnxSessionOptions>(OnnxSettings.SharedSection)
            .AddProfile(Shipped[0], Read(Shipped[0]))
            .AddProfile(Shipped[1], Read(Shipped[1]))
            .AddProfile(Shipped[2], Read(Shipped[2]));
    }

    private static TransformerCrfRecognizer OpenRecognizer(OnnxSettings settings, string folder)
    {
        var recognizer = TransformerCrfRecognizer.Open(folder, settings.Session);
        return WarmedUp(recognizer, recognizer.WarmUpAsync());
    }

    private static TaggerRecognizer WarmedUp(TaggerRecognizer recognizer) => WarmedUp(recognizer, recognizer.WarmUpAsync());

    // Not warmed up: a trial run would encode a picture in full size, which takes as long as the first one.
    private static SamSegmenter OpenSegmenter(OnnxSettings settings, string folder) =>
        SamSegmenter.Open(folder, settings.Session, settings.Model);

    private static OfaVisualEntailment OpenOfa(StageCreation creation, OfaEntailmentSettings settings, string folder) =>
        new(SharedOfa(creation, folder, settings.Session), settings.Asking, NameOf(settings.Model), LogOf(creation));

    private static OfaVisualGrounder OpenOfa(StageCreation creation, OfaGroundingSettings settings, string folder) =>
        new(SharedOfa(creation, folder, settings.Session), settings.Asking, NameOf(settings.Model), LogOf(creation));

    // Two stages of one model look at a picture once.
    private static OfaModel SharedOfa(StageCreation creation, string folder, OnnxSessionOptions session) =>
        creation.Shared($"riveg.onnx ofa {Path.GetFullPath(folder)} {session}", () => OfaModel.Open(folder, session));

    private static ILogger LogOf(StageCreation creation) => creation.Loggers.CreateLogger("Riveg.Onnx.Ofa");

    private static FaceObserver OpenFaces(FaceSettings settings, string file) =>
        new(UltraFaceDetector.Open(file, settings.Session), ModelHash.Of([file]), ownsDetector: true);

    private static ObjectObserver OpenObjects(StageCreation creation, ObjectSettings settings, string path)
    {
        var options = settings.Detection;
        if (options.Labels is { } labels && labels != ClassLabels.Coco)
        {
            options = options with { Labels = creation.Profile.ResolvePath(labels) };
        }

        var detector = ObjectDetector.Open(path, options, settings.Session);
        return new ObjectObserver(detector, NameOf(settings.Model), ModelHash.Of([detector.Path]), ownsDetector: true);
    }

    private static WordObserver OpenWords(WordSettings settings, string folder)
    {
        var reader = WordReader.Open(folder, settings.Reading, settings.Session);
        return new WordObserver(
            reader, NameOf(settings.Model), settings.Search, ModelHash.Of(WordModelFiles.In(folder).All), ownsReader: true);
    }

    // The source of observations is a name, wherever the file lies.
    private static string NameOf(string model) =>
        model.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(model)
        : Path.GetFileName(model.TrimEnd('/', '\\')) is { Length: > 0 } name ? name
        : model;

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
        StageCatalog catalog, Func<StageCreation, ModelStore> store, StageCreation creation, string model, Func<string, T> open)
        where T : class, IStage
    {
        var opened = Opened(store, creation);
        var locator = new ModelLocator(opened);
        // Whoever lacks one model mostly lacks the others of the profile too.
        if (locator.MissingReason(model, creation.Profile.BaseFolder) is not null
            && MissingModels.Of(creation.Profile, catalog, opened, creation.IsMade) is { } missing)
        {
            return creation.MayBeMissing && locator.IsKnown(model)
                ? creation.CreateMissing<T>(model, missing)
                : throw new StageUnavailableException(missing);
        }

        return Guarded(() => open(locator.LocateAsync(model, creation.Profile.BaseFolder).AsTask().GetAwaiter().GetResult()));
    }

    private static T Guarded<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or ModelStoreException)
        {
            throw new StageUnavailableException(e.Message, e);
        }
    }

    private static ModelStore Opened(Func<StageCreation, ModelStore> store, StageCreation creation)
    {
        try
        {
            return store(creation);
        }
        catch (ArgumentException e)
        {
            throw new RivegException(FaultKind.WrongInput, e.Message, e);
        }
    }

    private static string Read(string profile)
    {
        using var reader = new StreamReader(typeof(OnnxStages).Assembly.GetManifestResourceStream($"Riveg.Onnx.Profiles.{profile}.json")!);
        return reader.ReadToEnd();
    }
}
