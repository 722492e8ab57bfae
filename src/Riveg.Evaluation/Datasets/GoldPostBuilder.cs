using System.Text;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Evaluation.Datasets;

/// <summary>Makes a post out of its rows: the text is the tokens joined by one space, and each token keeps its span.</summary>
internal static class GoldPostBuilder
{
    public static GoldPost Build(ConllBlock block, TagColumns columns, List<DatasetFault> faults)
    {
        var text = new StringBuilder();
        var tokens = new List<TextSpan>(block.Rows.Count);
        foreach (var token in block.Rows.Select(r => r.Cells[0]))
        {
            if (text.Length > 0)
            {
                text.Append(' ');
            }

            tokens.Add(new TextSpan(text.Length, text.Length + token.Length));
            text.Append(token);
        }

        if (block.Id.Length == 0)
        {
            faults.Add(new DatasetFault(DatasetFaultKind.BrokenRow, block.Location, "the post has no IMGID line before it."));
        }

        return new GoldPost
        {
            Post = new Post { Id = block.Id.Length > 0 ? block.Id : block.Location, Text = text.ToString(), Tokens = tokens },
            Entities = ReadEntities(block, columns, tokens),
            Location = block.Location,
        };
    }

    // The coarse tags decide where entities are; the fine type is that of the entity's first token.
    private static List<GoldEntity> ReadEntities(ConllBlock block, TagColumns columns, List<TextSpan> tokens) =>
    [
        .. TagCodec.Decode(columns.Tags(block)).Select(s => new GoldEntity
        {
            Span = new TextSpan(tokens[s.First].Start, tokens[s.End - 1].End),
            Type = s.Type,
            FineType = columns.FineType(block.Rows[s.First]),
        }),
    ];
}
