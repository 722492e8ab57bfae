using System.Globalization;
using Riveg.Networks.Benchmarks;

// sam [ROUNDS] [THREADS] [PROFILE]                 SAM ViT-B on ONNX Runtime and on libtorch
// ofa SIZE [ROUNDS] [THREADS]                      OFA with random weights, SIZE tiny, medium, base or large: ratios of the issue
// ofa-int8 CHECKPOINT TOKENIZER STRINGS.json PICTURE   what 8 bits change in boxes and logits of a checkpoint
// tagger-step [ROUNDS] [THREADS]                   a step of training the small tagger against the same one directly on TorchSharp
// tagger-memory [EPOCHS] [THREADS]                 memory after each epoch of a tiny training, and whether it gives the same bytes again
// tagger-folds DATA VECTORS [EPOCHS] [THREADS]     what other writings of posts bring to the small tagger, by cross-validation
// ofa-weights SIZE FILE                            a checkpoint of that size with random weights in half precision, as official ones have
int Number(int place, int otherwise) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : otherwise;
switch (args)
{
    case ["sam", ..]:
        SamBenchmark.Run(Number(1, 5), Number(2, 2), args.Length > 3 ? args[3] : null);
        return 0;
    case ["ofa", var size, ..]:
        OfaBenchmark.Run(size, Number(2, 5), Number(3, 2));
        return 0;
    case ["ofa-int8", var checkpoint, var tokenizer, var strings, var picture]:
        await OfaPrecision.RunAsync(checkpoint, tokenizer, strings, picture);
        return 0;
    case ["tagger-step", ..]:
        TaggerStepBenchmark.Run(Number(1, 10), Number(2, 2));
        return 0;
    case ["tagger-memory", ..]:
        TaggerMemory.Run(Number(1, 10), Number(2, 2));
        return 0;
    case ["tagger-folds", var data, var vectors, ..]:
        await TaggerFolds.RunAsync(data, vectors, Number(3, 6), Number(4, 2));
        return 0;
    case ["ofa-weights", var size, var file]:
        RandomCheckpoint.Write(size, file);
        return 0;
    default:
        Console.Error.WriteLine(
            "sam [ROUNDS] [THREADS] | ofa SIZE [ROUNDS] [THREADS] | ofa-int8 CHECKPOINT TOKENIZER STRINGS PICTURE | ofa-weights SIZE FILE"
            + " | tagger-step [ROUNDS] [THREADS] | tagger-memory [EPOCHS] [THREADS] | tagger-folds DATA VECTORS [EPOCHS] [THREADS]");
        return 2;
}
