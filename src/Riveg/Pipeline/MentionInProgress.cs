using Riveg.Entailment;
using Riveg.Faults;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Pipeline;

/// <summary>The state of one mention while its post goes through the stages.</summary>
internal sealed class MentionInProgress(PostInProgress post, Mention mention)
{
    public PostInProgress Post => post;

    public Mention Mention => mention;

    public string? Expansion { get; set; }

    public EntailmentAnswer? Entailment { get; set; }

    public IReadOnlyList<Region> Regions { get; set; } = [];

    public IReadOnlyList<Candidate> Candidates { get; set; } = [];

    /// <summary>The first stage's fault; a mention with one goes no further.</summary>
    public Fault? Fault { get; private set; }

    public void Fail(Fault fault) => Fault ??= fault;

    /// <summary>Whether the decision lets grounding look for it.</summary>
    public bool MayBeInPicture { get; set; }

    /// <summary>Whether the stage whose turn it is is asked about the mention.</summary>
    public bool IsAsked { get; set; }

    /// <summary>What a stage sees of it now.</summary>
    public MentionContext Context() => new(mention)
    {
        Expansion = Expansion,
        Entailment = Entailment?.Probability,
        Regions = Regions,
        IsAsked = IsAsked,
    };
}
