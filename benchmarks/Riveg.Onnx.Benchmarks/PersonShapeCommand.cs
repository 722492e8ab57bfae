using Riveg.Evaluation.Datasets;
using Riveg.Onnx.Grounding;
using Riveg.Posts;

namespace Riveg.Onnx.Benchmarks;

/// <summary>
/// Fits the shape of persons' boxes around their faces to a data set: the numbers of <see cref="PersonShape.TwitterGmner"/>.
/// </summary>
internal static class PersonShapeCommand
{
    public static int Run(string reference)
    {
        Console.WriteLine(PersonShapeFitter.Fit(DatasetReference.Parse(reference).ReadSplit("train").BoxesOf(EntityType.Person)));
        return 0;
    }
}
