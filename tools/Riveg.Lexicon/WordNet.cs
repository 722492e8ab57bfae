namespace Riveg.Lexicon.Lists;

/// <summary>A set of nouns with one meaning.</summary>
/// <param name="Id">Its place in data.noun.</param>
/// <param name="File">The lexicographer's file, 3 to 28.</param>
/// <param name="Words">Its words as they are spelled, with spaces.</param>
/// <param name="Above">What it is a kind of.</param>
/// <param name="Gloss">What it means.</param>
/// <param name="IsInstance">Whether it is the name of one thing: Paris, Lassie.</param>
internal sealed record Synset(int Id, int File, IReadOnlyList<string> Words, IReadOnlyList<int> Above, string Gloss, bool IsInstance);

/// <summary>WordNet's nouns, read from its database files.</summary>
internal sealed class WordNet
{
    private readonly Dictionary<int, Synset> synsets = [];

    public WordNet(string folder)
    {
        foreach (var line in File.ReadLines(Path.Combine(folder, "data.noun")).Where(l => l.Length > 0 && l[0] != ' '))
        {
            var bar = line.IndexOf('|', StringComparison.Ordinal);
            var cells = line[..bar].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var count = Convert.ToInt32(cells[3], 16);
            var pointers = 4 + (2 * count);
            var above = new List<int>();
            var instance = false;
            for (var i = 0; i < int.Parse(cells[pointers]); i++)
            {
                var kind = cells[pointers + 1 + (4 * i)];
                if (kind is "@" or "@i")
                {
                    above.Add(int.Parse(cells[pointers + 2 + (4 * i)]));
                    instance |= kind == "@i";
                }
            }

            var id = int.Parse(cells[0]);
            synsets.Add(id, new Synset(
                id, int.Parse(cells[1]), [.. Enumerable.Range(0, count).Select(i => cells[4 + (2 * i)].Replace('_', ' '))], above,
                line[(bar + 1)..].Trim(), instance));
        }

        foreach (var line in File.ReadLines(Path.Combine(folder, "index.noun")).Where(l => l.Length > 0 && l[0] != ' '))
        {
            var cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Senses.Add(cells[0].Replace('_', ' '), [.. cells[(6 + int.Parse(cells[3]))..].Select(c => synsets[int.Parse(c)])]);
        }

        foreach (var line in File.ReadLines(Path.Combine(folder, "cntlist.rev")))
        {
            // cat%1:05:00:: 1 18: the first sense was met 18 times; type 1 is a noun.
            var cells = line.Split(' ');
            var percent = cells[0].IndexOf('%', StringComparison.Ordinal);
            if (cells[0][percent + 1] == '1')
            {
                Counts[(cells[0][..percent].Replace('_', ' '), int.Parse(cells[1]))] = int.Parse(cells[2]);
            }
        }
    }

    /// <summary>All synsets.</summary>
    public IEnumerable<Synset> Synsets => synsets.Values;

    /// <summary>Each word in lower case, with its senses, the commonest first.</summary>
    public Dictionary<string, Synset[]> Senses { get; } = [];

    /// <summary>How often a word's sense (from 1 on) was met in tagged texts.</summary>
    public Dictionary<(string Word, int Sense), int> Counts { get; } = [];

    public Synset this[int id] => synsets[id];
}
