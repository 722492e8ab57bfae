using System.Text.RegularExpressions;
using Riveg.LanguageModels.Boxes;

namespace Riveg.LanguageModels.Dialects;

/// <summary>
/// All that is known of a family of models in advance: by which names servers know it, how it writes boxes and is asked for them, in which
/// sizes it sees pictures, what it refuses, how it marks its thinking. <see cref="Families"/> is the table. Immutable.
/// </summary>
/// <param name="Name">The family's name.</param>
/// <param name="Pattern">Matches the names by which servers know its models.</param>
/// <param name="Boxes">The order and scale of its boxes.</param>
/// <param name="Form">How it is asked for a box.</param>
/// <param name="Source">The public page where it was seen, without its scheme.</param>
internal sealed partial record ModelDialect(string Name, Regex Pattern, BoxConvention Boxes, BoxForm Form, string Source)
{
    /// <summary>The project's own prompt for grounding in the family's own form.</summary>
    public string GroundingPrompt { get; init; } = "grounding";

    /// <summary>In which sizes it sees pictures.</summary>
    public PictureSizes Pictures { get; init; } = PictureSizes.Any;

    /// <summary>The name of the limit of tokens; null for the endpoint's.</summary>
    public string? TokensField { get; init; }

    /// <summary>Settings that it refuses, or is known to ignore, by their names in a request.</summary>
    public IReadOnlyList<string> Refuses { get; init; } = [];

    /// <summary>Settings that it refuses while it thinks: where a <c>reasoning_effort</c> other than <c>none</c> is asked for.</summary>
    public IReadOnlyList<string> RefusesThinking { get; init; } = [];

    /// <summary>The marks around its thinking; null where it has none, or those that many have (<c>&lt;think&gt;</c>).</summary>
    public ThinkingMarks? Thinking { get; init; }

    /// <summary>Whether its service is known to hold answers to a JSON schema.</summary>
    public bool HasStructuredOutput { get; init; }

    /// <summary>Whether this is a family, and not what is assumed of a model that nobody knows.</summary>
    public bool IsKnown => !ReferenceEquals(this, Unknown);

    /// <summary>What is assumed of a model that the table does not have: 0..1000, which most open models write.</summary>
    public static ModelDialect Unknown { get; } = new(
        "unknown", Nothing(), BoxConvention.Thousandths, BoxForm.Of(BoxConvention.Thousandths), string.Empty);

    /// <summary>
    /// The family of a model by the name that a server knows it by: a file, a path, an alias with a tag.
    /// <see cref="Unknown"/> where none fits.
    /// </summary>
    public static ModelDialect Of(string model)
    {
        // What a model was tuned from goes before what its owner calls it: ft:BASE:OWNER:NAME:ID.
        if (FineTuned().Match(model) is { Success: true } tuned)
        {
            model = tuned.Groups[1].Value;
        }

        // The last part names the model; a folder may be named after anybody.
        var last = model[(model.LastIndexOfAny(['/', '\\']) + 1)..];
        return Find(last) ?? Find(model) ?? Unknown;
    }

    /// <summary>What a model of this family refuses under an effort of thinking.</summary>
    public IEnumerable<string> Refused(string? reasoningEffort) =>
        reasoningEffort is null or "none" ? Refuses : Refuses.Concat(RefusesThinking);

    private static ModelDialect? Find(string name) => Families.FirstOrDefault(f => f.Pattern.IsMatch(name));

    [GeneratedRegex("(?:^|/)ft:([^:]+)", RegexOptions.IgnoreCase)]
    private static partial Regex FineTuned();

    [GeneratedRegex("(?!)")]
    private static partial Regex Nothing();
}

/// <summary>The marks around a model's thinking.</summary>
/// <param name="Opening">Before it.</param>
/// <param name="Closing">Behind it.</param>
internal sealed record ThinkingMarks(string Opening, string Closing);
