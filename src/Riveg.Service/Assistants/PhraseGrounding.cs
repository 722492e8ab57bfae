using System.Collections.Concurrent;
using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Service.Profiles;
using Riveg.Stages;

namespace Riveg.Service.Assistants;

/// <summary>
/// Profiles that are asked where one thing is: the phrase is the whole post and its only mention, and grounding answers whatever entailment
/// says. Thread-safe.
/// </summary>
internal sealed class PhraseGrounding : IAsyncDisposable
{
    private static readonly IGroundingDecision Decision = IGroundingDecision.Threshold();

    private readonly PhraseRecognizer recognizer = new();

    // Says what sort of name a phrase is; needs no model.
    private readonly Lazy<RivegPipeline> reader = new(() => RivegPipeline.CreateBuilder(RivegPipelineBuilder.DefaultProfile).Build());

    /// <param name="session">What the pipelines share; stays the caller's.</param>
    /// <param name="profiles">Those that may be asked for, the default one first.</param>
    /// <param name="limits">What one who asks may ask for.</param>
    public PhraseGrounding(StageSession session, IReadOnlyList<ServedProfile> profiles, ServiceLimits limits) =>
        Profiles = new OpenProfiles(session, profiles, limits, builder => builder
            .UseRecognizer(recognizer)
            .Configure(o => o with { MinScore = 0, Decision = IGroundingDecision.Threshold(0) }));

    /// <summary>The profiles; each is opened when it is first asked.</summary>
    public OpenProfiles Profiles { get; }

    /// <summary>Whether what was asked about is rather in the picture than not.</summary>
    public static bool IsInPicture(AnnotationResult result) =>
        result.Entities is [{ Entailment: { } entailment, Regions: var regions }] && Decision.IsInPicture(entailment, regions);

    /// <summary>What sort of name a phrase is: as the built-in recogniser reads it, and OTHER for what it takes for no name.</summary>
    public async Task<EntityType> TypeOfAsync(string phrase, CancellationToken cancellationToken)
    {
        var read = await reader.Value.AnnotateAsync(new Post { Id = "phrase", Text = phrase }, cancellationToken).ConfigureAwait(false);
        return read.Entities is [var only] && only.Text.Length > phrase.Length / 2 ? only.Type : EntityType.Other;
    }

    /// <summary>A phrase as a post, for as long as the answer is not disposed of.</summary>
    /// <param name="phrase">The phrase, without blanks around it.</param>
    /// <param name="type">What sort of name it is.</param>
    /// <param name="description">What it is, in a few words; null where nobody says.</param>
    /// <param name="picture">Where it is looked for.</param>
    public AskedPhrase Ask(string phrase, EntityType type, string? description, ImageSource picture)
    {
        var post = new Post
        {
            Id = Guid.NewGuid().ToString("N"),
            Text = phrase,
            AuxiliaryKnowledge = Knowledge(phrase, description),
            Image = picture,
        };
        recognizer.Add(post.Id, type);
        return new AskedPhrase(post, () => recognizer.Remove(post.Id));
    }

    // In the form of a language model's answer about a post. A phrase that is no name says itself what it is: "the red car".
    private static string? Knowledge(string phrase, string? description)
    {
        var said = string.IsNullOrWhiteSpace(description) ? (char.IsLower(phrase[0]) ? phrase : null) : description.Trim().TrimEnd('.');
        return said is null ? null : $"Named entities: 1. {phrase} Reasoning: {phrase} is {said}.";
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Profiles.DisposeAsync().ConfigureAwait(false);
        if (reader.IsValueCreated)
        {
            await reader.Value.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A phrase that is asked about now.</summary>
    /// <param name="Post">As a post.</param>
    /// <param name="End">Called when it is answered.</param>
    internal sealed record AskedPhrase(Post Post, Action End) : IDisposable
    {
        /// <inheritdoc />
        public void Dispose() => End();
    }

    // A stage sees nothing but the post: the types wait here under its id.
    private sealed class PhraseRecognizer() : PostStage<IReadOnlyList<Mention>>("phrase"), IEntityRecognizer
    {
        private readonly ConcurrentDictionary<string, EntityType> types = new(StringComparer.Ordinal);

        public void Add(string id, EntityType type) => types[id] = type;

        public void Remove(string id) => types.TryRemove(id, out _);

        protected override ValueTask<IReadOnlyList<Mention>> AnswerPostAsync(PostContext post, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<Mention>>(
                [new Mention(new TextSpan(0, post.Text.Length), types.GetValueOrDefault(post.Post.Id, EntityType.Other))]);
    }
}
