using Riveg.Posts;

namespace Riveg.Recognition;

/// <summary>
/// What a tag says of its token, whatever the scheme that it was written in. <c>default</c> is <c>O</c>, outside of entities.
/// </summary>
/// <param name="TypeName">The entity's type as the tag names it; null or blank outside of entities.</param>
/// <param name="Starts">Whether the token is marked as an entity's first one.</param>
/// <param name="Ends">Whether the token is marked as an entity's last one, which BIO and IOB1 never do.</param>
internal readonly record struct EntityTag(string? TypeName, bool Starts, bool Ends)
{
    /// <summary>Whether the token is part of no entity.</summary>
    public bool IsOutside => string.IsNullOrWhiteSpace(TypeName);

    /// <summary>The entity's type; without a meaning outside of entities.</summary>
    public EntityType Type => IsOutside ? default : EntityType.Parse(TypeName!);

    /// <summary>
    /// Reads a tag of any usual scheme (IOB1, BIO, BIOES, BILOU, BMES, BMEWO), in capitals or not, the mark before the type (<c>B-PER</c>)
    /// or behind it (<c>PER-B</c>).
    /// </summary>
    /// <param name="text">One tag.</param>
    /// <returns>Null where it is none.</returns>
    public static EntityTag? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            "O" or "o" => default(EntityTag),
            [var mark, '-', .. { Length: > 0 } type] when Read(mark, type) is { } tag => tag,
            [.. { Length: > 0 } type, '-', var mark] => Read(mark, type),
            _ => null,
        };
    }

    /// <summary>The tag of a token within an entity.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="token">The token's index, one of the entity's.</param>
    public static EntityTag Within(TokenSpan entity, int token) => new(entity.Type.Name, token == entity.First, token == entity.End - 1);

    private static EntityTag? Read(char mark, string type) => char.IsWhiteSpace(type[0]) ? null : char.ToUpperInvariant(mark) switch
    {
        'B' => new EntityTag(type, Starts: true, Ends: false),
        'I' or 'M' => new EntityTag(type, Starts: false, Ends: false),
        'E' or 'L' => new EntityTag(type, Starts: false, Ends: true),
        'S' or 'U' or 'W' => new EntityTag(type, Starts: true, Ends: true),
        _ => null,
    };
}
