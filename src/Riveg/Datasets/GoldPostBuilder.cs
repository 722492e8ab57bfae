using System.Text;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Datasets;

/// <summary>Makes a post out of its rows: the text is the tokens joined by one space, and each token keeps its span.</summary>
internal static class GoldPostBuilder
{
    public static GoldPost Build(ConllBlock block, TagColumns columns, List<DatasetFault> faults)
    {
        var text = new StringBuilder();
        var tokens = new List<TextSpan>(block.Rows.Count);
        foreach (var row in block.Rows)
        {
            if (text.Length > 0)
            {
                text.Append(' ');
            }

            tokens.Add(new TextSpan(text.Length, text.Length + row[0].Length));
            text.Append(row[0]);
        }

        if (block.Id.Length == 0)
        {
            faults.Add(new DatasetFault(DatasetFaultKind.BrokenRow, block.Location, "the post has no IMGID line before it."));
        }

        return new GoldPost
        {
            Post = new Post { Id = block.Id.Length > 0 ? block.Id : block.Location, Text = text.ToString(), Tokens = tokens },
            Entities = columns == TagColumns.One ? ReadEntities(block, tokens) : ReadFineEntities(block, tokens),
            Location = block.Location,
        };
    }

    private static List<GoldEntity> ReadEntities(ConllBlock block, List<TextSpan> tokens) =>
        [.. TagCodec.Decode([.. block.Rows.Select(r => r[1])]).Select(s => new GoldEntity { Span = SpanOf(s, tokens), Type = s.Type })];

    // The coarse tags decide where entities are; the fine type is that of the entity's first token.
    private static List<GoldEntity> ReadFineEntities(ConllBlock block, List<TextSpan> tokens) =>
    [
        .. TagCodec.Decode([.. block.Rows.Select(r => r[1])]).Select(s => new GoldEntity
        {
            Span = SpanOf(s, tokens),
            Type = s.Type,
            FineType = block.Rows[s.First] is [_, _, { Length: > 2 } fine, ..] && fine[1] == '-' ? fine[2..] : null,
        }),
    ];

    private static TextSpan SpanOf(TokenSpan span, List<TextSpan> tokens) => new(tokens[span.First].Start, tokens[span.End - 1].End);
}
