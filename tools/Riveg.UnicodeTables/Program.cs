using System.Text;
using Riveg.UnicodeTables;

// make FOLDER FILE   writes the tables of Riveg.Posts.UnicodeForms from UnicodeData.txt and CompositionExclusions.txt (Debian:
// unicode-data).
// icu                answers each line of hexadecimal UTF-16 units with its NFC and NFKC by the machine's ICU; tests compare ours with it.
switch (args)
{
    case ["make", var folder, var target]:
        NormalizationTables.Write(folder, target);
        return 0;
    case ["icu"]:
        while (Console.In.ReadLine() is { } line)
        {
            var text = Encoding.BigEndianUnicode.GetString(Convert.FromHexString(line));
            Console.Out.WriteLine($"{Hex(text.Normalize(NormalizationForm.FormC))} {Hex(text.Normalize(NormalizationForm.FormKC))}");
        }

        return 0;
    default:
        Console.Error.WriteLine("Give 'make FOLDER FILE' or 'icu'.");
        return 2;
}

static string Hex(string text) => Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text));
