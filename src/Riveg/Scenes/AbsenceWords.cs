using System.Text.RegularExpressions;

namespace Riveg.Scenes;

/// <summary>
/// Whether the words around a name sound as if its owner were elsewhere, by kinds of what people say of those who are not there. The kinds
/// are of general English. Each is looked for right before or right behind the name.
/// </summary>
internal static partial class AbsenceWords
{
    private const RegexOptions Plain = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>Whether the words sound so.</summary>
    /// <param name="before">What stands before the name.</param>
    /// <param name="after">What stands behind it.</param>
    /// <param name="isPerson">Whether the name is a person's: of a maker the goods may be there.</param>
    public static bool Sound(string before, string after, bool isPerson)
    {
        return Before().IsMatch(before)
            || After().IsMatch(after)
            || (Meanwhile().IsMatch(before) && IsElsewhere().IsMatch(after))
            || Longing().IsMatch(before)
            || Credit().IsMatch(before)
            || Farewell().IsMatch(before)
            || Media().IsMatch(after)
            || Underway().IsMatch(after)
            || Gone().IsMatch(after)
            || Rivalry().IsMatch(after)
            || (Thanks().IsMatch(before) && ForSomething().IsMatch(after))
            || (Likeness().IsMatch(before) && EndsClause().IsMatch(after))
            || (Quoting().IsMatch(before) && Speaks().IsMatch(after))
            || (isPerson
                ? GiftFrom().IsMatch(before) || Model().IsMatch(before) || Gave().IsMatch(after) || ThingOf().IsMatch(after)
                : News().IsMatch(after));
    }

    // "paints like X", not "I like X" and "looks like X won"; "I miss X", not "Miss X"; "..., thanks X", not "Thanks X, ...".
    [GeneratedRegex(
        @"(\b(unlike|than|without|minus|sans|no|nor|not|isn('|’)?t|wasn('|’)?t|aren('|’)?t|ain('|’)?t|except|instead of|wish|wishing"
            + @"|if only|as if|but not|not even|nor even|still no|"
        + @"according to|inspired by|dreams? of|dreaming of|thinking of|think of|reminds (me|us) of|named after|"
        + @"tribute to|in memory of|in honou?r of|dedicated to|(rip|r\.i\.p\.?|rest in peace|rest easy)[,:]?|far from|away from|"
        + @"wait(s|ed|ing)? (for|on)|(fans?|fan club|songs?|album|tweet|letter|postcard|news|word|regards|love|greetings) (of|by|from)|"
        + @"(photo|picture|pic|shot|taken|filmed) (by|credit:?)|(call|message|gift|present|parcel|recipe) from|"
        + @"(on the phone|facetime|skype|video call|chatting) with|(fan|jealous|absence|memories) of|(listening|writing) to|"
        + @"(reading|talking|hearing|heard|song|film|book) about|(no|any|without a) sign of|"
        + @"(shout-?out|greetings|regards|hello) to)|[,.!] (says|said|asks|asked|thanks|thank you|thx|well done|sorry|congrats)"
        + @"|(?<!\b(i|we|you|they|he|she|would|really|looks?|looked|seems?|feels?)) like"
        + @"|\b(?-i:miss|misses|missing|Missing)) ((my|our|his|her|the|a|an|old|uncle|aunt|dear) ){0,2}$",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Before();

    [GeneratedRegex(
        @"^('s)? ?\(?\b(would|wouldn't|can wait|sends|wrote|writes|tweets|tweeted|phoned|has closed|is down|was down|"
        + @"is (on (his|her|its|their) way|missing|away|sick|ill|abroad|out of town|behind the camera|filming|on (holiday|vacation|leave))|"
        + @"stayed|stays (at )?home|abroad|fans?|supporters|releases?|announces?|cancels?|cancell?ed|resigns?|"
        + @"(did not|didn't|does not|doesn't|could not|couldn't|cannot|can't|will not|won't|was not|wasn't|is not|isn't) "
        + @"(come|coming|make it|show up|join|be there|attend|there|here|invited|around|with us|in town)|"
        + @"should (see|be here|have been)|not (here|there|included|pictured)|has left|left early|overslept|"
        + @"took (the|this) (photo|picture|shot)|took this|eat your heart out|never (came|saw|made|showed))\b"
        + @"|^,? ?(neither|where are you)\b|^,? ?who ?\?|^[,:]? ?(rip|r\.i\.p|rest in peace|rest easy)\b",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex After();

    // "while Ellen is in Rome"
    [GeneratedRegex(@"\b(while|whereas|meanwhile|but) $", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Meanwhile();

    [GeneratedRegex(@"^ (is|was|stays|sits|works|sleeps|waits) ", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsElsewhere();

    // Whom one hopes for, looks for or remembers.
    [GeneratedRegex(
        @"\b((can't|cannot|can not|couldn't) wait (for|to (see|meet|hug|visit))|(looking|look) forward to( seeing| meeting| visiting)?|"
        + @"count(ing)?(down| down)? (to|until|till)|(hope|hoping|want|love|dying) to (see|meet|visit)|"
        + @"(off|way|heading|driving|flying|going) to (see|meet|visit|pick up)|tickets? (for|to see|to)|sav(e|ing) up for|"
        + @"wish (i|we) had|(looking|searching|search|searched) for|(where is|where's|where are|anyone seen)|"
        + @"(come back|come home|get well|get better)( soon)?,?|bring back|"
        + @"remember(ing|s)?|mourn(ing|s)?|the late|rest in peace,?|(prayers?|candle|flowers|thoughts) for|"
        + @"(don't|do not|nobody|no one|never) (tell|show)|(texted|texting|phoned|phoning|emailed|emailing|facetiming|googling|googled)|"
        + @"(post ?card|letter|message|e-?mail|text|present|gift|parcel|invitation) (to|for)) ((my|our|his|her|the|a|"
        + @"an|old|uncle|aunt|dear) )?$",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Longing();

    // Who is thanked or named for something that he did, and whom one quotes.
    [GeneratedRegex(
        @"(\b(thanks|thank you|thx|cheers|props|kudos|credit|credits|grateful|indebted|compliments|best wishes|sorry|apologies)"
        + @"( goes| go| so much| again)? to|\b(courtesy of|compliments of|credits?:|hat tip|h/t|via|to quote|quoting|in the words of|"
        + @"(written|directed|composed|designed|painted|drawn|produced|narrated|photographed|recommended|inspired) by)"
        + @"|📷:?|📸:?|©) ?((my|our|his|her|the|uncle|aunt|dear) )?@?$",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Credit();

    // What one leaves, lets be or does not need.
    [GeneratedRegex(
        @"\b(move over|step aside|watch out|look out|take that|beat that|take notes?|your move|better luck next time|"
        + @"(?<!\bnever )forget( about)?|never mind|who needs|who needed|no need (for|of)|so much for|enough of|"
        + @"(done|finished|fed up|through) with|(sick|tired) of|(switched|switching|moved) (away )?from|quit|"
        + @"boycott(ing|s)?|unfollow(ed|ing)?|"
        + @"uninstall(ed|ing)?|rather than|as opposed to|compared (to|with)|anything but|anyone but|nothing like|"
        + @"pretend(s|ed|ing)? to be|thinks (he's|she's|he is|she is)|dress(ed|es|ing)?( up)? as|disguised as|impersonat(es|ing)|"
        + @"channell?ing (his|her|my|their|our)( inner)?|(his|her|my|your|their) inner),? ((a|an|the|uncle|aunt) )?$",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Farewell();

    // Who is seen or heard in what somebody reads, watches or listens to.
    [GeneratedRegex(
        @"^( \w+)? (on|in|over) (tv|telly|television|youtube|netflix|spotify|tiktok|(the|my|our) (tv|telly|"
        + @"television|radio|news|paper|newspaper|"
        + @"earphones|headphones|ears|stereo|speakers|playlist|podcast))\b|^ on (repeat|loop|shuffle|vinyl)\b|^ tickets?\b|^ is trending\b",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Media();

    // Who is still to come.
    [GeneratedRegex(
        @"^( is|'s| was| are| were| will be|'ll be)( still| again| always| running| a bit| a little| very| so|"
        + @" already| now| half an hour)* "
        + @"((late(?! for)|delayed)|stuck (in|at|on)|on (the|his|her|their|its) way|en route|coming (soon|later|tomorrow|next)|"
        + @"not (back|home|here|there|with us|coming|ready) ?(yet)?|yet to (come|arrive)|nowhere|at work|in (the )?hospital|"
        + @"(joining|arriving|landing|here|back|home) (us )?(soon|later|tomorrow|tonight|next|on \w+day|in an? \w+))\b"
        + @"|^ (will )?(arrives?|lands?|joins?|comes?|returns?|gets? here|follows?|flies in)( us)? (soon|later|"
        + @"tomorrow|tonight|next \w+|on \w+day)\b"
        + @"|^,? not (here|back|home|yet)\b|^ (has|had|have)( still)? (not|to|yet to) (arrived?|come|shown up|landed|work|stay home|stay)\b"
        + @"|^ (hasn't|haven't) (arrived|come|shown up|landed|made it)\b|^ called in sick\b",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Underway();

    // Who has gone, and who is out of the picture.
    [GeneratedRegex(
        @"^,? ?\(?((who|which) )?((is|was|'s)( so| very| dearly| sorely| much| greatly)* missed|passed away|died|"
        + @"lives (in|far|near|abroad)|"
        + @"(has )?(moved|emigrated) (away|to|abroad|out|on)|(has )?left (us|town|already|yesterday|for)|stayed (behind|in|home|at home)|"
        + @"had to (work|stay|leave|cancel)|(is|was|'s)? ?(not|n't) in (the|this|our) (picture|photo|pic|shot|one)|"
        + @"(is |was )?out of (frame|shot)|"
        + @"(is |was )?off-?camera|(is |was )?cropped out|(is|was) (holding|behind) the camera|(is|was) taking the (picture|photo)|"
        + @"(shot|filmed|snapped|captured) (this|it)|we miss you|i miss you|wish you were here|see you (soon|there|tomorrow)|"
        + @"(once|always|used to) (said|say|says)|(says|said) on the phone)\b",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Gone();

    // Whom somebody in the picture is set against.
    [GeneratedRegex(
        @"^,? ?(or (not|no)\b|(has|have|had|'s got) (nothing (on|to fear)|competition|a rival)|(need not|needn't|"
        + @"doesn't need to|should|had better|"
        + @"better) (worry|watch out|take notes?|be (worried|jealous|afraid|scared))|could (never|learn|only dream)|is (no match|overrated|"
        + @"shaking|jealous)|can(not|'t)? (compete|keep up|sleep well|rest easy|relax now)|be damned|aside,|notwithstanding|who\?)",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rivalry();

    [GeneratedRegex(@"\b(thanks|thank you|thx|ty|cheers)( so much| a lot| again| very much)?,? $", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Thanks();

    [GeneratedRegex(@"^ for (the|this|these|that|those|my|our|your|all|everything|\w+ing)\b", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ForSomething();

    // "She looks like X.", not "looks like X won"
    [GeneratedRegex(@"\b(looks?|looked|looking|seems?|sounds?|feels?)( \w+)? like $|\bas \w+ as $", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Likeness();

    [GeneratedRegex(@"^\s*([.!?;,:)#]|$|in |today|here|now|when )", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EndsClause();

    [GeneratedRegex(@"\bas (my |our |the |old |uncle |aunt )?$", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoting();

    [GeneratedRegex(
        @"^ (would |once |always |used to )?(say|says|said|put|puts|sang|wrote|taught)\b", Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Speaks();

    [GeneratedRegex(
        @"\b(presents?|gifts?|parcels?|packages?|post ?cards?|cards?|letters?|flowers|chocolates?|cookies|souvenirs?|scarf|sweater|socks|"
        + @"recipes?|tips?|advice|ideas?|orders?|delivery|invitation|invite|autograph|donation|borrowed|bought|inherited|hand-?me-?downs?|"
        + @"texts?|e-?mails?|calls?|voicemail|voice mail|messages?|surprise|loan) (\w+ )?(from|by) ((my|our|his|her|uncle|aunt|dear) )?$",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GiftFrom();

    // After whom somebody else is called.
    [GeneratedRegex(
        @"\b(the|a|our|my|your|another) (own |very own )?(next|new|young|second|female|male|modern|mini|local|"
        + @"poor man's|budget|future|little) $"
        + @"|\b(mini|wannabe) $",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Model();

    [GeneratedRegex(
        @"^( just| has| had)? ?(sent|sends|gave|given|lent|lends|mailed|posted|shipped|recommended|promised|owes|told|phoned|called|texted|"
        + @"emailed|asked) (me|us|this|these|it|my|our)\b",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Gave();

    // "an X shirt" is somebody's who is not X.
    [GeneratedRegex(
        @"^ (jersey|shirt|t-shirt|tee|poster|mask|costume|wig|impression|impersonat\w+|look-?alike|wannabe|cosplay|"
        + @"tattoo|quotes?|songs?|albums?|"
        + @"records?|tribute|playlist|soundtrack|novels?|books?|movies?|films?|memes?|haircut|cut-?out|figurine|doll|"
        + @"concert tickets?|marathon|"
        + @"biography|podcast|merch)\b",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ThingOf();

    // What firms do in the news, and what people have of them that has no look.
    [GeneratedRegex(
        @"^('s)? (shares|stocks?|customers?|customer service|servers?|outage|website|account|prices|ads?|subscription|membership|password|"
        + @"unveils?|sues|sued|fires|lays off|hires|acquires|reports|recalls?|files for|bans|merges|loses|lost|goes (down|public|bankrupt)|"
        + @"went (down|public|bankrupt)|is (hiring|bankrupt|trending|crashing|not working|broken|offline)|"
        + @"keeps crashing|never again|no thanks)\b",
        Plain, matchTimeoutMilliseconds: 1000)]
    private static partial Regex News();
}
