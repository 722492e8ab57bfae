using Parquet.Schema;

namespace Riveg.Evaluation.Tables;

/// <summary>
/// The columns of annotated posts as a table, the same in Parquet and in <c>metadata.jsonl</c>; docs/data.md describes them. They are
/// called as Python calls things, and offsets count code points, since those who read tables do so in Python.
/// </summary>
internal static class PostColumns
{
    public const string FileName = "file_name";
    public const string Id = "id";
    public const string Text = "text";
    public const string Offsets = "offsets";
    public const string Width = "width";
    public const string Height = "height";
    public const string Unseen = "unseen";
    public const string Tokens = "tokens";
    public const string Captions = "captions";
    public const string Knowledge = "knowledge";
    public const string Error = "error";
    public const string Entities = "entities";
    public const string FineType = "fine_type";

    // What lists hold is called so by Parquet's rules.
    private const string Element = "element";

    /// <summary>The columns as Parquet has them.</summary>
    public static ParquetSchema Schema { get; } = new(
        Word(FileName),
        Word(Id),
        Word(Text),
        Word(Offsets),
        Number(Width),
        Number(Height),
        new DataField<bool>(Unseen, true),
        new ListField(Tokens, new ListField(Element, Number(Element))),
        new ListField(Captions, Word(Element)),
        Word(Knowledge),
        Word(Error),
        new ListField(
            Entities,
            new StructField(
                Element,
                Number("start"),
                Number("end"),
                Word("text"),
                Word("type"),
                Word(FineType),
                Real("score"),
                Word("expansion"),
                Real("entailment"),
                new ListField(
                    "regions",
                    new StructField(
                        Element,
                        new ListField("box", Real(Element)),
                        Word("unit"),
                        Real("score"),
                        new StructField("mask", new ListField("size", Number(Element)), Word("counts")))))));

    private static DataField<string> Word(string name) => new(name);

    private static DataField<int> Number(string name) => new(name, true);

    private static DataField<double> Real(string name) => new(name, true);
}
