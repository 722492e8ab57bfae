using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Formats;
using Riveg.Sentences;

// Draws the sentences that the built-in recogniser is trained on besides the data sets (docs/training.md).
// TARGET TIMES [DATASET...]   writes TARGET (riveg:TARGET is then a data set): each line of templates.txt TIMES times with names drawn from
//                             names.txt and from the brands of Riveg.Lexicon. Names of the data sets (KIND:DIR or riveg:FILE), whole or in
//                             part, are not drawn, so that these can be scored with. The same arguments give the same bytes.
if (args is not [var target, var times, .. var datasets] || !int.TryParse(times, out var count) || count < 1)
{
    Console.Error.WriteLine("Give TARGET TIMES [DATASET...] as Program.cs says.");
    return 2;
}

var references = datasets.Select(DatasetReference.Parse).ToList();
var avoided = references.SelectMany(d => d.Splits.SelectMany(s => d.ReadSplit(d.HasSplits ? s : null).Posts));
using var file = File.Create(target);
var written = 0;
foreach (var post in SentenceDrawing.Draw(count, avoided))
{
    GoldJsonWriter.WriteLine(file, post);
    written++;
}

Console.Error.WriteLine($"{written} sentences in {target}.");
return 0;
