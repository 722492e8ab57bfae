using Riveg.LanguageModels.Prompts;
using Riveg.Stages;

namespace Riveg.LanguageModels.Stages;

/// <summary>What all stages by a chat model share: the model, the prompt, what the provenance says of both, and the time limit.</summary>
/// <typeparam name="TAnswer">What is answered about a post.</typeparam>
public abstract class ChatStage<TAnswer> : PostStage<TAnswer>
{
    private protected ChatStage(ChatModel model, Prompt? prompt, string promptName, params (string Name, string Value)[] more)
        : base(Describe(model, prompt ?? Prompt.BuiltIn(promptName), more))
    {
        Model = model;
        Prompt = prompt ?? Prompt.BuiltIn(promptName);
    }

    private protected ChatModel Model { get; }

    private protected Prompt Prompt { get; }

    /// <inheritdoc />
    /// <value>120 seconds, or the profile's <c>timeoutSeconds</c> where that is longer.</value>
    public sealed override TimeSpan? TimeLimit => Model.TimeLimit;

    /// <inheritdoc />
    /// <value>As many as there are: the model's own limit is smaller.</value>
    protected sealed override int Concurrency => int.MaxValue;

    private static StageInfo Describe(ChatModel model, Prompt prompt, (string Name, string Value)[] more)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Describe(prompt, more);
    }
}
