using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Sends a request again after a passing fault: exponential back-off with jitter, the server's Retry-After before it. A service that
/// refuses the key or the model, or that was never reached, is not asked for the calls that follow until some seconds have passed.
/// </summary>
internal sealed class RetryingChatClient : ChatLayer
{
    private const int RetriesBeforeFirstAnswer = 2;
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);
    private readonly ResiliencePipeline<ChatResponse> pipeline;
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);
    private readonly RememberedFault fatal;
    private volatile bool reached;

    public RetryingChatClient(
        IChatClient inner, ChatEndpointOptions options, UsageMeter meter, TimeProvider time, Func<double>? jitter = null)
        : base(inner)
    {
        fatal = new RememberedFault(time, Memory);
        pipeline = options.MaxRetries == 0
            ? ResiliencePipeline<ChatResponse>.Empty
            : new ResiliencePipelineBuilder<ChatResponse> { TimeProvider = time }
                .AddRetry(new RetryStrategyOptions<ChatResponse>
                {
                    MaxRetryAttempts = options.MaxRetries,
                    Delay = options.RetryDelay,
                    MaxDelay = MaxDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Randomizer = jitter ?? Random.Shared.NextDouble,
                    ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception
                        is ModelServiceException { IsTransient: true } fault && MayRetry(fault, attempt.AttemptNumber)),
                    DelayGenerator = attempt => ValueTask.FromResult((attempt.Outcome.Exception as ModelServiceException)?.RetryAfter),
                    OnRetry = _ =>
                    {
                        meter.CountRetry();
                        return ValueTask.CompletedTask;
                    },
                })
                .Build();
    }

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        fatal.ThrowIfKnown();
        try
        {
            return await pipeline
                .ExecuteAsync(async token => await AskAsync(messages, options, token).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ModelServiceException exception) when (exception.IsFatal && !reached)
        {
            fatal.Remember(exception);
            throw;
        }
    }

    private bool MayRetry(ModelServiceException fault, int attempt) =>
        reached || fault.Fault != ModelServiceFault.Unreachable || attempt < RetriesBeforeFirstAnswer;

    private async Task<ChatResponse> AskAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        reached = true;
        return response;
    }
}
