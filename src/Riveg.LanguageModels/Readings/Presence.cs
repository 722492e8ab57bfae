using System.Text.RegularExpressions;

namespace Riveg.LanguageModels.Readings;

/// <summary>How a sentence says that something is in a picture or is not, in the languages that are used most.</summary>
internal static partial class Presence
{
    /// <summary>Whether something is said not to be there.</summary>
    public static bool SaysAbsent(string text) => AbsentWords().IsMatch(text) || AbsentElsewhere().IsMatch(text);

    /// <summary>What the clauses of a text say: there, not there; null where they say neither, or both.</summary>
    public static bool? Says(string text)
    {
        var said = Clauses().Matches(text)
            .Select(c => SaysAbsent(c.Value)
                ? false
                : PresentWords().IsMatch(c.Value) || PresentElsewhere().IsMatch(c.Value) ? true : (bool?)null)
            .OfType<bool>().Distinct().ToList();
        return said is [var only] ? only : null;
    }

    [GeneratedRegex(@"(?:(?!\bbut\b|\bhowever\b|\balthough\b)[^.!?;,\n])+", RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Clauses();

    /// <summary>Whether the whole answer is a word for nothing: none, null, an empty list, "not found".</summary>
    public static bool IsNothing(string text) => Nothing().IsMatch(text);

    [GeneratedRegex(
        @"(?:\b(?:not|never|cannot|nowhere)|n['\u2019]t)\s+(?:\w+\s+){0,3}?(?:visible|present|shown|depicted|seen|see|found|find"
            + @"|appear\w*|identif\w+"
            + @"|locate\w*|detect\w*|in (?:the|this) (?:picture|image|photo\w*|scene|frame))"
            + @"|\b(?:is|are|was|were)\s+(?:absent|missing|nowhere|invisible|out of (?:frame|view|sight))\b"
            + @"|\bno (?:sign|trace|evidence|depiction|image|picture) of\b"
            + @"|\bno (?:such|matching) \w+|\b(?:there (?:is|are)|i (?:can )?see|i find) no\b(?! (?:reason|doubt|problem|question|issue))"
            + @"|\bdoes(?: not|n['\u2019]t) (?:show|contain"
            + @"|depict|include)",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex AbsentWords();

    [GeneratedRegex(
        @"\bno (?:est[áa]|aparece|se (?:ve|muestra|encuentra)|es visible|hay)|\bn['\u2019]est pas|\bn['\u2019]appara"
            + @"|\bon ne (?:le |la )?voit"
            + @"|\bnicht (?:\w+ )?(?:sichtbar|zu sehen|zu erkennen|im bild|auf dem|abgebildet|vorhanden|dargestellt)"
            + @"|\bnão (?:est[áa]|aparece|é vis|se v[êe]|há)|\bnon (?:è |si |compare|appare)|(?<!\w)не (?:видн|видно|видна|виден|изображ"
            + @"|присутств|показан)"
            + @"|(?<!\w)нет на |(?<!\w)отсутств|不在|没有|看不[到见]|未(?:出现|找到|显示|见)|不可见|不存在|写ってい(?:ません|ない)|映ってい(?:ません|な)|見えません|見えな|見当たり"
            + @"|いません|ありません|보이지 않|없습니다|없다|나타나지 않|غير (?:مرئي|موجود|ظاهر)|لا (?:يظهر|تظهر|يوجد|توجد|يمكن)|ليس |नहीं"
            + @"|দেখা যা(?:চ্ছে|য়) না|নেই"
            + @"|görünm[eü]|\byok\b|\btidak (?:ada|terlihat|tampak)",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex AbsentElsewhere();

    [GeneratedRegex(
        @"\b(?:is|are|was|were|be)\s+(?:(?:clearly|indeed|partly|partially|also|certainly|definitely|fully|plainly)\s+)*(?:visible|present"
            + @"|shown|depicted|there(?! (?:is|are|no)\b)"
            + @"|seen|pictured|in (?:the|this) (?:picture|image|photo\w*|scene|frame))"
            + @"|\bcan\s+(?:\w+\s+)?(?:be )?(?:see[n]?|identified|recogni[sz]ed)|\bappears? (?:in|on|at)\b|\bi (?:do )?see\b"
            + @"|\bvisible (?:in|on|at)\b",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex PresentWords();

    [GeneratedRegex(
        @"\b(?:se ve|aparece|es visible|est[áa] (?:en|visible|presente))|\best visible|\bapparaît|\bon voit|\b(?:ist"
            + @"|sind) (?:\w+ )?(?:sichtbar|zu sehen|zu erkennen|im bild|abgebildet)"
            + @"|\bé vis[íi]vel|\bsi vede|\bè visibile|(?<!\w)(?:виден|видна|видно|изображ[её]н|присутствует)|可见|(?:图|画面|图片)中有|可以看到|看得到|出现在"
            + @"|写っています|見えます|います"
            + @"|보입니다|있습니다|مرئي|يظهر|تظهر|दिखाई दे|görünüyor|\bterlihat",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex PresentElsewhere();

    [GeneratedRegex(
        @"^\W*(?:(?:the )?(?:answer|result|box|bounding box|bbox)\W+(?:is\W+)?)?(?:none|null|nothing|empty|false|n/?a|nil|no|not (?:found"
            + @"|visible|present|there|applicable)"
            + @"|absent|no (?:box|boxes|match|matches|object|result|detection|bounding box)e?s?(?: found)?|ninguno|ninguna|nada|aucune?"
            + @"|rien|keine[rs]?|nichts"
            + @"|nenhuma?|nessuno|нет|ничего|无|没有|なし|ない|없음|لا شيء|कोई नहीं|yok|tidak ada)\W*$|^[\s,]*[\[({][\s,\[\](){}]*$",
        RegexOptions.IgnoreCase, AnswerText.MostMilliseconds)]
    private static partial Regex Nothing();
}
