namespace Riveg.Onnx.Segmentation;

/// <summary>The two networks of a SAM model in a folder, found by their names.</summary>
/// <param name="Encoder">Turns a picture into embeddings.</param>
/// <param name="Decoder">Turns embeddings and a prompt into masks.</param>
internal sealed record SamFiles(string Encoder, string Decoder)
{
    /// <summary>
    /// Looks for two <c>.onnx</c> files, one with "decoder" in its name and one with "encoder" alone
    /// (<c>prompt_encoder_mask_decoder.onnx</c> is a decoder), in the folder or its folder <c>onnx</c>. Of several decoders one for boxes
    /// alone ("box") or one that gives all masks ("multi") is taken, else the shortest name, which is the unquantised one.
    /// </summary>
    /// <exception cref="InvalidDataException">They are not there; the message lists what is.</exception>
    public static SamFiles In(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidDataException(
                $"There is no folder {folder}; 'riveg models convert CHECKPOINT --architecture sam -o DIR' makes one, "
                + "'riveg models path mobile-sam' names one.");
        }

        var models = new[] { folder, Path.Combine(folder, "onnx") }.Where(Directory.Exists).SelectMany(f => Directory.GetFiles(f, "*.onnx"))
            .OrderBy(p => Path.GetFileName(p).Length).ThenBy(p => p, StringComparer.Ordinal).ToList();
        var decoder = models.Where(IsDecoder).OrderByDescending(p => Has(p, "box")).ThenByDescending(p => Has(p, "multi")).FirstOrDefault();
        var encoder = models.FirstOrDefault(p => Has(p, "encoder") && !IsDecoder(p));
        return encoder is not null && decoder is not null
            ? new SamFiles(encoder, decoder)
            : throw new InvalidDataException(
                $"{folder} holds no SAM model: wanted are two .onnx files with \"encoder\" and \"decoder\" in their names; "
                + $"there {(models.Count == 0 ? "are none" : "are " + string.Join(", ", models.Select(Path.GetFileName)))}.");
    }

    private static bool IsDecoder(string path) => Has(path, "decoder");

    private static bool Has(string path, string part) => Path.GetFileName(path).Contains(part, StringComparison.OrdinalIgnoreCase);
}
