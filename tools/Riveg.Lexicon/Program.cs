using Riveg.Lexicon;
using Riveg.Lexicon.Lists;

// classes WORDNET TARGET        makes Riveg.Lexicon's classes.bin from WordNet's folder (data.noun, index.noun, cntlist.rev), classes.txt and
//                               trades.txt of this folder.
// names SOURCES TARGET          makes names.bin; SOURCES is a folder as docs/eyes.md says.
// phrases FILE...               how many phrases of a table (phrase TAB class, - for none) get their class first; lists the others.
// read PHRASE...                what is read out of phrases.
var here = Path.Combine(AppContext.BaseDirectory, "lists");
switch (args)
{
    case ["classes", var wordNet, var target]:
        ClassListMaker.Make(wordNet, here, target);
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
    default:
        Console.Error.WriteLine("Give 'classes WORDNET TARGET', 'names SOURCES TARGET', 'phrases FILE...' or 'read PHRASE...'.");
        return 2;
}
