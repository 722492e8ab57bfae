using System.Globalization;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Tokenization;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Ofa;

/// <summary>
/// An OFA that <c>riveg models convert</c> made, for <see cref="OfaVisualEntailment"/> and <see cref="OfaVisualGrounder"/>. A picture goes
/// through its network once, however many questions, calls and stages ask about it; questions go through the encoder together. Thread-safe.
/// </summary>
public sealed class OfaModel : IDisposable
{
    private const string Architecture = "ofa";
    private const string Tokens = "image_tokens";
    private const double LeastTemperature = 0.001, MostTemperature = 1000;
    private const int Stride = OfaDescription.Stride;

    // Of the encoder's largest tensor, the scores of one head: as much as stays in the cache.
    private const long ScoreBytes = 16L << 20;
    private const int MostQuestions = 8;

    private static readonly PictureNormalization Normalization = new([127.5f, 127.5f, 127.5f], [127.5f, 127.5f, 127.5f]);

    private readonly ModelProvenance provenance;
    private readonly OnnxSession picture;
    private readonly OnnxSession encoder;

    // In 8 bits the inputs of a linear map share one scale, so a question's neighbours would change its answer.
    private readonly bool isAlone;
    private readonly PictureResults<int, OnnxTensor> pictures;

    private OfaModel(
        OnnxSession picture,
        OnnxSession encoder,
        OnnxSession decoder,
        ModelDescription description,
        ModelProvenance provenance,
        OfaTokenizer tokenizer)
    {
        Precision = description.Precision;
        SourceFile = description.SourceFile;
        isAlone = IsInt8(description);
        this.provenance = provenance;
        this.picture = picture;
        this.encoder = encoder;
        Decoder = decoder;
        Description = description.Ofa!;
        Prompts = new OfaPrompts(tokenizer);
        Tokenizer = tokenizer;
        pictures = new PictureResults<int, OnnxTensor>(Look);
    }

    /// <summary>What the model's folder says of it.</summary>
    internal OfaDescription Description { get; }

    /// <summary>What it is, by content.</summary>
    internal string Sha256 => provenance.Sha256;

    /// <summary>The checkpoint's file name.</summary>
    internal string SourceFile { get; }

    /// <summary>What it computes in.</summary>
    internal string Precision { get; }

    /// <summary>The questions that it knows.</summary>
    internal OfaPrompts Prompts { get; }

    /// <summary>Its tokenizer.</summary>
    internal OfaTokenizer Tokenizer { get; }

    /// <summary>The network that writes answers.</summary>
    internal OnnxSession Decoder { get; }

    /// <summary>What of its files was changed since it was converted, for the provenance.</summary>
    internal IReadOnlyDictionary<string, string> Changes => provenance.Details;

    /// <summary>What really runs the networks.</summary>
    internal string DeviceInUse => encoder.DeviceInUse;

    /// <summary>Loads a model.</summary>
    /// <param name="folder">The folder that the conversion made.</param>
    /// <param name="options">How its networks are run; the defaults if null.</param>
    /// <exception cref="InvalidDataException">The folder holds no such model, or parts of two; the message says what to do.</exception>
    /// <exception cref="Faults.StageUnavailableException">The native library or the device is missing.</exception>
    public static OfaModel Open(string folder, OnnxSessionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var (description, provenance) = Describe(folder);
        var tokenizer = OfaTokenizer.Load(folder);
        if (tokenizer.VocabularySize != description.Ofa!.VocabularySize)
        {
            throw new InvalidDataException(
                $"{folder}: the network has {description.Ofa!.VocabularySize} words and the tokenizer {tokenizer.VocabularySize}; "
                + "convert the checkpoint again with its own --tokenizer.");
        }

        if (IsInt8(description) && !Networks.Onnx.IntegerProducts.AreExact)
        {
            throw new Faults.StageUnavailableException(
                $"{folder}: is in 8-bit integers, whose sums this processor cuts off (it has no VNNI); "
                + "convert the checkpoint with --precision fp32 or fp16.");
        }

        var owned = new List<OnnxSession>();
        try
        {
            foreach (var file in new[] { OfaDescription.PictureFile, OfaDescription.EncoderFile, OfaDescription.DecoderFile })
            {
                owned.Add(OnnxSession.Open(Path.Combine(folder, file), options));
            }

            RequireFit(folder, description.Ofa!, owned[1], owned[2]);
            return new OfaModel(owned[0], owned[1], owned[2], description, provenance, tokenizer);
        }
        catch (FileNotFoundException e)
        {
            owned.ForEach(s => s.Dispose());
            throw new InvalidDataException($"{folder} lacks {Path.GetFileName(e.FileName)}; convert the checkpoint again.", e);
        }
        catch
        {
            owned.ForEach(s => s.Dispose());
            throw;
        }
    }

    /// <summary>Reads questions, in groups that fit into memory, and hands each group's reading over; it is freed behind that.</summary>
    /// <param name="questions">The questions, on any pictures.</param>
    /// <param name="answer">Answers some of them: the first one's index, the questions, what was read.</param>
    /// <param name="cancellationToken">Stops between two operations.</param>
    internal async Task ReadAsync(
        IReadOnlyList<OfaQuestion> questions,
        Action<int, IReadOnlyList<OfaQuestion>, OfaMemory> answer,
        CancellationToken cancellationToken)
    {
        for (var first = 0; first < questions.Count;)
        {
            var group = Group(questions, first);
            var looked = new List<OnnxTensor>();
            foreach (var question in group)
            {
                looked.Add(await pictures.GetAsync(question.Image, question.Side, cancellationToken).ConfigureAwait(false));
            }

            await Task.Run(
                () =>
                {
                    using var memory = Read(group, looked, cancellationToken);
                    answer(first, group, memory);
                },
                cancellationToken).ConfigureAwait(false);
            first += group.Count;
        }
    }

    /// <summary>Checks that a picture may be brought to a size, and a question asked.</summary>
    /// <param name="side">The side in pixels.</param>
    /// <exception cref="InvalidDataException">The model takes no such picture.</exception>
    internal void RequireSide(int side)
    {
        if (side % Stride != 0 || side < Stride || side > Description.MaxSide)
        {
            throw new InvalidDataException(
                $"The side {side} does not fit the model; give a multiple of {Stride}, at most {Description.MaxSide}.");
        }
    }

    /// <summary>Checks that a question can be asked.</summary>
    /// <exception cref="InvalidDataException">Nothing is left of a text, or it is longer than the model takes.</exception>
    internal OfaSource Checked(OfaSource source) =>
        source.IsEmpty ? throw new InvalidDataException("Nothing but marks is in the text; say in words what to look for.")
        : source.Ids.Count > Description.MaxLength ? throw new InvalidDataException(
            $"The question has {source.Ids.Count} tokens, and the model takes {Description.MaxLength}; give a shorter text.")
        : source;

    /// <inheritdoc />
    public void Dispose()
    {
        picture.Dispose();
        encoder.Dispose();
        Decoder.Dispose();
    }

    private static (ModelDescription Description, ModelProvenance Provenance) Describe(string folder)
    {
        try
        {
            var description = ModelDescription.Load(folder);
            return description is { Architecture: Architecture, Ofa: not null }
                ? (description, ModelProvenance.Of(folder))
                : throw new InvalidDataException(description.Architecture == Architecture
                    ? $"{Path.Combine(folder, ModelDescription.FileName)}: says nothing of how an OFA is asked; "
                        + "convert the checkpoint again."
                    : $"{folder} holds a model of the architecture {description.Architecture}; one of {Architecture} is wanted.");
        }
        catch (CheckpointException e)
        {
            throw new InvalidDataException(
                $"{e.Message} An OFA is a folder that "
                + "'riveg models convert CHECKPOINT --architecture ofa --tokenizer DIR -o DIR' makes.",
                e);
        }
    }

    /// <summary>How many questions the encoder reads together.</summary>
    /// <param name="side">The picture's side in pixels.</param>
    /// <param name="tokens">The longest question.</param>
    internal static int QuestionsAtOnce(int side, int tokens)
    {
        var source = ((long)(side / Stride) * (side / Stride)) + tokens;
        return (int)Math.Clamp(ScoreBytes / (source * source * sizeof(float)), 1, MostQuestions);
    }

    private static bool IsInt8(ModelDescription description) =>
        description.Precision.Equals(nameof(ModelPrecision.Int8), StringComparison.OrdinalIgnoreCase);

    // What the description says of the networks, and what each network gives the next.
    private static void RequireFit(string folder, OfaDescription description, OnnxSession encoder, OnnxSession decoder)
    {
        var last = decoder.Input($"past_key_{description.Layers - 1}");
        var fits = description.Layers > 0
            && last is { Shape: [_, var heads, _, var width] } && heads == description.Heads && width == description.HeadWidth
            && !decoder.HasInput($"past_key_{description.Layers}")
            && encoder.Outputs.All(o => decoder.Input(o.Name) is { } input && input.Type == o.Type);
        if (!fits || description.MaxSide < Stride || description.MaxLength < 1)
        {
            throw new InvalidDataException(
                $"{folder}: {ModelDescription.FileName} and the networks do not belong together; convert the checkpoint again.");
        }

        if (description.Temperature is not (>= LeastTemperature and <= MostTemperature))
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.Combine(folder, ModelDescription.FileName)}: the temperature is {description.Temperature}, "
                + $"must be {LeastTemperature} "
                + $"to {MostTemperature}; mend it, or run 'riveg train temperature'."));
        }
    }

    // Neighbours of one picture size; rows of scores are as many as places and tokens.
    private List<OfaQuestion> Group(IReadOnlyList<OfaQuestion> questions, int first)
    {
        var side = questions[first].Side;
        var group = new List<OfaQuestion>();
        var longest = 0;
        for (var i = first; i < questions.Count && questions[i].Side == side; i++)
        {
            longest = Math.Max(longest, questions[i].Source.Ids.Count);
            if (group.Count >= (isAlone ? 1 : QuestionsAtOnce(side, longest)))
            {
                break;
            }

            group.Add(questions[i]);
        }

        return group;
    }

    private OnnxTensor Look(RgbImage image, int side, CancellationToken cancellationToken)
    {
        var resized = PillowResizer.Resize(image, new ImageSize(side, side), ResampleFilter.Bicubic);
        var planes = new float[3 * side * side];
        Normalization.WritePlanes(resized, planes, side, side);
        return picture.Run([new("image", OnnxTensor.Of(planes, 1, 3, side, side))], [Tokens], cancellationToken)[0];
    }

    private OfaMemory Read(List<OfaQuestion> group, List<OnnxTensor> looked, CancellationToken cancellationToken)
    {
        var (ids, length) = OfaTokenizer.Rows([.. group.Select(q => q.Source.Ids)]);
        string[] outputs = [.. encoder.Outputs.Select(o => o.Name)];
        var values = encoder.RunNative(
            [new("input_ids", OnnxTensor.Of(ids, group.Count, length)), new(Tokens, Together(looked))], outputs, cancellationToken);
        return new OfaMemory([.. outputs.Zip(values, KeyValuePair.Create)], group.Count);
    }

    // One picture for all questions goes in once.
    private static OnnxTensor Together(List<OnnxTensor> looked)
    {
        if (looked.TrueForAll(l => ReferenceEquals(l, looked[0])))
        {
            return looked[0];
        }

        return OnnxTensor.Of(looked.SelectMany(l => l.Floats).ToArray(), [looked.Count, .. looked[0].Shape.Skip(1)]);
    }
}
