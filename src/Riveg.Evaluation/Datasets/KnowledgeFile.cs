
namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Auxiliary knowledge in the authors' CoNLL form: a post's tokens with their tags, a row <c>&lt;EOS&gt; TAB X</c>, the words of the answer
/// with the tag <c>X</c>, an empty line.
/// </summary>
public static class KnowledgeFile
{
    private const string End = "<EOS>";
    private const string AnswerTag = "X";

    /// <summary>Reads the answers in the file's order.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="faults">Broken rows and blocks are told here and left out.</param>
    /// <returns>For each post its tokens joined by one space, the answer, and where it stands.</returns>
    public static IEnumerable<(string Text, string Answer, string Location)> Read(string path, IList<DatasetFault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        var rowFaults = new List<DatasetFault>();
        foreach (var block in ConllFile.Read(path, rowFaults, wordlessTag: AnswerTag))
        {
            var words = block.Rows.Select(r => r.Cells[0]).ToList();
            var end = words.IndexOf(End);
            if (end < 0)
            {
                faults.Add(new DatasetFault(DatasetFaultKind.BrokenRow, block.Location, "the block has no <EOS> row."));
            }
            else
            {
                yield return (string.Join(' ', words.Take(end)), string.Join(' ', words.Skip(end + 1)), block.Location);
            }
        }

        foreach (var fault in rowFaults)
        {
            faults.Add(fault);
        }
    }

    /// <summary>Writes one post's block.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="tokens">The post's tokens and their tags.</param>
    /// <param name="answer">The language model's answer; its white space is not kept.</param>
    public static void Write(TextWriter writer, IEnumerable<(string Token, string Tag)> tokens, string answer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(answer);
        foreach (var (token, tag) in tokens)
        {
            writer.Write($"{token}\t{tag}\n");
        }

        writer.Write($"{End}\t{AnswerTag}\n");
        foreach (var word in answer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            writer.Write($"{word}\t{AnswerTag}\n");
        }

        writer.Write('\n');
    }
}
