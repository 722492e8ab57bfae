using Riveg.Lexicon;
using Riveg.Lexicon.Lists;
using Riveg.Posts;

// classes WORDNET TARGET        makes Riveg.Lexicon's classes.bin from WordNet's folder (data.noun, index.noun, cntlist.rev), classes.txt
// and
//                               trades.txt of this folder.
// names WORDNET PACKAGES TARGET KNOWLEDGE...   makes names.bin; PACKAGES is a node_modules folder with the packages that docs/eyes.md
// names,
//                               KNOWLEDGE the train splits' knowledge in the authors' form.
// phrases FILE...               how many phrases of a table (phrase TAB class, - for none) get their class first; lists the others.
// read PHRASE...                what is read out of phrases.
// posts DATASET SPLIT KNOWLEDGE  for each name of a data set what is read with and without knowledge, as a table.
// load                          how long the lists take to load.
// name TEXT NAME TYPE           what is read of a name in a text.
var here = Path.Combine(AppContext.BaseDirectory, "lists");
switch (args)
{
    case ["classes", var wordNet, var target]:
        ClassListMaker.Make(wordNet, here, target);
        return 0;
    case ["names", var wordNet, var packages, var target, .. var knowledge] when knowledge.Length > 0:
        NameListMaker.Make(wordNet, packages, knowledge, here, target);
        return 0;
    case ["phrases", .. var files] when files.Length > 0:
        foreach (var file in files)
        {
            PhraseTable.Judge(file, Console.Out);
        }

        return 0;
    case ["read", .. var phrases] when phrases.Length > 0:
        foreach (var phrase in phrases)
        {
            PhraseTable.Show(ClassLexicon.Default.Read(phrase), Console.Out);
        }

        return 0;
    case ["posts", var dataset, var split, var knowledge]:
        NamesOfPosts.Show(dataset, split, knowledge, Console.Out);
        return 0;
    case ["load"]:
        // The processor's time: a busy machine makes the clock's long.
        static double Milliseconds(Action work)
        {
            var before = Environment.CpuUsage.TotalTime;
            work();
            return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        }

        var span = new TextSpan(7, 10);
        Console.WriteLine($"nouns {Milliseconds(() => Nouns.Default.Find("dog")):0} ms, "
            + $"classes {Milliseconds(() => ClassLexicon.Default.Read("a small collie")):0} ms, "
            + $"names {Milliseconds(() => NameTable.Default.Find("rex")):0} ms, "
            + $"cues {Milliseconds(() => NameLexicon.Read("my dog Rex", span, EntityType.Other)):0} ms, "
            + $"a name {Milliseconds(() => Repeat(1000, () => NameLexicon.Read("my dog Rex", span, EntityType.Other))) / 1000:0.000} ms");
        return 0;
    case ["name", var text, var name, var type]:
        var start = text.IndexOf(name, StringComparison.Ordinal);
        foreach (var reading in NameLexicon.Read(text, new TextSpan(start, start + name.Length), EntityType.Parse(type)))
        {
            Console.WriteLine(
                $"{reading.Probability:0.00} {reading.Phrase} [{reading.Source}] "
                + $"{string.Join(", ", reading.Classes.Take(4).Select(c => $"{c.Label} {c.Weight:0.00}"))}");
        }

        return 0;
    default:
        Console.Error.WriteLine(
            "Give 'classes WORDNET TARGET', 'names WORDNET PACKAGES TARGET KNOWLEDGE...', 'phrases FILE...' or 'read PHRASE...'.");
        return 2;
}

static void Repeat(int times, Action work)
{
    for (var i = 0; i < times; i++)
    {
        work();
    }
}
