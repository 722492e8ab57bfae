namespace Riveg.Posts;

/// <summary>
/// The type of a named entity. The four of Twitter-GMNER are named here; other sets of types (Twitter-FMNERG's 51) are made from their
/// names. Twitter-2017's <c>MISC</c> is <see cref="Other"/>. Compared by name, ignoring case.
/// </summary>
public readonly struct EntityType : IEquatable<EntityType>
{
    private readonly string? name;

    private EntityType(string name) => this.name = name;

    /// <summary>A person, <c>PER</c>.</summary>
    public static EntityType Person { get; } = new("PER");

    /// <summary>A place, <c>LOC</c>.</summary>
    public static EntityType Location { get; } = new("LOC");

    /// <summary>An organisation, <c>ORG</c>.</summary>
    public static EntityType Organization { get; } = new("ORG");

    /// <summary>Anything else with a name, <c>OTHER</c> (Twitter-2017: <c>MISC</c>).</summary>
    public static EntityType Other { get; } = new("OTHER");

    /// <summary>The four types of Twitter-GMNER, in the order PER, LOC, ORG, OTHER.</summary>
    public static IReadOnlyList<EntityType> Coarse { get; } = [Person, Location, Organization, Other];

    /// <summary>The type's name as it stands in the data, such as <c>PER</c>.</summary>
    public string Name => name ?? "OTHER";

    /// <summary>
    /// Reads a type's name; <c>MISC</c> becomes <see cref="Other"/>, the four coarse names are recognised in any case, every other name is
    /// kept.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <returns>The type.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static EntityType Parse(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        foreach (var type in Coarse)
        {
            if (string.Equals(type.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return type;
            }
        }

        return string.Equals(name, "MISC", StringComparison.OrdinalIgnoreCase) ? Other : new EntityType(name);
    }

    /// <inheritdoc />
    public bool Equals(EntityType other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is EntityType other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    /// <summary>Compares by name, ignoring case.</summary>
    public static bool operator ==(EntityType left, EntityType right) => left.Equals(right);

    /// <summary>Compares by name, ignoring case.</summary>
    public static bool operator !=(EntityType left, EntityType right) => !left.Equals(right);

    /// <inheritdoc />
    public override string ToString() => Name;
}
