System.Console.WriteLine("See docs/benchmarks.md");
