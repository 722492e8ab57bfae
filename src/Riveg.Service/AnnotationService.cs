using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Riveg.Faults;
using Riveg.Posts;

namespace Riveg.Service;

/// <summary>
/// Annotates posts of whoever asks: by profiles that are kept open, so many at once, each within its time. Thread-safe.
/// </summary>
internal sealed class AnnotationService : IAsyncDisposable
{
    private const string SampleText = "Adele lights up the O2 Arena in London tonight";

    // A stage that asks a language model costs money.
    private const string Chat = "chat";

    private readonly ServiceLimits limits;
    private readonly TimeProvider time;

    /// <param name="profiles">The profiles; stay the caller's.</param>
    /// <param name="limits">What one who asks may ask for.</param>
    /// <param name="time">Where time limits get their time.</param>
    public AnnotationService(OpenProfiles profiles, ServiceLimits limits, TimeProvider? time = null)
    {
        Profiles = profiles;
        this.limits = limits;
        this.time = time ?? TimeProvider.System;
        Queue = new ServiceQueue(limits.MaxConcurrency, limits.MaxQueue, time);
    }

    /// <summary>The profiles.</summary>
    public OpenProfiles Profiles { get; }

    /// <summary>Who may come in.</summary>
    public ServiceQueue Queue { get; }

    /// <summary>Whether the default profile has annotated its first post.</summary>
    public bool IsWarm { get; private set; }

    /// <summary>Opens the default profile and annotates a first post, so that nobody waits for what only the first one needs.</summary>
    /// <param name="picture">A picture of the post.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="StageUnavailableException">A model is missing; the message says what to run.</exception>
    public async Task WarmUpAsync(ImageSource picture, CancellationToken cancellationToken)
    {
        var pipeline = await Profiles.GetAsync(null, forPictures: true, cancellationToken).ConfigureAwait(false);
        if (!pipeline.Provenance.Stages.Values.Any(s => s.Implementation == Chat))
        {
            await pipeline.AnnotateAsync(SampleText, picture, cancellationToken).ConfigureAwait(false);
        }

        IsWarm = true;
    }

    /// <summary>Annotates a post when its turn comes.</summary>
    /// <param name="post">The post.</param>
    /// <param name="profile">The profile; null for the default one.</param>
    /// <param name="cancellationToken">Ends the work: who asked is gone.</param>
    /// <exception cref="TimeoutException">It took longer than the limit.</exception>
    /// <exception cref="RivegException">There is no such profile, or it is wrong.</exception>
    /// <exception cref="StageUnavailableException">A model or service is missing; the message says what to do.</exception>
    public Task<AnnotationResult> AnnotateAsync(Post post, string? profile, CancellationToken cancellationToken) =>
        InTurnAsync((turn, token) => AnnotateAsync(Profiles, post, profile, turn, token), cancellationToken);

    /// <summary>Annotates a post whose turn has come.</summary>
    /// <param name="profiles">Where the profile is.</param>
    /// <param name="post">The post.</param>
    /// <param name="profile">The profile; null for the default one.</param>
    /// <param name="turn">Kept until every stage has ended, also one that does not heed that the work was given up.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<AnnotationResult> AnnotateAsync(
        OpenProfiles profiles, Post post, string? profile, ServiceQueue.Turn turn, CancellationToken cancellationToken)
    {
        var pipeline = await profiles.GetAsync(profile, post.Image is not null, cancellationToken).ConfigureAwait(false);
        return await pipeline.AnnotateAsync(post, turn.KeepUntil, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A time limit that holds for all that a request takes.</summary>
    /// <param name="caller">Who asked is gone.</param>
    public Deadline Limit(CancellationToken caller) => new(limits.TimeLimit, time, caller);

    /// <summary>Does any work that counts as a post's: when its turn comes, and within its time.</summary>
    /// <param name="work">The work; heeds its token.</param>
    /// <param name="cancellationToken">Ends the work: who asked is gone.</param>
    /// <exception cref="TimeoutException">It took longer than the limit.</exception>
    public async Task<T> InTurnAsync<T>(Func<ServiceQueue.Turn, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var deadline = Limit(cancellationToken);
        return await deadline.RunAsync(async token =>
        {
            using var turn = await Queue.WaitAsync(token).ConfigureAwait(false);
            return await work(turn, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>
    /// Annotates a stream of posts, in order; so many at once as the service does, and no further ahead of who reads the answers.
    /// </summary>
    /// <param name="posts">The posts.</param>
    /// <param name="profile">The profile; null for the default one.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <inheritdoc cref="AnnotateAsync(Post, string?, CancellationToken)" path="/exception" />
    public async IAsyncEnumerable<AnnotationResult> AnnotateAsync(
        IAsyncEnumerable<Post> posts, string? profile, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ahead = Channel.CreateBounded<Task<AnnotationResult>>(
            new BoundedChannelOptions(limits.MaxConcurrency) { SingleReader = true, SingleWriter = true });
        var feeding = FeedAsync(posts, profile, ahead.Writer, stop.Token);
        try
        {
            await foreach (var answer in ahead.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return await answer.ConfigureAwait(false);
            }

            await feeding.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await foreach (var answer in ahead.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Queue.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task FeedAsync(
        IAsyncEnumerable<Post> posts, string? profile, ChannelWriter<Task<AnnotationResult>> ahead, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var post in posts.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                // Room first: work that was begun is always handed over, and so awaited.
                await ahead.WaitToWriteAsync(cancellationToken).ConfigureAwait(false);
                ahead.TryWrite(AnnotateOneAsync(post, profile, cancellationToken));
            }
        }
        finally
        {
            ahead.TryComplete();
        }
    }

    // A post of a stream that takes too long, or that a stage is missing for, is a failed one in its place.
    private async Task<AnnotationResult> AnnotateOneAsync(Post post, string? profile, CancellationToken cancellationToken)
    {
        try
        {
            return await AnnotateAsync(post, profile, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or RivegException)
        {
            return new AnnotationResult { PostId = post.Id, Text = post.Text, Error = Fault.Of("post", exception) };
        }
    }
}
