using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Tokenization;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Ofa;

/// <summary>
/// An OFA that <c>riveg models convert</c> made. A picture goes through its network once, however many questions, calls and stages ask
/// about it; questions go through the encoder together. Thread-safe.
/// </summary>
internal sealed class OfaModel : IDisposable
{
    private const string Architecture = "ofa";
    private const string PictureFile = "picture.onnx", EncoderFile = "encoder.onnx", DecoderFile = "decoder.onnx";
    private const string Tokens = "image_tokens";
    private const int Stride = 16;
    private const int CachedPictures = 4;

    // Of the encoder's largest tensor, the scores of one head: as much as stays in the cache.
    private const long ScoreBytes = 16L << 20;
    private const int MostQuestions = 8;

    private static readonly PictureNormalization Normalization = new([127.5f, 127.5f, 127.5f], [127.5f, 127.5f, 127.5f]);

    private readonly OnnxSession picture;
    private readonly OnnxSession encoder;
    private readonly LatestPictures<int, OnnxTensor> pictures;

    private OfaModel(
        OnnxSession picture, OnnxSession encoder, OnnxSession decoder, ModelDescription description, string sha256, OfaTokenizer tokenizer)
    {
        Precision = description.Precision;
        Sha256 = sha256;
        this.picture = picture;
        this.encoder = encoder;
        Decoder = decoder;
        Description = description.Ofa!;
        Prompts = new OfaPrompts(tokenizer);
        Tokenizer = tokenizer;
        pictures = new LatestPictures<int, OnnxTensor>(CachedPictures, Look);
    }

    /// <summary>What the model's folder says of it.</summary>
    public OfaDescription Description { get; }

    /// <summary>What it is, by content.</summary>
    public string Sha256 { get; }

    /// <summary>What it computes in.</summary>
    public string Precision { get; }

    /// <summary>The questions that it knows.</summary>
    public OfaPrompts Prompts { get; }

    /// <summary>Its tokenizer.</summary>
    public OfaTokenizer Tokenizer { get; }

    /// <summary>The network that writes answers.</summary>
    public OnnxSession Decoder { get; }

    /// <summary>What really runs the networks.</summary>
    public string DeviceInUse => encoder.DeviceInUse;

    /// <summary>Loads a model.</summary>
    /// <exception cref="InvalidDataException">The folder holds no such model.</exception>
    /// <exception cref="Faults.StageUnavailableException">The native library or the device is missing.</exception>
    public static OfaModel Open(string folder, OnnxSessionOptions? options)
    {
        var (description, sha256) = Describe(folder);
        var tokenizer = OfaTokenizer.Load(folder);
        if (tokenizer.VocabularySize != description.Ofa!.VocabularySize)
        {
            throw new InvalidDataException(
                $"{folder}: the network has {description.Ofa!.VocabularySize} words and the tokenizer {tokenizer.VocabularySize}; "
                + "convert the checkpoint again with its own --tokenizer.");
        }

        var owned = new List<OnnxSession>();
        try
        {
            foreach (var file in new[] { PictureFile, EncoderFile, DecoderFile })
            {
                owned.Add(OnnxSession.Open(Path.Combine(folder, file), options));
            }

            return new OfaModel(owned[0], owned[1], owned[2], description, sha256, tokenizer);
        }
        catch (Exception e)
        {
            owned.ForEach(s => s.Dispose());
            throw e is FileNotFoundException ? new InvalidDataException($"{e.Message} Convert the checkpoint again.", e) : e;
        }
    }

    /// <summary>Reads questions, in groups that fit into memory, and hands each group's reading over; it is freed behind that.</summary>
    /// <param name="questions">The questions, on any pictures.</param>
    /// <param name="answer">Answers some of them: the first one's index, the questions, what was read.</param>
    /// <param name="cancellationToken">Stops between two operations.</param>
    /// <exception cref="InvalidDataException">A question is longer than the model takes.</exception>
    public async Task ReadAsync(
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

    /// <inheritdoc />
    public void Dispose()
    {
        picture.Dispose();
        encoder.Dispose();
        Decoder.Dispose();
    }

    private static (ModelDescription Description, string Sha256) Describe(string folder)
    {
        try
        {
            var description = ModelDescription.Load(folder);
            return description is { Architecture: Architecture, Ofa: not null }
                ? (description, ModelProvenance.Of(folder).Sha256)
                : throw new InvalidDataException(
                    $"{folder} holds a model of the architecture {description.Architecture}; one of {Architecture} is wanted.");
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

    // Neighbours of one picture size; rows of scores are as many as places and tokens.
    private List<OfaQuestion> Group(IReadOnlyList<OfaQuestion> questions, int first)
    {
        var side = questions[first].Side;
        var group = new List<OfaQuestion>();
        var longest = 0;
        for (var i = first; i < questions.Count && questions[i].Side == side; i++)
        {
            longest = Math.Max(longest, questions[i].Source.Ids.Count);
            if (longest > Description.MaxLength)
            {
                throw new InvalidDataException(
                    $"The question has {longest} tokens, and the model takes {Description.MaxLength}; give a shorter text.");
            }

            if (group.Count >= QuestionsAtOnce(side, longest))
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
        var length = group.Max(q => q.Source.Ids.Count);
        var ids = new long[group.Count * length];
        Array.Fill(ids, OfaTokenizer.Padding);
        for (var i = 0; i < group.Count; i++)
        {
            for (var t = 0; t < group[i].Source.Ids.Count; t++)
            {
                ids[(i * length) + t] = group[i].Source.Ids[t];
            }
        }

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
