using Riveg.Mutants;

// Mutants of spans, boxes, masks, decoding, matching and scores:
// dotnet run -c Release --project benchmarks/Riveg.Mutants -- [--file NAME]... [--sample N] [--seed N] [--workers N] [--survivors FILE]
if (args is ["--worker", var tests, var libraries, .. var namespaces])
{
    TestWorker.Serve(tests.Split(Path.PathSeparator), libraries.Split(Path.PathSeparator), namespaces);
    return 0;
}

if (!MutationRun.TryParse(args, out var run, out var fault))
{
    Console.Error.WriteLine(fault);
    return 2;
}

return run.Execute();
