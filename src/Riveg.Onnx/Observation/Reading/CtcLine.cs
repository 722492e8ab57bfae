using System.Numerics.Tensors;

namespace Riveg.Onnx.Observation.Reading;

/// <summary>A letter that was read in a line.</summary>
/// <param name="Text">The letter.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="From">Where it begins, as a share of the line's width.</param>
/// <param name="To">Where it ends, as a share of the line's width.</param>
internal readonly record struct ReadLetter(string Text, double Probability, double From, double To);

/// <summary>
/// Reads the output of a network trained with connectionist temporal classification: one distribution a step, 0 is no letter.
/// </summary>
internal static class CtcLine
{
    private const string Space = " ";

    // Networks that have seen few spaces put them second to no letter at all; within a word they are a hundred times less likely.
    private const float LeastSpace = 0.08f;

    /// <summary>
    /// The letters of the best path: repeats are one letter. Between two letters a space is read too where it comes close to the best.
    /// </summary>
    /// <param name="steps">Distributions over no letter and the letters, one step after the other.</param>
    /// <param name="letters">The letters, from 1 on.</param>
    /// <param name="count">How many steps belong to the line; the rest is padding.</param>
    /// <param name="width">The line's width in steps.</param>
    public static IReadOnlyList<ReadLetter> Read(ReadOnlySpan<float> steps, IReadOnlyList<string> letters, int count, double width)
    {
        var classes = letters.Count + 1;
        var read = new List<ReadLetter>();
        var space = SpaceOf(letters);
        var (before, mostSpace) = (0, 0f);
        for (var step = 0; step < count; step++)
        {
            var here = steps.Slice(step * classes, classes);
            var best = TensorPrimitives.IndexOfMax(here);
            if (best != 0 && best == before)
            {
                read[^1] = read[^1] with
                {
                    Probability = Math.Max(read[^1].Probability, here[best]),
                    To = Math.Min(1, (step + 1) / width),
                };
            }
            else if (best != 0)
            {
                if (mostSpace >= LeastSpace && best != space && read is [.., { Text: not Space } last])
                {
                    read.Add(new ReadLetter(Space, mostSpace, last.To, Math.Min(1, step / width)));
                }

                mostSpace = 0;
                read.Add(new ReadLetter(letters[best - 1], here[best], Math.Min(1, step / width), Math.Min(1, (step + 1) / width)));
            }

            mostSpace = best == 0 && space > 0 ? Math.Max(mostSpace, here[space]) : mostSpace;
            before = best;
        }

        return read;
    }

    // 0 where the network knows none; it is the last letter where there is one.
    private static int SpaceOf(IReadOnlyList<string> letters) => letters[^1] == Space ? letters.Count : 0;
}
