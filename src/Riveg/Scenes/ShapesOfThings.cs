using Riveg.Builtin.Segmentation;

namespace Riveg.Scenes;

/// <summary>How things of COCO's classes fill their boxes; what is not listed has the plain shape.</summary>
internal static class ShapesOfThings
{
    /// <summary>The class of persons.</summary>
    public const string Person = "person";

    private static readonly Dictionary<string, ObjectShape> Shapes = Table(
        (ObjectShape.Boxy, [
            "bed", "bench", "boat", "book", "bus", "car", "cell phone", "couch", "dining table", "keyboard", "laptop", "microwave", "oven",
            "parking meter", "refrigerator", "remote", "sink", "stop sign", "suitcase", "toaster", "traffic light", "train", "truck", "tv",
        ]),
        (ObjectShape.Filled, [
            "apple", "bottle", "bowl", "cake", "clock", "cup", "donut", "frisbee", "hot dog", "orange", "pizza", "sandwich", "sports ball",
            "teddy bear", "toilet", "vase",
        ]),
        (ObjectShape.Sparse, [
            "baseball bat", "bicycle", "chair", "fork", "giraffe", "horse", "kite", "knife", "potted plant", "scissors", "skis",
            "snowboard",
            "spoon", "surfboard", "tennis racket", "umbrella", "zebra",
        ]));

    /// <summary>The shape of a class; null is a thing of no known class.</summary>
    public static ObjectShape Of(string? label) => label is null ? ObjectShape.Plain : Shapes.GetValueOrDefault(label, ObjectShape.Plain);

    private static Dictionary<string, ObjectShape> Table(params (ObjectShape Shape, string[] Labels)[] rows) =>
        rows.SelectMany(r => r.Labels.Select(l => (l, r.Shape))).ToDictionary(r => r.l, r => r.Shape, StringComparer.OrdinalIgnoreCase);
}
