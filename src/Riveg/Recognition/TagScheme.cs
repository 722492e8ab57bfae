namespace Riveg.Recognition;

/// <summary>How entity tags mark the tokens of an entity.</summary>
public enum TagScheme
{
    /// <summary><c>B-</c> for the first token of an entity, <c>I-</c> for the others (IOB2).</summary>
    Bio,

    /// <summary>As BIO, with <c>E-</c> for the last of several tokens and <c>S-</c> for an only one.</summary>
    Bioes,

    /// <summary>As BIOES, with <c>L-</c> for the last of several tokens and <c>U-</c> for an only one.</summary>
    Bilou,

    /// <summary>As BIOES, with <c>M-</c> for the tokens in the middle.</summary>
    Bmes,

    /// <summary>
    /// <c>I-</c> for every token of an entity; <c>B-</c> for its first one where another entity of its type ends right before it
    /// (CoNLL-2003).
    /// </summary>
    Iob1,
}
