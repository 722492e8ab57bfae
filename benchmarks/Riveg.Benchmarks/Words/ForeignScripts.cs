using SkiaSharp;

namespace Riveg.Benchmarks.Words;

/// <summary>A script that is not Latin, with words that stand on signs in it.</summary>
/// <param name="Name">The script.</param>
/// <param name="FontFiles">Fonts that have its letters; the first that is there is taken.</param>
/// <param name="Words">The words: cities, brands, what shops write.</param>
internal sealed record ForeignScript(string Name, IReadOnlyList<string> FontFiles, IReadOnlyList<string> Words)
{
    private const string Folder = "/usr/share/fonts";

    public static IReadOnlyList<ForeignScript> All { get; } =
    [
        new("Cyrillic", ["DejaVuSans-Bold.ttf"],
        [
            "Москва", "Россия", "Яндекс", "Сбербанк", "Аэрофлот", "Большой театр", "Київ", "Аптека", "Кафе", "Хлеб", "Выход", "Банк",
            "Гостиница", "Новости", "Ресторан", "Вокзал", "Пушкин", "Лукойл", "Магазин", "Цветы",
        ]),
        new("Greek", ["DejaVuSerif.ttf"],
        [
            "Αθήνα", "Ολυμπιακός", "Θεσσαλονίκη", "Τράπεζα", "Φαρμακείο", "Ταβέρνα", "Έξοδος", "Αστυνομία", "Μουσείο", "Ξενοδοχείο",
            "Πανεπιστήμιο", "Ακρόπολη", "Ψωμί", "Εφημερίδα", "Δήμος Αθηναίων",
        ]),
        new("Arabic", ["DejaVuSans-Bold.ttf"],
        [
            "القاهرة", "الجزيرة", "دبي", "مطعم", "صيدلية", "مسجد", "الرياض", "فندق", "بنك مصر", "مخبز", "مدرسة", "سوق", "شارع", "الأهلي",
        ]),
        new("Hebrew", ["DejaVuSans.ttf"],
        [
            "ירושלים", "תל אביב", "בית קפה", "בנק לאומי", "אגד", "מכבי", "חנות", "רחוב", "יציאה", "מאפייה", "מלון", "תחנה",
        ]),
        new("Georgian", ["DejaVuSans.ttf"], ["თბილისი", "საქართველო", "აფთიაქი", "ბანკი", "რესტორანი", "სასტუმრო", "მეტრო", "პური"]),
        new("Chinese", ["wqy-microhei.ttc", "wqy-zenhei.ttc", "NotoSansCJK-Regular.ttc"],
        [
            "北京", "上海", "中国银行", "麦当劳", "出口", "书店", "药房", "火车站", "欢迎光临", "大学", "酒店", "牛肉面", "医院", "人民日报",
        ]),
        new("Japanese", ["wqy-microhei.ttc", "NotoSansCJK-Regular.ttc"],
        [
            "東京", "ラーメン", "すし", "コーヒー", "トヨタ", "ソニー", "いらっしゃいませ", "駅", "薬局", "ホテル", "カラオケ", "大阪",
        ]),
        new("Korean", ["wqy-microhei.ttc", "NotoSansCJK-Regular.ttc"],
        [
            "서울", "삼성", "현대자동차", "약국", "카페", "출구", "은행", "식당", "지하철", "노래방", "병원", "치킨",
        ]),
    ];

    /// <summary>The font; null where none of the files is below the folder of fonts or the given one.</summary>
    /// <param name="folder">Looked through too; null for none.</param>
    public SKTypeface? Font(string? folder) => new[] { folder, Folder }
        .Where(Directory.Exists)
        .SelectMany(f => FontFiles.SelectMany(n => Directory.EnumerateFiles(f!, n, SearchOption.AllDirectories)))
        .Select(SKTypeface.FromFile).FirstOrDefault();
}
