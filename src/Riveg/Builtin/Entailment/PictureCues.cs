using System.Collections.Frozen;

namespace Riveg.Builtin.Entailment;

/// <summary>What a caption's words say of how many people are to be seen.</summary>
internal static class PictureCues
{
    private static readonly FrozenDictionary<string, int> Numbers = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["a"] = 1, ["an"] = 1, ["one"] = 1, ["the"] = 1, ["another"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5,
        ["six"] = 6, ["several"] = 4,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> One = new[]
    {
        "man", "woman", "boy", "girl", "person", "player", "singer", "actor", "actress", "child", "baby", "lady", "guy", "musician",
        "politician", "president", "athlete", "performer", "coach", "soldier", "officer", "artist", "dancer", "wrestler", "boxer", "golfer",
        "guitarist", "male", "female", "individual", "celebrity",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Many = new[]
    {
        "men", "women", "boys", "girls", "people", "players", "singers", "actors", "children", "musicians", "politicians", "athletes",
        "individuals", "persons", "kids", "members", "friends",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Crowds = new[]
    {
        "group", "crowd", "audience", "team", "band", "crew", "cast", "family", "couple", "bunch",
    }.ToFrozenSet();

    /// <summary>The people that a caption counts, 0 to 6.</summary>
    public static int CountPeople(ReadOnlySpan<string> words)
    {
        var count = 0;
        var number = 1;
        for (var i = 0; i < words.Length; i++)
        {
            if (Numbers.TryGetValue(words[i], out var n))
            {
                number = n;
            }
            else if (One.Contains(words[i]))
            {
                count += 1;
                number = 1;
            }
            else if (Many.Contains(words[i]))
            {
                count += Math.Max(2, number);
                number = 1;
            }
            else if (Crowds.Contains(words[i]))
            {
                count += words[i] == "couple" ? 2 : 3;
                number = 1;
            }
        }

        return Math.Min(6, count);
    }
}
