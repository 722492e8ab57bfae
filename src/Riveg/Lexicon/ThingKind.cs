namespace Riveg.Lexicon;

/// <summary>What sort of thing a noun means. The numbers are those of the embedded lists.</summary>
internal enum ThingKind
{
    /// <summary>No noun that is known.</summary>
    Unknown,

    /// <summary>A human being, a drawn or told one too.</summary>
    Person,

    /// <summary>An animal.</summary>
    Animal,

    /// <summary>What can be touched: goods, plants, parts of bodies and machines, substances.</summary>
    Thing,

    /// <summary>Food and drink.</summary>
    Food,

    /// <summary>A building, a shop, a town, a landscape.</summary>
    Place,

    /// <summary>A band, team, club, company, agency.</summary>
    Group,

    /// <summary>A song, film, show, album, novel.</summary>
    Work,

    /// <summary>What happens.</summary>
    Event,

    /// <summary>A service, an idea, a state, a measure: it has no look.</summary>
    Abstract,
}
