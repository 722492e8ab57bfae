using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Riveg.Faults;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Onnx.Ofa;

/// <summary>
/// A stage that asks an OFA about each mention; the mentions of all posts of a batch are asked about together. Thread-safe.
/// </summary>
/// <typeparam name="TAnswer">What is answered about a mention.</typeparam>
public abstract class OfaStage<TAnswer> : IStage<IReadOnlyList<Answer<TAnswer>>>
{
    private readonly OfaModel model;
    private readonly StageInfo info;
    private readonly ILogger log;
    private int hasWarned;

    private protected OfaStage(OfaModel model, string? name, ILogger? log, params (string Name, string Value)[] details)
    {
        this.model = model;
        this.log = log ?? NullLogger.Instance;
        info = new StageInfo("ofa")
        {
            Model = name ?? model.SourceFile,
            ModelSha256 = model.Sha256,
            Details = details.Concat(model.Changes.Select(c => (c.Key, c.Value))).ToDictionary(d => d.Item1, d => d.Item2),
        };
    }

    /// <inheritdoc />
    public StageInfo Info => info with
    {
        Details = new Dictionary<string, string>(info.Details) { ["device"] = model.DeviceInUse, ["precision"] = model.Precision },
    };

    /// <inheritdoc />
    public TimeSpan? TimeLimit => null;

    /// <summary>The answer where there is no picture to look at.</summary>
    private protected abstract TAnswer Unseen { get; }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<TAnswer>>>>> AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var answers = posts.Select(p => new Answer<TAnswer>[p.Asked.Count]).ToArray();
        var places = new List<(int Post, int Mention)>();
        var questions = new List<OfaQuestion>();
        for (var post = 0; post < posts.Count; post++)
        {
            for (var mention = 0; mention < posts[post].Asked.Count; mention++)
            {
                if (posts[post].Image is not { } image)
                {
                    answers[post][mention] = Answer.Of(Unseen);
                    continue;
                }

                try
                {
                    questions.Add(Ask(posts[post].Asked[mention], image));
                    places.Add((post, mention));
                }
                catch (InvalidDataException e)
                {
                    answers[post][mention] = Answer.Failed<TAnswer>(e);
                }
            }
        }

        Warn(questions);
        foreach (var (place, answer) in places.Zip(await AllAsync(questions, cancellationToken).ConfigureAwait(false)))
        {
            answers[place.Post][place.Mention] = answer;
        }

        return [.. answers.Select(a => Answer.Of<IReadOnlyList<Answer<TAnswer>>>(a))];
    }

    /// <summary>Makes the question about a mention.</summary>
    /// <exception cref="InvalidDataException">It cannot be asked.</exception>
    private protected abstract OfaQuestion Ask(MentionContext mention, RgbImage image);

    /// <summary>Answers questions, one answer for each.</summary>
    private protected abstract Task<IReadOnlyList<TAnswer>> AnswerAllAsync(
        IReadOnlyList<OfaQuestion> questions, CancellationToken cancellationToken);

    // What one question does to its batch must not take the others' answers.
    private async Task<IReadOnlyList<Answer<TAnswer>>> AllAsync(List<OfaQuestion> questions, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await AnswerAllAsync(questions, cancellationToken).ConfigureAwait(false)).Select(Answer.Of)];
        }
        catch (Exception e) when (e is not StageUnavailableException && !cancellationToken.IsCancellationRequested)
        {
            if (questions.Count == 1)
            {
                return [Answer.Failed<TAnswer>(e)];
            }

            var answers = new List<Answer<TAnswer>>();
            foreach (var question in questions)
            {
                answers.AddRange(await AllAsync([question], cancellationToken).ConfigureAwait(false));
            }

            return answers;
        }
    }

    private void Warn(List<OfaQuestion> questions)
    {
        if (questions.Exists(q => q.Source.WasCut) && Interlocked.Exchange(ref hasWarned, 1) == 0)
        {
            OfaLog.TextWasCut(log);
        }
    }
}
