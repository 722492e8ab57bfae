namespace Riveg.Lexicon;

/// <summary>The 80 classes of COCO, whose words are the labels of the lists. Their order is that of the embedded lists.</summary>
internal static class CocoClasses
{
    public static readonly string[] Labels =
    [
        "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light", "fire hydrant", "stop sign",
        "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "backpack",
        "umbrella", "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard", "sports ball", "kite", "baseball bat", "baseball glove",
        "skateboard", "surfboard", "tennis racket", "bottle", "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple",
        "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch", "potted plant", "bed",
        "dining table", "toilet", "tv", "laptop", "mouse", "remote", "keyboard", "cell phone", "microwave", "oven", "toaster", "sink",
        "refrigerator", "book", "clock", "vase", "scissors", "teddy bear", "hair drier", "toothbrush",
    ];

    private static readonly Dictionary<string, int> Indices =
        Labels.Select((label, index) => (label, index)).ToDictionary(p => p.label, p => p.index, StringComparer.OrdinalIgnoreCase);

    /// <summary>The class's place in <see cref="Labels"/>; -1 where it is none of them.</summary>
    public static int IndexOf(string label) => Indices.GetValueOrDefault(label, -1);
}
