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
/// What words tell of whether and where somebody or something is in the picture. The patterns are of general English; none is fitted to a
/// data set.
/// </summary>
/// <param name="IsSaidAbsent">Whether what is said of it puts it elsewhere: "a friend far away".</param>
/// <param name="SoundsAbsent">Whether the sentence may put it elsewhere: "like X", "X could not come".</param>
/// <param name="HasLook">Whether what is said tells how a person looks or what he does: "the boy in red with the ball".</param>
/// <param name="IsKnownToAll">Whether it is somebody whom posts name without his being there: a star, a president.</param>
/// <param name="IsOwned">Whether the text calls it somebody's own: "her X", "my old X", "Tom's X".</param>
/// <param name="Side">Where words put it.</param>
/// <param name="IsNear">Whether words put it in front.</param>
/// <param name="IsSmall">Whether it is a child.</param>
/// <param name="Colors">The colours of what it wears.</param>
/// <param name="Company">Words of things that it is with: "on the motorcycle", "with the ball".</param>
internal sealed partial record PresenceCues(
    bool IsSaidAbsent,
    bool SoundsAbsent,
    bool HasLook,
    bool IsKnownToAll,
    bool IsOwned,
    Side Side,
    bool IsNear,
    bool IsSmall,
    IReadOnlyList<string> Colors,
    IReadOnlyList<string> Company)
{
    /// <summary>Reads the words around a mention, and what is said of it.</summary>
    /// <param name="text">The post's text.</param>
    /// <param name="mention">Where the mention stands in it.</param>
    /// <param name="said">What is said of it.</param>
    public static PresenceCues Of(string text, TextSpan mention, string said)
    {
        var before = text[..mention.Start];
        var after = text[mention.End..];
        var around = $"{Clause(before, last: true)} ▪ {Clause(after, last: false)}";
        var look = LookOf(said);
        return new PresenceCues(
            AbsentSaid().IsMatch(said),
            AbsentBefore().IsMatch(before) || AbsentAfter().IsMatch(after),
            look,
            !look && Famous().IsMatch(said),
            Owned().IsMatch(before),
            SideOf(said) is var side and not Side.Unsaid ? side : SideOf(around),
            Near().IsMatch(said),
            Child().IsMatch(said),
            [.. Color().Matches(said).Select(m => m.Value.ToLowerInvariant()).Distinct()],
            [
                .. CompanySaid().Matches(said).Select(m => m.Groups["thing"].Value),
                .. CompanyAfter().Matches(after).Select(m => m.Groups["thing"].Value),
            ]);
    }

    private static bool LookOf(string said) =>
        Look().IsMatch(said) || (said.StartsWith("the ", StringComparison.OrdinalIgnoreCase) && Role().IsMatch(said));

    private static Side SideOf(string words) =>
        OnTheLeft().IsMatch(words) ? Side.Left
        : OnTheRight().IsMatch(words) ? Side.Right
        : InTheMiddle().IsMatch(words) ? Side.Middle : Side.Unsaid;

    // The words up to the next comma or full stop.
    private static string Clause(string text, bool last)
    {
        var cut = last ? text.LastIndexOfAny([',', '.', ';', '!', '?']) : text.IndexOfAny([',', '.', ';', '!', '?']);
        return cut < 0 ? text : last ? text[(cut + 1)..] : text[..cut];
    }

    private const RegexOptions Plain = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(
        @"(\b(like|unlike|than|without|no|not even|nor|except|instead of|wish|wishing|miss|missing|misses|"
        + @"thanks|thanks to|thank you|thx|says|said|asks|asked|"
        + @"tell|told|ask|call|called|calls|texted|waits for|waiting for|wait for|as if|if only|(fans?|fan club|"
        + @"song|songs|album|tweet|letter|postcard|news|word|regards|love|greetings) (of|by|from)|"
        + @"according to|inspired by|dreams? of|dreaming of|thinking of|think of|reminds me of|named after|"
        + @"tribute to|in memory of|rip|r\.i\.p\.|"
        + @"(photo|picture|pic|shot|taken|filmed) (by|credit:?)|"
        + @"(a |the )?(call|visit|message|gift|present|parcel|recipe) from|(on the phone|facetime|skype|video call|chatting) with|"
        + @"(fan|jealous|proud words|honou?r|absence|memories|stories|lack) of|in honou?r of|dedicated to|(listening|writing|talking) to|"
        + @"(reading|talking|hearing|heard|song|film|book) about|(no|any|without a) sign of|still no|minus|sans|but not|never|hoping for|"
        + @"looking for|where('s| is| are)|expecting|better than|as good as|nothing on|blame|shout-?out to|greetings to"
        + @"|regards to|hello to|"
        + @"far from|away from|sorry|dear|poor old)|well done) ((my|our|his|her|the|a|an|old|uncle|aunt|dear) )?$",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AbsentBefore();

    [GeneratedRegex(
        @"^('s|,)? ?(would|will|could|might|can wait|cannot come|can't come|couldn't|could not|neither|either|"
        + @"who\?|who \?|or not|sends|wrote|writes|tweets|tweeted|had |has closed|is down|was down|"
        + @"is on (his|her|its|their) way|is missing|is away|is sick|is ill|stayed|stays (at )?home|"
        + @"is (still )?(in|at) |was here|were here|is not here|isn't here|missed|abroad|fans?\b|"
        + @"supporters|releases?\b|announces?\b|cancels?\b|cancell?ed\b|resigns?\b|breaks the internet|"
        + @"(did not|didn't|does not|doesn't|could not|couldn't|cannot|can't|will not|won't|was not|wasn't|is not|isn't) "
        + @"(come|coming|make it|show up|join|be there|attend|there|here|invited|around|with us|in town|able)|"
        + @"should (see|be here|have been)|not (here|there|included|pictured)|"
        + @"is (out of town|off|at work|working|late|behind the camera|filming|on (holiday|vacation|leave))|has left|left early|overslept|"
        + @"skipped|took (the|this) (photo|picture|shot)|took this|from behind the camera|eat your heart out|take notes?|watch out|"
        + @"move over|has nothing on|never (saw|made)|are you (watching|there|seeing)|where are you|come (back|home)|"
        + @"next time|sadly|was right|loses\b|speaks in|is safe|never came|phoned|"
        + @"called)",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AbsentAfter();

    [GeneratedRegex(
        @"\b(could not|couldn't|cannot|can't|did not|does not|do not|didn't|doesn't|is not|isn't|not here|"
        + @"not there|not seen|nowhere|absent|away|abroad|elsewhere|at home|missing|"
        + @"(our|my|his|her|their) host|on (his|her|their) way|dead|late)\b",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AbsentSaid();

    [GeneratedRegex(
        @"(\b(my|his|her|our|your|their)|\w('|’)s)( (new|old|first|last|own|little|big|beloved|trusty|favou?rite))? $",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Owned();

    [GeneratedRegex(
        @"\b(star|celebrity|singer|president|prime minister|politician|rapper|actor|actress|legend|champion|"
        + @"king|queen|senator|comedian|billionaire|founder|ceo|idol|pop|musician|host|friend)\b",
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

    [GeneratedRegex(@"\b(on|to|at|from) the( far)? left\b|\bleft of\b|\bleftmost\b", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OnTheLeft();

    [GeneratedRegex(@"\b(on|to|at|from) the( far)? right\b|\bright of\b|\brightmost\b", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OnTheRight();

    [GeneratedRegex(@"\bin the (middle|cent(er|re))\b", Plain, matchTimeoutMilliseconds: 1000)]
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

    [GeneratedRegex(
        @"^ (and|on|with|riding|holding) (a |the |his |her |their |my )(?<thing>[a-z]+)",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CompanyAfter();
}
