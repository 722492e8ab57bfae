namespace Riveg.Builtin.Learning;

/// <summary>
/// The register of all feature templates: what a feature is made of, apart from its values. Its number goes into the feature's hash, so numbers are part of the model's
/// format; <c>docs/recognition.md</c> says what each one looks at.
/// </summary>
internal enum Template : uint
{
    // Recognition: the text.
    Bias = 1,
    Lower = 2,
    Word = 3,
    LowerBefore = 4,
    LowerAfter = 5,
    LowerBefore2 = 6,
    LowerAfter2 = 7,
    LowerBeforeAndHere = 8,
    LowerHereAndAfter = 9,
    LowerBeforeAndAfter = 10,
    LowerTwoBefore = 11,
    LowerTwoAfter = 12,
    Shape = 13,
    ShortShape = 14,
    ShortShapeBeforeAndHere = 15,
    ShortShapeHereAndAfter = 16,
    CaseAround = 17,
    CaseUpToHere = 18,
    CaseFromHere = 19,
    CaseInCasing = 20,
    LowerBeforeWithCase = 21,
    LowerAfterWithCase = 22,
    CaseNearStart = 23,
    CaseNearEnd = 24,
    LowerBefore2WithCases = 25,
    LowerAfter2WithCases = 26,

    // Recognition: the run of capitalised words that a token stands in.
    RunPlace = 30,
    RunBefore = 31,
    RunAfter = 32,
    RunLast = 33,
    RunFirst = 34,

    // Recognition: parts of words.
    Prefix = 40,
    Suffix = 41,
    SuffixBefore = 42,
    SuffixAfter = 43,
    Part = 44,

    // Recognition: the names that the knowledge lists.
    ListedPlace = 100,
    ListedPlaceBeforeAndHere = 101,
    ListedPlaceHereAndAfter = 102,
    ListedPlaceAround = 103,
    ListedPlaceWithCase = 104,
    ListedPlaceWithCases = 105,
    ListedPlaceWithLowerBefore = 106,
    ListedPlaceWithLowerAfter = 107,
    ListedPlaceWithLower = 108,
    ListedPlaceWithHeadBefore = 109,
    ListedPlaceWithHeadAfter = 110,
    ListedPlaceInCasing = 111,
    ListedTypeWithPlace = 120,
    ListedType = 121,
    ListedHeadWithPlace = 122,
    ListedHeadWithCaseBefore = 123,
    ListedOrder = 124,
    ListedLength = 125,
    ListedTypeWithCase = 126,
    ListedLowerBefore = 127,
    ListedLowerAfter = 128,
    ListedLowerLast = 129,
    ListedCaseBeforeAndFirst = 130,
    ListedHeadWithLowerBefore = 131,
    ListedHeadWithLower = 132,
    ListedTypeWithShortShape = 133,
    ListedTypeWordWithPlace = 134,
    ListedTypeWord = 135,

    // Recognition: what the knowledge's reasoning says of a token.
    SaidCount = 140,
    SaidAfterFirst = 141,
    SaidAfterSecond = 142,
    SaidBeforeFirst = 151,
    SaidBeforeSecond = 152,
    SaidAfterFirstWithPlace = 161,
    SaidAfterSecondWithPlace = 162,
    SaidPairAfterFirst = 171,
    SaidPairAfterSecond = 172,
}
