namespace Riveg.Recognition.Reading;

/// <summary>A table of words that are looked up by their hashes (<see cref="WordHash.OfLower"/>).</summary>
internal interface IWordTable
{
    /// <summary>Whether the word of a hash is there.</summary>
    bool Contains(uint word);
}
