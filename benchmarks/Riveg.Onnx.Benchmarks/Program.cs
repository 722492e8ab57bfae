using Riveg.Onnx.Benchmarks;

// dotnet run -c Release --project benchmarks/Riveg.Onnx.Benchmarks -- resize
return args switch
{
    ["resize"] => ResizeBenchmark.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Say what to measure: resize");
    return 2;
}
