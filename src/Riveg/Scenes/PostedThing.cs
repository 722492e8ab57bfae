using Riveg.Evidence;
using Riveg.Lexicon;
using Riveg.Posts;

namespace Riveg.Scenes;

/// <summary>What a post names, with all that its words say of it.</summary>
/// <param name="Mentions">Its mentions.</param>
/// <param name="Said">What is said of it: its expansion, and what the knowledge says; empty where nothing is.</param>
/// <param name="Reading">What that means: the classes that may be seen where it is seen, and what sort of thing it is.</param>
/// <param name="Written">Where its name is written in the picture, best first.</param>
/// <param name="Cues">What the text and what is said tell of its being there.</param>
internal sealed record PostedThing(
    EntityMentions Mentions,
    string Said,
    PhraseReading Reading,
    IReadOnlyList<WrittenMatch> Written,
    PresenceCues Cues)
{
    /// <summary>The class of persons in detectors' words.</summary>
    public const string PersonClass = "person";

    /// <summary>Its first mention.</summary>
    public MentionContext First => Mentions.First;

    /// <summary>Whether it is one of the persons who are handed out among those seen.</summary>
    public bool IsPerson => Mentions.Type == EntityType.Person
        ? Reading.Kind != ThingKind.Animal
        : Mentions.Type == EntityType.Other && Reading is { Kind: ThingKind.Person, IsFictional: false };

    /// <summary>What may be seen where it is seen, most likely first.</summary>
    public IReadOnlyList<ClassMatch> Classes => Reading.Classes;

    /// <summary>Whether it is one thing of its kind, as a pet or a ship is, and not the maker of many.</summary>
    public bool IsOneOfItsKind => Mentions.Type != EntityType.Organization;
}
