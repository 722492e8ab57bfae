using System.Text.RegularExpressions;
using Riveg.Posts;

namespace Riveg.Scenes;

/// <summary>Where in the picture words put somebody.</summary>
internal enum Side
{
    /// <summary>They do not say.</summary>
    Unsaid,

    /// <summary>On the left.</summary>
    Left,

    /// <summary>In the middle.</summary>
    Middle,

    /// <summary>On the right.</summary>
    Right,
}

/// <summary>
/// What words tell of whether and where somebody or something is in the picture. The patterns are of general English; they were written by
/// one who had read photo-posts and newcomer-posts, so that figures on those flatter (docs/eyes.md).
/// </summary>
/// <param name="IsSaidAbsent">Whether what is said of it puts it elsewhere: "a friend far away".</param>
/// <param name="SoundsAbsent">Whether the sentence may put it elsewhere: "like X", "X could not come".</param>
/// <param name="HasLook">Whether what is said tells how a person looks or what he does: "the boy in red with the ball".</param>
/// <param name="IsKnownToAll">Whether it is somebody whom posts name without his being there: a star, a president.</param>
/// <param name="IsOwned">Whether the text calls it somebody's own: "her X", "my old X", "Tom's X".</param>
/// <param name="Side">Where words put it.</param>
/// <param name="Turn">The how manieth it is said to be, from the left, or below zero from the right; 0 where that is not said.</param>
/// <param name="IsNear">Whether words put it in front.</param>
/// <param name="IsSmall">Whether it is a child.</param>
/// <param name="Colors">The colours of what it wears.</param>
/// <param name="Company">Words of things that it is with: "on the motorcycle", "with the ball".</param>
/// <param name="RoleThings">Classes of what goes with its role: a glove with "the catcher".</param>
internal sealed partial record PresenceCues(
    bool IsSaidAbsent,
    bool SoundsAbsent,
    bool HasLook,
    bool IsKnownToAll,
    bool IsOwned,
    Side Side,
    int Turn,
    bool IsNear,
    bool IsSmall,
    IReadOnlyList<string> Colors,
    IReadOnlyList<string> Company,
    IReadOnlyList<string> RoleThings)
{
    // Words further away speak of something else; and a long text is not read anew for each name.
    private const int Reach = 160;

    /// <summary>How far words put it elsewhere, 0..1: what only sounds so counts less.</summary>
    public double Absence => IsSaidAbsent ? 1 : SoundsAbsent ? 0.7 : 0;

    /// <summary>Reads the words around a mention, and what is said of it.</summary>
    /// <param name="text">The post's text.</param>
    /// <param name="mention">Where the mention stands in it.</param>
    /// <param name="said">What is said of it.</param>
    /// <param name="isPerson">Whether the name is a person's.</param>
    public static PresenceCues Of(string text, TextSpan mention, string said, bool isPerson)
    {
        var before = text[Math.Max(0, mention.Start - Reach)..mention.Start];
        var after = text[mention.End..Math.Min(text.Length, mention.End + Reach)];
        var look = LookOf(said);
        var aside = Aside().Match(after).Value;
        return new PresenceCues(
            AbsentSaid().IsMatch(said),
            AbsenceWords.Sound(before, after, isPerson),
            look,
            !look && Famous().IsMatch(said),
            Owned().IsMatch(before),
            SideOf(said) is var side and not Side.Unsaid ? side
                : BareSideOf(text, after) is var bare and not Side.Unsaid ? bare : SideAround(before, after),
            TurnOf(said) is var turn and not 0 ? turn
                : TurnOf(Clause(after, last: false)) is var behind and not 0 ? behind : TurnOf(Clause(before, last: true)),
            Near().IsMatch(said),
            Child().IsMatch(said),
            [
                .. Color().Matches(said).Select(m => m.Value)
                    .Concat(Clothes().Matches(aside).Select(m => m.Groups["color"].Value))
                    .Select(c => c.ToLowerInvariant())
                    .Distinct(),
            ],
            [
                .. CompanySaid().Matches(said).Concat(CompanyAfter().Matches(after)).Concat(CompanySaid().Matches(aside))
                    .Concat(Worn().Matches(said)).Concat(Worn().Matches(aside))
                    .Concat(CompanyBefore().Matches(before)).Concat(OwnBehind().Matches(after))
                    .Select(m => m.Groups["thing"].Value)
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ],
            [.. PersonRoles.ThingsOf($"{said} {aside} {RoleBefore().Match(before).Value}")]);
    }

    private static bool LookOf(string said) =>
        Look().IsMatch(said) || (said.StartsWith("the ", StringComparison.OrdinalIgnoreCase) && Role().IsMatch(said));

    private static Side SideOf(string words) => Sides(words).Select(m => m.Side).FirstOrDefault();

    // "Tom on the right and Anna on the left": the words nearest to the name are about it; "to the left of Tom" puts Tom to the right.
    private static Side SideAround(string before, string after)
    {
        if (Sides(Clause(after, last: false)).FirstOrDefault() is { Side: not Side.Unsaid } next)
        {
            return next.Side;
        }

        var nearest = Sides(Clause(before, last: true)).LastOrDefault();
        return !SideOfSomebody().IsMatch(before) ? nearest.Side
            : nearest.Side == Side.Left ? Side.Right : nearest.Side == Side.Right ? Side.Left : nearest.Side;
    }

    // "Anna right, Karl left": only where the text has both, since who "left" may have gone.
    private static Side BareSideOf(string text, string after) =>
        BareSide().Match(after) is { Success: true } match
            && (match.Groups["far"].Success || (LeftWord().IsMatch(text) && RightWord().IsMatch(text)))
            ? match.Groups["side"].Value.Equals("left", StringComparison.OrdinalIgnoreCase) ? Side.Left : Side.Right
            : Side.Unsaid;

    // "second from left"
    private static int TurnOf(string words)
    {
        if (Turns().Match(words) is not { Success: true } match)
        {
            return 0;
        }

        var turn = match.Groups["turn"].Value.ToLowerInvariant() switch
        {
            "first" or "1st" => 1,
            "second" or "2nd" => 2,
            "third" or "3rd" => 3,
            "fourth" or "4th" => 4,
            "fifth" or "5th" => 5,
            _ => 6,
        };
        return match.Groups["side"].Value.Equals("left", StringComparison.OrdinalIgnoreCase) ? turn : -turn;
    }

    private static IEnumerable<(int Index, Side Side)> Sides(string words) =>
        OnTheLeft().Matches(words).Select(m => (m.Index, Side.Left))
            .Concat(OnTheRight().Matches(words).Select(m => (m.Index, Side.Right)))
            .Concat(InTheMiddle().Matches(words).Select(m => (m.Index, Side.Middle)))
            .OrderBy(m => m.Index);

    // The words up to the next comma or full stop.
    private static string Clause(string text, bool last)
    {
        var cut = last ? text.LastIndexOfAny([',', '.', ';', '!', '?']) : text.IndexOfAny([',', '.', ';', '!', '?']);
        return cut < 0 ? text : last ? text[(cut + 1)..] : text[..cut];
    }

    private const RegexOptions Plain = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(
        @"\b((could not|couldn't|cannot|can't|did not|didn't|does not|doesn't) (come|make it|be there|join|show up|attend)|"
        + @"not (here|there|seen|shown|pictured|present|in the (picture|photo))|nowhere|absent|abroad|elsewhere|"
        + @"(is|was|stayed|stays|lives|far) away|(is|was|stayed|stays|waits) at home|(is|was) (dead|missing|late)|"
        + @"(our|my|his|her|their) host|on (his|her|their) way)\b",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AbsentSaid();

    [GeneratedRegex(
        @"(\b(my|his|her|our|your|their)|\w('|’)s)( (new|old|first|last|own|little|big|beloved|trusty|favou?rite))? $",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Owned();

    [GeneratedRegex(
        @"\b(star|celebrity|singer|president|prime minister|politician|rapper|actor|actress|legend|champion|"
        + @"king|queen|senator|comedian|billionaire|founder|ceo|idol|pop|musician)\b",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Famous();

    [GeneratedRegex(
        @"\b(man|woman|men|women|boy|girl|child|kid|baby|toddler|lady|guy|gentleman|youth|teenager|person|"
        + @"one)\b.*\b(in|with|on|at|among|behind|beside|near|under|who|holding|wearing|carrying|riding)\b"
        + @"|\b(young|old|little|tall|smiling|bearded|blond|blonde|bald) (man|woman|boy|girl|lady|child|kid|"
        + @"guy)\b|\b(in|wearing) (a )?(red|blue|green|white|black|yellow|orange|pink|purple|brown|gr[ae]y|dark|"
        + @"uniform)\b",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Look();

    [GeneratedRegex(
        @"^the \w+( \w+)? (in|with|on|at|among|behind|beside|near|under|who|holding|wearing|carrying|"
        + @"riding)\b|^the (little |young |old )?(man|woman|boy|girl|child|kid|baby|lady|guy)\b",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Role();

    [GeneratedRegex(
        @"\b(on|to|at|from) the( far)? left\b|\b(on|at|far) left(?=\s*([,.;:!?)]|$|and\b))|\bleftmost\b|^ \((far )?(left|l)\)"
            + @"|\b(?-i:Left): ?$", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OnTheLeft();

    [GeneratedRegex(
        @"\b(on|to|at|from) the( far)? right\b|\b(on|at|far) right(?=\s*([,.;:!?)]|$|and\b))|\brightmost\b|^ \((far )?(right|r)\)"
            + @"|\b(?-i:Right): ?$",
        Plain,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex OnTheRight();

    [GeneratedRegex(
        @"^('s| is| was| stands?| sits?)?:?,? ?(the )?(?<far>far |extreme )?(?<side>left|right)(?=\s*([,.;!?)\n]|$|and\b|&))",
        Plain,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex BareSide();

    [GeneratedRegex(@"\bleft\b", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LeftWord();

    [GeneratedRegex(@"\bright\b", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RightWord();

    [GeneratedRegex(
        @"\b(?<turn>first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|sixth|6th)( person| one)? from (the )?(?<side>left|right)\b",
        Plain,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Turns();

    [GeneratedRegex(@"\b(left|right) of ((my|our|his|her|the|old|uncle|aunt) )?$", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SideOfSomebody();

    [GeneratedRegex(
        @"\bin the (middle|cent(er|re))\b|^ \((middle|cent(er|re)|c)\)|\b(?-i:Middle|Center|Centre): ?$",
        Plain,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex InTheMiddle();

    [GeneratedRegex(@"\bin front\b(?! of)|\bforeground\b|\bclosest\b|\bnearest\b", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Near();

    [GeneratedRegex(@"\b(child|kid|baby|toddler|little (boy|girl)|infant)\b", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Child();

    [GeneratedRegex(
        @"\b(red|blue|green|white|black|yellow|orange|pink|purple|brown|gr[ae]y|dark|beige|navy)\b",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Color();

    [GeneratedRegex(
        @"\b(with|on|in front of|holding|riding|rides|holds|carries|carrying|among|beside|behind|cuts|cutting|"
        + @"eating|eats|at|in) (a |an |the |his |her |their |its )(?<thing>[a-z]+( [a-z]+)?)",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CompanySaid();

    // "Tom, the goalkeeper,", "Tom (in red)", "Tom in the blue shirt", "Tom who wears a tie"
    [GeneratedRegex(
        @"^(,? ?\((in|with|on|the|wearing|holding|carrying)\b[^()]{1,40}\)|,? (the|our|my|who|wearing|holding|carrying|in|with|on)\b"
        + @"[^.,;:!?()\n]{1,40}?(?=[.,;:!?()\n]|$| and [A-Z]))",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Aside();

    [GeneratedRegex(
        @"\b(in|wears?|wearing|with) (a |an |the |his |her |their |all )?((bright|light|dark|big|new|old) )?"
        + @"(?<color>red|blue|green|white|black|yellow|orange|pink|purple|brown|gr[ae]y|beige|navy)( and \w+)?"
        + @"(?=[).,;:!?\n]|$| (t-?shirt|shirt|dress|jacket|coat|hat|jersey|suit|tie|sweater|hoodie|top|skirt|pants|trousers|jeans|kit|"
        + @"uniform|cap|scarf|blouse|gown|helmet|vest|shorts|cardigan|jumper|robe|parka)\b)",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Clothes();

    [GeneratedRegex(
        @"\b(wears?|wearing|pushing|pulling|catching|throwing|kicking|hitting|swinging|under|drinking) (a |an |the |his |her |their )?"
        + @"(?<thing>[a-z]+( [a-z]+)?)",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Worn();

    // "the tie of Tom", "Tom's tie"
    [GeneratedRegex(@"\bthe (?<thing>[a-z]+) of (uncle |aunt )?$", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CompanyBefore();

    [GeneratedRegex(@"^['’]s (?<thing>[a-z]+)\b", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnBehind();

    [GeneratedRegex(@"\b[a-z]+,? $", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoleBefore();

    [GeneratedRegex(
        @"^ (and|on|with|riding|holding) (a |the |his |her |their |my )(?<thing>[a-z]+)",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CompanyAfter();
}
