using System.Collections.Immutable;

namespace Riveg.Networks.Architectures;

/// <summary>The sizes of a <see cref="BiLstmCrfTagger"/>.</summary>
public sealed record BiLstmCrfConfig
{
    /// <summary>How many numbers the word of each token has.</summary>
    public required int WordWidth { get; init; }

    /// <summary>How many values each of the forms of a token has.</summary>
    public required ImmutableArray<int> FormSizes { get; init; }

    /// <summary>How wide the table of each form is.</summary>
    public required ImmutableArray<int> FormWidths { get; init; }

    /// <summary>How many letters there are, that behind a word's end included.</summary>
    public required int Letters { get; init; }

    /// <summary>How many letters of a word are looked at.</summary>
    public required int LettersPerWord { get; init; }

    /// <summary>How many numbers the knowledge has for each token.</summary>
    public required int KnowledgeWidth { get; init; }

    /// <summary>How many labels there are.</summary>
    public required int Labels { get; init; }

    /// <summary>How wide the table of letters is.</summary>
    public int LetterWidth { get; init; } = 24;

    /// <summary>How many filters look at three letters each.</summary>
    public int LetterFilters { get; init; } = 48;

    /// <summary>How many numbers are made of the knowledge.</summary>
    public int KnowledgeFeatures { get; init; } = 64;

    /// <summary>How many numbers the memory gives for each direction.</summary>
    public int Hidden { get; init; } = 150;

    /// <summary>The share of the memory's inputs that is zeroed by chance in training.</summary>
    public double InputDropout { get; init; } = 0.4;

    /// <summary>The share of the memory's outputs that is zeroed by chance in training.</summary>
    public double OutputDropout { get; init; } = 0.5;
}
