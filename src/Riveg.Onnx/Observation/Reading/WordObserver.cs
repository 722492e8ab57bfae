using Riveg.Evidence;
using Riveg.Observation;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Onnx.Observation.Reading;

/// <summary>Reads the words of a picture. Thread-safe.</summary>
public sealed class WordObserver : PostStage<IReadOnlyList<PictureObservation>>, IPictureObserver, IDisposable
{
    private readonly WordReader reader;
    private readonly string model;
    private readonly WordSearch search;
    private readonly bool ownsReader;

    /// <summary>Makes the observer.</summary>
    /// <param name="reader">Reads the words.</param>
    /// <param name="model">The model's name, the source of what is seen.</param>
    /// <param name="search">In which posts' pictures words are looked for.</param>
    /// <param name="modelSha256">The hash of the reader's models, for the provenance; null where it is not known.</param>
    /// <param name="ownsReader">Whether the reader is disposed of with the observer.</param>
    public WordObserver(
        WordReader reader,
        string model,
        WordSearch search = WordSearch.Always,
        string? modelSha256 = null,
        bool ownsReader = false)
        : base(Describe(reader, model, modelSha256))
    {
        this.reader = reader;
        this.model = model;
        this.search = search;
        this.ownsReader = ownsReader;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (ownsReader)
        {
            reader.Dispose();
        }
    }

    /// <inheritdoc />
    protected override async ValueTask<IReadOnlyList<PictureObservation>> AnswerPostAsync(
        PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        if (post.Image is not { } image || (search == WordSearch.Named && !WrittenName.CouldStandIn(post.Text)))
        {
            return [];
        }

        var words = await Task.Run(() => reader.Read(image, cancellationToken), cancellationToken).ConfigureAwait(false);
        return [.. words.Select(w => new PictureObservation(ObservationKind.Word, w.Text, model) { Box = w.Box, Score = w.Score })];
    }

    private static StageInfo Describe(WordReader reader, string model, string? modelSha256)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentException.ThrowIfNullOrEmpty(model);
        return new StageInfo("words")
        {
            Model = model,
            ModelSha256 = modelSha256,
            Details = new Dictionary<string, string> { ["device"] = reader.DeviceInUse },
        };
    }
}

/// <summary>In which posts' pictures words are looked for.</summary>
public enum WordSearch
{
    /// <summary>In all. <c>always</c></summary>
    Always,

    /// <summary>
    /// In those of posts whose text has something that may be a name: a capital letter, a hashtag or a handle. <c>named</c>
    /// </summary>
    Named,
}
