using Riveg.Posts;

namespace Riveg.Onnx.Segmentation;

/// <summary>The embeddings of the last pictures, so that one picture is encoded once however many calls and threads ask about it.</summary>
internal sealed class EncodedPictures(int capacity, Func<RgbImage, CancellationToken, EncodedPicture> encode)
{
    private readonly Lock gate = new();
    private readonly LinkedList<(RgbImage Image, Task<EncodedPicture> Encoding)> latest = [];

    public async Task<EncodedPicture> GetAsync(RgbImage image, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (encoding, isOwn) = Find(image, cancellationToken);
            try
            {
                // Whoever began it waits for it, cancelled or not: native code is at work, and its session must not be disposed of
                // meanwhile.
                return await (isOwn ? encoding : encoding.WaitAsync(cancellationToken)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!isOwn && !cancellationToken.IsCancellationRequested)
            {
                // The one who began gave up; this call begins anew.
                Forget(encoding);
            }
            catch
            {
                Forget(encoding);
                throw;
            }
        }
    }

    private (Task<EncodedPicture> Encoding, bool IsOwn) Find(RgbImage image, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            for (var node = latest.First; node is not null; node = node.Next)
            {
                if (ReferenceEquals(node.Value.Image, image))
                {
                    latest.Remove(node);
                    latest.AddFirst(node);
                    return (node.Value.Encoding, false);
                }
            }

            var encoding = Task.Run(() => encode(image, cancellationToken), cancellationToken);
            latest.AddFirst((image, encoding));
            if (latest.Count > capacity)
            {
                latest.RemoveLast();
            }

            return (encoding, true);
        }
    }

    private void Forget(Task<EncodedPicture> encoding)
    {
        lock (gate)
        {
            for (var node = latest.First; node is not null; node = node.Next)
            {
                if (node.Value.Encoding == encoding && encoding.IsCompleted && !encoding.IsCompletedSuccessfully)
                {
                    latest.Remove(node);
                    return;
                }
            }
        }
    }
}
