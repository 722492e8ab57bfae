using System.Diagnostics.CodeAnalysis;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Store;

namespace Riveg.Onnx.Recognition;

/// <summary>The files of a small tagger, wherever they lie.</summary>
internal abstract class TaggerFiles
{
    private const string HowToMakeOne = "'riveg train tagger CONFIG.json -o DIR' makes one";

    /// <summary>What the provenance calls the model.</summary>
    public abstract string Name { get; }

    /// <summary>How messages say where it lies.</summary>
    public abstract string Place { get; }

    /// <summary>The files of a folder.</summary>
    /// <param name="folder">What <c>riveg train tagger</c> made.</param>
    public static TaggerFiles In(string folder) => new Folder(folder);

    /// <summary>The files of a model inside this package.</summary>
    /// <param name="model">The model.</param>
    public static TaggerFiles In(PackagedModel model) => new Package(model);

    /// <summary>Reads what is to be known of the model.</summary>
    /// <exception cref="InvalidDataException">It is no tagger that this version serves; the message says what to do.</exception>
    public ModelDescription Describe()
    {
        try
        {
            var description = ReadDescription();
            return description.Tagger is not null
                ? description
                : throw new InvalidDataException(
                    $"{Place} holds no small tagger but a model of the architecture {description.Architecture}; {HowToMakeOne}.");
        }
        catch (CheckpointException e)
        {
            throw new InvalidDataException($"{Place} holds no small tagger ({e.Message.TrimEnd('.')}); {HowToMakeOne}.", e);
        }
    }

    /// <summary>What the model is, by content.</summary>
    /// <param name="description">What <see cref="Describe"/> gave.</param>
    /// <exception cref="InvalidDataException">A file cannot be read.</exception>
    public abstract ModelProvenance Identify(ModelDescription description);

    /// <summary>Opens one of the files that are no network.</summary>
    /// <exception cref="InvalidDataException">It is not there.</exception>
    public abstract Stream Open(string file);

    /// <summary>Opens the network.</summary>
    /// <exception cref="InvalidDataException">It is not there, or is no network that can be run.</exception>
    public abstract OnnxSession OpenNetwork(OnnxSessionOptions options);

    private protected abstract ModelDescription ReadDescription();

    private InvalidDataException Lacks(string file, Exception? cause = null) =>
        new($"{Place} holds no whole tagger: {file} is missing or cannot be read; restore it, or train the tagger again.", cause);

    private sealed class Folder(string folder) : TaggerFiles
    {
        public override string Name => Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar));

        public override string Place => folder;

        public override ModelProvenance Identify(ModelDescription description) => ModelHash.OfConverted(folder);

        [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Reads, and says how: from start to end.")]
        public override Stream Open(string file)
        {
            var path = Path.Combine(folder, file);
            if (!SmallFile.HasLength(path))
            {
                throw Lacks(file);
            }

            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Lacks(file, e);
            }
        }

        public override OnnxSession OpenNetwork(OnnxSessionOptions options)
        {
            try
            {
                return OnnxSession.Open(Path.Combine(folder, TaggerDescription.NetworkFile), options);
            }
            catch (FileNotFoundException e)
            {
                throw Lacks(TaggerDescription.NetworkFile, e);
            }
        }

        private protected override ModelDescription ReadDescription() => ModelDescription.Load(folder);
    }

    private sealed class Package(PackagedModel model) : TaggerFiles
    {
        public override string Name => model.Name;

        public override string Place => $"The package's model {model.Name}";

        public override ModelProvenance Identify(ModelDescription description) => ModelProvenance.Of(description);

        public override Stream Open(string file) => model.Open(file) ?? throw Lacks(file);

        public override OnnxSession OpenNetwork(OnnxSessionOptions options) =>
            OnnxSession.Open(ReadAll(TaggerDescription.NetworkFile), $"{model.Name}/{TaggerDescription.NetworkFile}", options);

        private protected override ModelDescription ReadDescription() =>
            ModelDescription.Parse(ReadAll(ModelDescription.FileName), $"{model.Name}/{ModelDescription.FileName}");

        private byte[] ReadAll(string file)
        {
            using var stream = Open(file);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }
}
