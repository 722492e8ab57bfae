using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Examples;
using Riveg.Posts;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// What all chat stages of a run share: the answer store, the meter, the clock and the log. Thread-safe; the store is opened when it is
/// first needed.
/// </summary>
public sealed class LanguageModelRun : IDisposable
{
    private readonly Lazy<AnswerStore?> store;
    private readonly ConcurrentDictionary<(Uri? Endpoint, string Model), SharedPause> pauses = [];
    private readonly ConcurrentDictionary<(Uri? Endpoint, string Model, int Limit), SemaphoreSlim> places = [];
    private readonly ConcurrentDictionary<string, bool> said = [];
    private readonly ConcurrentDictionary<(string Service, string Model), ConcurrentDictionary<string, bool>> refused = [];

    /// <summary>Makes a run.</summary>
    public LanguageModelRun() => store = new Lazy<AnswerStore?>(() => CacheFolder is null ? null : AnswerStore.Open(CacheFolder));

    /// <summary>The folder of the answer store; null to store nothing.</summary>
    /// <value>The default value is null.</value>
    public string? CacheFolder { get; init; }

    /// <summary>Whether only stored answers may be used.</summary>
    /// <value>The default value is false.</value>
    public bool Offline { get; init; }

    /// <summary>What the run has sent and used, whichever stage it was.</summary>
    internal RunBudget Budget { get; } = new();

    /// <summary>
    /// The pause of a model at a service: stages that ask it with settings of their own wait together, since its limits count them
    /// together.
    /// </summary>
    internal SharedPause PauseOf(ChatEndpointOptions options) =>
        pauses.GetOrAdd((options.Endpoint, options.Model), _ => new SharedPause(Time));

    /// <summary>
    /// The places for requests to a model at a service: stages that ask it with settings of their own, but under the same limit, share
    /// them.
    /// </summary>
    internal SemaphoreSlim PlacesOf(ChatEndpointOptions options) => places.GetOrAdd(
        (options.Endpoint, options.Model, options.MaxConcurrency), key => new SemaphoreSlim(key.Limit, key.Limit));

    /// <summary>Counts what the run asks.</summary>
    public UsageMeter Meter { get; } = new();

    /// <summary>Where time limits and waits get their time.</summary>
    /// <value>The default value is the system's clock.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the log goes; texts of posts and answers only at trace level.</summary>
    /// <value>The default value logs nothing.</value>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>
    /// Gives each request of chat endpoints its client (by the name <see cref="HttpClientName"/>), whose handlers and headers are the
    /// host's; the time limit is ours. Null for one client that the process shares.
    /// </summary>
    /// <value>The default value is null.</value>
    public IHttpClientFactory? Http { get; init; }

    /// <summary>
    /// Reads the data set that a profile's <c>stages.knowledge.examples.dataset</c> names; null where the program reads none, and such a
    /// profile is refused. The command reads all of Riveg's kinds.
    /// </summary>
    /// <value>The default value is null.</value>
    public DatasetPosts? ReadDataset { get; init; }

    /// <summary>
    /// The data under evaluation: annotated examples that belong to it, by id or by text, are shown to no model. Empty where nothing is
    /// evaluated, and for a training split, where only a post's own example is left out.
    /// </summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyList<Post> Evaluated { get; init; } = [];

    /// <summary>The name under which <see cref="Http"/> is asked, as in <c>services.AddHttpClient("Riveg.Chat")</c>.</summary>
    public const string HttpClientName = "Riveg.Chat";

    /// <summary>The store; null where nothing is stored.</summary>
    /// <exception cref="AnswerStoreException">The store cannot be opened.</exception>
    public AnswerStore? Store => store.Value;

    /// <summary>The settings that a model has refused in this run; whoever asks it learns of them, and adds to them.</summary>
    internal ConcurrentDictionary<string, bool> RefusedBy(string service, string model) => refused.GetOrAdd((service, model), _ => []);

    /// <summary>Whether this is the first time that the run says something; what it says once names the model.</summary>
    internal bool IsFirstToSay(string what) => said.TryAdd(what, true);

    /// <inheritdoc />
    public void Dispose()
    {
        if (store.IsValueCreated)
        {
            store.Value?.Dispose();
        }
    }
}
