namespace Riveg.Scenes;

/// <summary>Classes that small detectors take for one another. By the looks of the things; not fitted to pictures.</summary>
internal static class LookAlikes
{
    private static readonly string[][] Groups =
    [
        ["dog", "cat", "teddy bear", "bear", "sheep", "cow", "horse"],
        ["car", "truck", "bus", "train"],
        ["bicycle", "motorcycle"],
        ["cup", "bottle", "wine glass", "vase"],
        ["couch", "bed", "chair", "bench"],
        ["laptop", "keyboard", "tv", "cell phone", "remote", "book"],
        ["skateboard", "surfboard", "snowboard", "skis"],
        ["backpack", "handbag", "suitcase"],
        ["cake", "sandwich", "donut", "hot dog", "pizza"],
        ["bowl", "cup"],
        ["knife", "fork", "spoon"],
        ["orange", "apple", "sports ball", "frisbee"],
        ["refrigerator", "oven", "microwave"],
        ["airplane", "kite", "bird"],
        ["boat", "surfboard"],
        ["zebra", "horse", "giraffe"],
        ["elephant", "cow"],
        ["umbrella", "kite"],
        ["baseball bat", "tennis racket"],
        ["frisbee", "bowl"],
    ];

    /// <summary>Whether one is taken for the other.</summary>
    public static bool Are(string label, string other) => label != other && Groups.Any(g => g.Contains(label) && g.Contains(other));
}
