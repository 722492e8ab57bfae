using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.Testing;

/// <summary>Stage 1 as a test says it. Thread-safe where its callback is.</summary>
public sealed class FakeEntityRecognizer : PostStage<IReadOnlyList<Mention>>, IEntityRecognizer
{
    private readonly Func<PostContext, CancellationToken, ValueTask<IReadOnlyList<Mention>>> recognize;
    private int posts;

    /// <summary>Makes the stage.</summary>
    /// <param name="recognize">Answers about a post; what it throws is a fault of that post.</param>
    /// <param name="name">Names the implementation in the provenance.</param>
    public FakeEntityRecognizer(Func<PostContext, CancellationToken, ValueTask<IReadOnlyList<Mention>>> recognize, string name = "fake")
        : base(name) => this.recognize = recognize;

    /// <inheritdoc cref="FakeEntityRecognizer(Func{PostContext, CancellationToken, ValueTask{IReadOnlyList{Mention}}}, string)" />
    public FakeEntityRecognizer(Func<PostContext, IReadOnlyList<Mention>> recognize, string name = "fake")
        : this((post, _) => ValueTask.FromResult(recognize(post)), name)
    {
    }

    /// <summary>How many posts it was asked about so far.</summary>
    public int PostsAsked => Volatile.Read(ref posts);

    /// <summary>A stage that takes every word with a capital letter for a person.</summary>
    public static FakeEntityRecognizer Capitals() => new(post => [.. WordsOf(post.Text)
        .Where(w => char.IsUpper(post.Text[w.Start]))
        .Select(w => new Mention(w, EntityType.Person, 0.9))]);

    /// <inheritdoc />
    protected override ValueTask<IReadOnlyList<Mention>> AnswerPostAsync(PostContext post, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref posts);
        return recognize(post, cancellationToken);
    }

    /// <summary>The words of a text, parted by white space.</summary>
    internal static IEnumerable<TextSpan> WordsOf(string text)
    {
        for (var start = 0; start < text.Length; start++)
        {
            if (!char.IsWhiteSpace(text[start]))
            {
                var end = start;
                while (end < text.Length && !char.IsWhiteSpace(text[end]))
                {
                    end++;
                }

                yield return new TextSpan(start, end);
                start = end;
            }
        }
    }
}
