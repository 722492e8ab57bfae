using System.Runtime.CompilerServices;
using Riveg.Posts;

namespace Riveg.Onnx.Pictures;

/// <summary>
/// What was made of pictures, for as long as each picture lives: it is made once however many calls, threads and stages ask about one
/// picture, and goes with it.
/// </summary>
/// <typeparam name="TForm">In which form a picture is wanted, such as a size.</typeparam>
/// <typeparam name="TMade">What is made of it, in managed memory.</typeparam>
internal sealed class PictureResults<TForm, TMade>(Func<RgbImage, TForm, CancellationToken, TMade> make)
    where TForm : IEquatable<TForm>
{
    private readonly ConditionalWeakTable<RgbImage, Dictionary<TForm, Task<TMade>>> ofPictures = [];

    public async Task<TMade> GetAsync(RgbImage image, TForm form, CancellationToken cancellationToken)
    {
        var forms = ofPictures.GetValue(image, _ => []);
        while (true)
        {
            var (making, isOwn) = Find(forms, image, form, cancellationToken);
            try
            {
                // Whoever began it waits for it, cancelled or not: native code is at work, and its session must not be disposed of
                // meanwhile.
                return await (isOwn ? making : making.WaitAsync(cancellationToken)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!isOwn && !cancellationToken.IsCancellationRequested)
            {
                // The one who began gave up; this call begins anew.
                Forget(forms, form, making);
            }
            catch
            {
                Forget(forms, form, making);
                throw;
            }
        }
    }

    private (Task<TMade> Making, bool IsOwn) Find(
        Dictionary<TForm, Task<TMade>> forms, RgbImage image, TForm form, CancellationToken cancellationToken)
    {
        lock (forms)
        {
            if (forms.TryGetValue(form, out var known))
            {
                return (known, false);
            }

            var making = Task.Run(() => make(image, form, cancellationToken), cancellationToken);
            forms.Add(form, making);
            return (making, true);
        }
    }

    private static void Forget(Dictionary<TForm, Task<TMade>> forms, TForm form, Task<TMade> making)
    {
        lock (forms)
        {
            if (forms.TryGetValue(form, out var known) && known == making && making.IsCompleted && !making.IsCompletedSuccessfully)
            {
                forms.Remove(form);
            }
        }
    }
}
