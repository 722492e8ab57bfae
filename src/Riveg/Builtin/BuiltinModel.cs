using System.Security.Cryptography;
using Riveg.Builtin.Entailment;
using Riveg.Builtin.Grounding;
using Riveg.Builtin.Learning;
using Riveg.Builtin.Recognition;
using Riveg.Faults;
using Riveg.Stages;

namespace Riveg.Builtin;

/// <summary>
/// The trained parts of the built-in stages 1, 3 and 4 in one small file. Immutable and thread-safe.
/// <para>
/// The file: the four bytes <c>RVGB</c>, a version (32 bits, little endian), the fingerprint of the features (32 bytes), the SHA-256 of
/// what follows, the recogniser, the entailment model, the layout prior.
/// </para>
/// </summary>
public sealed class BuiltinModel
{
    private const int Version = 4;
    private const string ResourceName = "Riveg.Builtin.builtin.riveg";
    private static readonly byte[] Magic = "RVGB"u8.ToArray();
    private static readonly Lazy<BuiltinModel> Shipped = new(LoadShipped);

    private readonly byte[] content;

    private BuiltinModel(CrfRecognizerModel recognition, EntailmentModel entailment, LayoutPrior layout, byte[] content)
    {
        Recognition = recognition;
        Entailment = entailment;
        Layout = layout;
        this.content = content;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
    }

    internal BuiltinModel(CrfRecognizerModel recognition, EntailmentModel entailment, LayoutPrior layout)
        : this(recognition, entailment, layout, Serialize(recognition, entailment, layout))
    {
    }

    /// <summary>The model inside the package; read when it is first asked for.</summary>
    /// <exception cref="StageUnavailableException">This build has none.</exception>
    public static BuiltinModel Default => Shipped.Value;

    /// <summary>The SHA-256 of the file's content after its header, in lower-case hexadecimal; it goes into the provenance.</summary>
    public string Sha256 { get; }

    internal CrfRecognizerModel Recognition { get; }

    internal EntailmentModel Entailment { get; }

    internal LayoutPrior Layout { get; }

    /// <summary>What the built-in stages say of themselves.</summary>
    internal StageInfo Info => new("builtin") { Model = "riveg-builtin", ModelSha256 = Sha256 };

    /// <summary>Reads a model's file.</summary>
    /// <param name="stream">The file's content; stays open.</param>
    /// <returns>The model.</returns>
    /// <exception cref="InvalidDataException">The file is none, is of another version, is cut off or was changed.</exception>
    public static BuiltinModel Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
        {
            throw new InvalidDataException("The file is no built-in model of Riveg; 'riveg train builtin' makes one.");
        }

        try
        {
            var version = reader.ReadInt32();
            if (version != Version)
            {
                throw new InvalidDataException(
                    $"The built-in model is of version {version}, this Riveg reads version {Version}; "
                    + "make a new one with 'riveg train builtin' (docs/training.md).");
            }

            RequireFeatures(reader.ReadBytes(FeatureRegister.Fingerprint.Length));
            var hash = reader.ReadBytes(SHA256.HashSizeInBytes);
            using var rest = new MemoryStream();
            stream.CopyTo(rest);
            var content = rest.ToArray();
            if (!SHA256.HashData(content).AsSpan().SequenceEqual(hash))
            {
                throw new InvalidDataException("The built-in model is cut off or was changed: its content does not have its SHA-256.");
            }

            using var parts = new BinaryReader(new MemoryStream(content));
            var model = new BuiltinModel(CrfRecognizerModel.Read(parts), EntailmentModel.Read(parts), LayoutPrior.Read(parts), content);
            return parts.BaseStream.Position == content.Length
                ? model
                : throw new InvalidDataException("The built-in model goes on behind its last part.");
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("The built-in model is cut off.", exception);
        }
    }

    /// <summary>Writes the model's file; the same model gives the same bytes.</summary>
    /// <param name="stream">Gets the file's content; stays open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(FeatureRegister.Fingerprint);
        writer.Write(SHA256.HashData(content));
        writer.Write(content);
    }

    private static void RequireFeatures(ReadOnlySpan<byte> fingerprint)
    {
        var own = FeatureRegister.Fingerprint;
        if (fingerprint.Length < own.Length)
        {
            throw new EndOfStreamException();
        }

        if (!fingerprint.SequenceEqual(own))
        {
            throw new InvalidDataException(
                $"The built-in model was trained on other features ({Name(fingerprint)}) than this Riveg makes ({Name(own)}); "
                + "make a new one with 'riveg train builtin' (docs/training.md).");
        }

        static string Name(ReadOnlySpan<byte> fingerprint) => Convert.ToHexStringLower(fingerprint[..6]);
    }

    private static byte[] Serialize(CrfRecognizerModel recognition, EntailmentModel entailment, LayoutPrior layout)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            recognition.Write(writer);
            entailment.Write(writer);
            layout.Write(writer);
        }

        return content.ToArray();
    }

    private static BuiltinModel LoadShipped()
    {
        using var stream = typeof(BuiltinModel).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new StageUnavailableException(
                "This build of Riveg has no built-in model; make one with 'riveg train builtin' and build again with it as "
                + "src/Riveg/Builtin/builtin.riveg.");
        return Load(stream);
    }
}
