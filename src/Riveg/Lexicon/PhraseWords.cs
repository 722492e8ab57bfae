using System.Text.RegularExpressions;

namespace Riveg.Lexicon;

/// <summary>The words of English that phrases are made with, whatever they are about.</summary>
internal static partial class PhraseWords
{
    /// <summary>A noun phrase begins after these.</summary>
    private static readonly HashSet<string> Openers = Set(
        "a an the this that these those my your his her its our their some any one two three another each likely probably possibly "
        + "perhaps also "
        + "is was are were be been being refers to just simply really very only well-known famous popular certain whose");

    /// <summary>A noun phrase ends before these.</summary>
    private static readonly HashSet<string> Enders = Set(
        "of for with in on at from by to near into onto over under behind beside between among across around along about above below "
        + "inside "
        + "outside without within during after before since until against through like as than per via off up down "
        + "that which who whom whose where when while because but if so is was are were has have had can could will would may might must "
        + "does do did not never based made called named known used located founded born seen shown found worn driven owned run built "
        + "wearing holding sitting standing playing selling making running carrying riding driving featuring starring including "
        + "makes sells produces builds runs operates serves brews bakes offers grows flies rents publishes owns drives plays sings lives "
        + "hates loves likes eats steals swears barks chases waits sits stands reads pours cuts crosses looks comes goes and or & / +");

    /// <summary>What follows is the thing itself: "a kind of couch", "a pair of skis".</summary>
    private static readonly HashSet<string> Empty = Set(
        "kind sort type breed species variety style form model make piece pair set slice bunch bit head collection series line range "
        + "example "
        + "one version edition member part lot couple number batch dozen name brand leader giant");

    /// <summary>What holds or groups: the thing is what follows, in it.</summary>
    private static readonly HashSet<string> Holders = Set(
        "fleet herd flock pack stack pile box carton can jar glass cup mug bottle bowl plate tray basket bag crate row bouquet pint "
        + "tin tub "
        + "jug pot bucket case pack packet crowd group team gang swarm litter tank keg barrel shelf");

    /// <summary>Who is seen by what they make, sell or run.</summary>
    private static readonly HashSet<string> Makers = Set(
        "maker producer manufacturer brand company firm shop store seller vendor chain label business supplier dealer retailer builder "
        + "specialist importer exporter outfitter factory workshop startup start-up corporation operator provider restaurant stand stall "
        + "parlor parlour joint dealership rental franchise marque conglomerate merchant boutique emporium distributor wholesaler works "
        + "kiosk giant house group line industry enterprise market supermarket outlet multinational subsidiary makers name designer "
        + "competitor rival imprint mill foundry studio place owner manufactory service grower farm network carrier organisation "
        + "organization");

    /// <summary>Makers only with "of": "a giant of sportswear"; else nouns like others.</summary>
    private static readonly HashSet<string> MakersByWhatFollows = Set(
        "name giant house line designer owner rival group network carrier place service");

    /// <summary>What a maker does to its goods.</summary>
    private static readonly HashSet<string> Trading = Set(
        "that which who whose with of for makes make making made sells sell selling sold produces produce producing builds build building "
        + "runs run "
        + "running operates operate operating serves serve serving brews brew bakes bake offers offer grows grow flies fly rents rent "
        + "publishes publish owns own famous known like including and or & to");

    /// <summary>What bears words and is not the thing: "its sign", "its name on the wall".</summary>
    private static readonly HashSet<string> Written = Set(
        "sign signs signboard name logo logos lettering letters flag flags banner banners poster posters billboard billboards word words "
        + "slogan emblem badge board panel label advert advertisement ad storefront shopfront");

    private static readonly HashSet<string> Told = Set("cartoon fictional fictitious animated imaginary mythical mythological comic-book");

    private static readonly HashSet<string> Stuffed = Set("stuffed plush cuddly soft toy knitted crocheted");

    private static readonly HashSet<string> Copies = Set("toy model miniature lego inflatable rubber origami");

    // "a bear cub", "an elephant bull".
    private static readonly HashSet<string> AnyAnimal = Set(
        "calf cub pup puppy foal fawn chick bull cow baby kid kit buck doe stallion mare");

    public static bool Opens(string word) => Openers.Contains(word);

    public static bool Ends(string word) => Enders.Contains(word);

    public static bool IsEmptyHead(string word) => Empty.Contains(word);

    public static bool IsHolder(string word) => Holders.Contains(word) || NounForms.Of(word).Any(Holders.Contains);

    public static bool IsMaker(string word) => Makers.Contains(word) || NounForms.Of(word).Any(Makers.Contains);

    public static bool IsMakerByWhatFollows(string word) => MakersByWhatFollows.Contains(word);

    public static bool IsTrading(string word) => Trading.Contains(word);

    public static bool IsWritten(string word) => Written.Contains(word);

    /// <summary>Whether an animal with this word before it is a toy.</summary>
    public static bool IsStuffed(string word) => Stuffed.Contains(word);

    /// <summary>Whether a thing with this word before it only looks like one.</summary>
    public static bool IsCopy(string word) => Copies.Contains(word);

    /// <summary>Whether the word is for the young or the sex of many animals.</summary>
    public static bool IsOfAnyAnimal(string word) => AnyAnimal.Contains(word);

    public static bool IsTold(string word) => Told.Contains(word);

    /// <summary>Whether a phrase says that its name is elsewhere.</summary>
    public static bool SaysAbsent(string phrase) => Absence().IsMatch(phrase);

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];

    [GeneratedRegex(
        @"\b(abroad|elsewhere|far away|far from|absent|missing|not (here|there|in the (picture|photo|image)|present|seen|shown)"
        + @"|(could|can|did|does|will|would|do)( not|n['’]t) (come|attend|make it|be here|show|play|arrive|join|travel|take part)"
        + @"|cannot (come|attend|be here|join)|never (came|shows up|arrived|showed up)|late again|running late|on (his|her|its"
        + @"|their|the) way"
        + @"|left behind|stayed (at )?home|at home alone|miles away|in another (town|city|country))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Absence();
}
