using Riveg.Posts;

namespace Riveg.Onnx.Pictures;

/// <summary>What was made of the last pictures, so that it is made once however many calls and threads ask about one picture.</summary>
/// <typeparam name="TForm">In which form a picture is wanted, such as a size.</typeparam>
/// <typeparam name="TMade">What is made of it.</typeparam>
internal sealed class LatestPictures<TForm, TMade>(int capacity, Func<RgbImage, TForm, CancellationToken, TMade> make)
    where TForm : IEquatable<TForm>
{
    private readonly Lock gate = new();
    private readonly LinkedList<(RgbImage Image, TForm Form, Task<TMade> Making)> latest = [];

    public async Task<TMade> GetAsync(RgbImage image, TForm form, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (making, isOwn) = Find(image, form, cancellationToken);
            try
            {
                // Whoever began it waits for it, cancelled or not: native code is at work, and its session must not be disposed of
                // meanwhile.
                return await (isOwn ? making : making.WaitAsync(cancellationToken)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!isOwn && !cancellationToken.IsCancellationRequested)
            {
                // The one who began gave up; this call begins anew.
                Forget(making);
            }
            catch
            {
                Forget(making);
                throw;
            }
        }
    }

    private (Task<TMade> Making, bool IsOwn) Find(RgbImage image, TForm form, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            for (var node = latest.First; node is not null; node = node.Next)
            {
                if (ReferenceEquals(node.Value.Image, image) && node.Value.Form.Equals(form))
                {
                    latest.Remove(node);
                    latest.AddFirst(node);
                    return (node.Value.Making, false);
                }
            }

            var making = Task.Run(() => make(image, form, cancellationToken), cancellationToken);
            latest.AddFirst((image, form, making));
            if (latest.Count > capacity)
            {
                latest.RemoveLast();
            }

            return (making, true);
        }
    }

    private void Forget(Task<TMade> making)
    {
        lock (gate)
        {
            for (var node = latest.First; node is not null; node = node.Next)
            {
                if (node.Value.Making == making && making.IsCompleted && !making.IsCompletedSuccessfully)
                {
                    latest.Remove(node);
                    return;
                }
            }
        }
    }
}
