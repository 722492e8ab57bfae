namespace Riveg.Networks.Tests.Published;

/// <summary>
/// The weights of <c>mobile_sam.pt</c>: ChaoningZhang/MobileSAM, mobile_sam/modeling/tiny_vit_sam.py
/// 2f77a48accecb4ffad1f063b3dfdda69619951bd (modules), mobile_sam/build_sam.py d6c907322a46469f21088cdec2750434de1ef311 (sizes); prompt
/// encoder and decoder are SAM's. The buffer <c>attention_bias_idxs</c> is not persistent there; files of other versions have it, as they
/// may have the cached biases <c>ab</c>.
/// </summary>
internal static class MobileSamWeights
{
    private static readonly int[] Widths = [64, 128, 160, 320], Depths = [2, 2, 6, 2], Heads = [2, 4, 5, 10], Windows = [7, 7, 14, 7];

    public static IReadOnlyList<PublishedWeight> All(bool withDerivedBuffers)
    {
        var list = new WeightList();
        ConvolutionAndNorm(list, "image_encoder.patch_embed.seq.0", 3, Widths[0] / 2, 3, 1);
        ConvolutionAndNorm(list, "image_encoder.patch_embed.seq.2", Widths[0] / 2, Widths[0], 3, 1);
        for (var stage = 0; stage < Widths.Length; stage++)
        {
            for (var i = 0; i < Depths[stage]; i++)
            {
                var name = $"image_encoder.layers.{stage}.blocks.{i}";
                if (stage == 0)
                {
                    Convolutions(list, name, Widths[0], 4 * Widths[0], Widths[0]);
                }
                else
                {
                    Block(list, name, Widths[stage], Heads[stage], Windows[stage], withDerivedBuffers);
                }
            }

            if (stage < Widths.Length - 1)
            {
                Convolutions(list, $"image_encoder.layers.{stage}.downsample", Widths[stage], Widths[stage + 1], Widths[stage + 1]);
            }
        }

        list.Norm("image_encoder.norm_head", Widths[^1]);
        list.Linear("image_encoder.head", Widths[^1], 1000);
        SamWeights.Neck(list, "image_encoder.neck", Widths[^1]);
        SamWeights.PromptEncoderAndDecoder(list);
        return list.All;
    }

    private static void Block(WeightList list, string name, int width, int heads, int window, bool withDerivedBuffers)
    {
        list.Add($"{name}.attn.attention_biases", heads, window * window);
        if (withDerivedBuffers)
        {
            list.AddIntegers($"{name}.attn.attention_bias_idxs", window * window, window * window);
            list.Add($"{name}.attn.ab", heads, window * window, window * window);
        }

        list.Norm($"{name}.attn.norm", width);
        list.Linear($"{name}.attn.qkv", width, 3 * width);
        list.Linear($"{name}.attn.proj", width, width);
        list.Norm($"{name}.mlp.norm", width);
        list.Linear($"{name}.mlp.fc1", width, 4 * width);
        list.Linear($"{name}.mlp.fc2", 4 * width, width);
        ConvolutionAndNorm(list, $"{name}.local_conv", width, width, 3, width);
    }

    private static void Convolutions(WeightList list, string name, int inputs, int hidden, int outputs)
    {
        ConvolutionAndNorm(list, $"{name}.conv1", inputs, hidden, 1, 1);
        ConvolutionAndNorm(list, $"{name}.conv2", hidden, hidden, 3, hidden);
        ConvolutionAndNorm(list, $"{name}.conv3", hidden, outputs, 1, 1);
    }

    private static void ConvolutionAndNorm(WeightList list, string name, int inputs, int outputs, int kernel, int groups)
    {
        list.Convolution($"{name}.c", inputs / groups, outputs, kernel, bias: false);
        list.BatchNorm($"{name}.bn", outputs);
    }
}
