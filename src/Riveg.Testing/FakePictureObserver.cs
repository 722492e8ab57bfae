using Riveg.Evidence;
using Riveg.Observation;
using Riveg.Posts;

namespace Riveg.Testing;

/// <summary>An observer of pictures as a test says it. Thread-safe where its callback is.</summary>
public sealed class FakePictureObserver : PictureObserver
{
    private readonly Func<RgbImage, CancellationToken, ValueTask<IReadOnlyList<PictureObservation>>> observe;
    private int pictures;

    /// <summary>Makes the stage.</summary>
    /// <param name="observe">Answers about a picture; what it throws is a fault of that picture's post.</param>
    /// <param name="name">Names the implementation in the provenance.</param>
    public FakePictureObserver(
        Func<RgbImage, CancellationToken, ValueTask<IReadOnlyList<PictureObservation>>> observe, string name = "fake")
        : base(name) => this.observe = observe;

    /// <inheritdoc cref="FakePictureObserver(Func{RgbImage, CancellationToken, ValueTask{IReadOnlyList{PictureObservation}}}, string)" />
    public FakePictureObserver(Func<RgbImage, IReadOnlyList<PictureObservation>> observe, string name = "fake")
        : this((image, _) => ValueTask.FromResult(observe(image)), name)
    {
    }

    /// <summary>How many pictures it was asked about so far.</summary>
    public int PicturesAsked => Volatile.Read(ref pictures);

    /// <inheritdoc />
    protected override ValueTask<IReadOnlyList<PictureObservation>> ObserveAsync(RgbImage image, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref pictures);
        return observe(image, cancellationToken);
    }
}
