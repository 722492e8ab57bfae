using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Sam;

/// <summary>SAM behind the image encoder: prompts in, masks out. N prompts are decoded over one embedding at once.</summary>
/// <param name="weights">The weights with official names.</param>
/// <param name="config">The sizes.</param>
public sealed class SamDecoder(WeightSource weights, SamDecoderConfig config)
{
    private readonly SamPromptEncoder prompts = new(weights.In("prompt_encoder."), config);
    private readonly SamMaskDecoder masks = new(weights.In("mask_decoder."), config);

    /// <summary>Decodes boxes.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="embedding">The image [1, width, g, g].</param>
    /// <param name="boxes">x0 y0 x1 y1 in pixels of the encoder's input [N, 4].</param>
    /// <returns>Mask logits [N, masks, 4g, 4g] and their predicted intersection over union [N, masks].</returns>
    public (T Masks, T Quality) ForwardBoxes<T>(ITensorOps<T> ops, T embedding, T boxes)
        where T : class =>
        masks.Forward(ops, embedding, prompts.EncodeGrid(ops), prompts.EncodeNoMask(ops), prompts.EncodeBoxes(ops, boxes));

    /// <summary>Decodes points, corners of boxes and mask prompts.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="embedding">The image [1, width, g, g].</param>
    /// <param name="points">x and y in pixels of the encoder's input [N, P, 2].</param>
    /// <param name="labels">[N, P]: 1 inside, 0 outside, 2 and 3 a box's corners, -1 no point.</param>
    /// <param name="mask">Logits of a mask prompt [N or 1, 1, 4g, 4g].</param>
    /// <param name="hasMask">[1]: 1 to heed the mask, 0 to pass over it.</param>
    /// <returns>Mask logits [N, masks, 4g, 4g] and their predicted intersection over union [N, masks].</returns>
    public (T Masks, T Quality) ForwardPrompts<T>(ITensorOps<T> ops, T embedding, T points, T labels, T mask, T hasMask)
        where T : class =>
        masks.Forward(
            ops, embedding, prompts.EncodeGrid(ops), prompts.EncodeMask(ops, mask, hasMask), prompts.EncodePoints(ops, points, labels));
}
