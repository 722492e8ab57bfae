using Riveg.Onnx.Benchmarks;
using Riveg.Onnx.Benchmarks.Tokenizers;

// dotnet run -c Release --project benchmarks/Riveg.Onnx.Benchmarks -- VERB ...; docs/models.md tells what each measures.
return args switch
{
    ["resize"] => ResizeBenchmark.Run(),
    ["person-shape", var reference] => PersonShapeCommand.Run(reference),
    ["eyes", var models, var pictures] => await EyesCommand.RunAsync(models, pictures),
    ["soak-light", var pictures, var count] when int.TryParse(count, out var posts) && posts > 0 => await SightSoakCommand.RunAsync(pictures, posts),
    ["soak", var faceModel, var samFolder] => await SoakCommand.RunAsync(faceModel, samFolder),
    ["tokenizers", var golden, var folder] => TokenizersCommand.Run(golden, folder),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "Say what to measure: resize | person-shape KIND:DIR | eyes MODELS PICTURES | soak FACE_MODEL SAM_FOLDER | soak-light PICTURES COUNT "
        + "| tokenizers GOLDEN FOLDER");
    return 2;
}
