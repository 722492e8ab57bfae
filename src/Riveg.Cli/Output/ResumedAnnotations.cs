using System.Runtime.CompilerServices;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Cli.Output;

/// <summary>
/// Goes on with a file of annotations: complete ones stay, failed ones are asked again, new ones are appended as they are done. At the end
/// the lines are put into the input's order and those that were superseded fall out, so that the file is as if nothing had ever failed.
/// Until then a kill leaves a file that can be resumed again.
/// </summary>
internal sealed class ResumedAnnotations(EarnedFile file, AnnotationJsonWriter writer, EarlierAnnotations earlier) : AnnotationOutput
{
    private readonly List<Slot> slots = [];
    private readonly Queue<Slot> asked = [];
    private bool opened;

    public override async IAsyncEnumerable<Post> Open(
        IAsyncEnumerable<Post> posts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Nothing is touched before every line that is there has found its post.
        var waiting = new List<Post>();
        var enumerator = posts.GetAsyncEnumerator(cancellationToken);
        await using (enumerator)
        {
            var more = true;
            while (!earlier.AllFound && (more = await enumerator.MoveNextAsync()))
            {
                var post = enumerator.Current;
                var line = earlier.Find(post);
                slots.Add(new Slot { Line = line });
                if (line is null or { Succeeded: false })
                {
                    asked.Enqueue(slots[^1]);
                    waiting.Add(post);
                }
            }

            earlier.RefuseUnfound();
            earlier.DropTornLine(file);
            opened = true;
            foreach (var post in waiting)
            {
                yield return post;
            }

            while (more && await enumerator.MoveNextAsync())
            {
                lock (asked)
                {
                    slots.Add(new Slot());
                    asked.Enqueue(slots[^1]);
                }

                yield return enumerator.Current;
            }
        }
    }

    public override ValueTask WriteAsync(AnnotationResult result, CancellationToken cancellationToken)
    {
        Slot slot;
        lock (asked)
        {
            slot = asked.Dequeue();
        }

        var start = file.Stream.Length;
        file.Write(stream => writer.WriteLine(stream, result));
        slot.Line = new EarlierLine(start, file.Stream.Length - start, result.Succeeded);
        return ValueTask.CompletedTask;
    }

    public override void Complete()
    {
        if (!opened)
        {
            return;
        }

        var kept = slots.Select(s => s.Line).OfType<EarlierLine>().ToList();
        long end = 0;
        foreach (var line in kept)
        {
            if (line.Offset != end)
            {
                file.Replace(target => Copy(kept, target));
                return;
            }

            end += line.Length;
        }

        if (file.Stream.Length != end)
        {
            file.Replace(target => Copy(kept, target));
        }
    }

    public override void Dispose() => file.Dispose();

    private void Copy(List<EarlierLine> lines, Stream target)
    {
        var buffer = new byte[64 * 1024];
        foreach (var line in lines)
        {
            file.Stream.Position = line.Offset;
            for (var left = line.Length; left > 0;)
            {
                var count = (int)Math.Min(left, buffer.Length);
                file.Stream.ReadExactly(buffer, 0, count);
                target.Write(buffer, 0, count);
                left -= count;
            }
        }
    }

    /// <summary>The place of one post of the input in the file: its line, once there is one.</summary>
    private sealed class Slot
    {
        public EarlierLine? Line { get; set; }
    }
}
