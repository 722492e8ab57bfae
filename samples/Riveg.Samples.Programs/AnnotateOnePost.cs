#region program
using Riveg;
using var riveg = RivegPipeline.CreateBuilder("builtin").Build();
var result = await riveg.AnnotateAsync("Adele lights up the O2 Arena in London tonight", "concert.png");
foreach (var e in result.Entities) Console.WriteLine($"{e.Text} {e.Type} {e.Regions.Count}");
#endregion

// Run in the folder of concert.png: 'dotnet run --project Riveg.Samples.Programs' there. A word names another sample.
await Riveg.Samples.Programs.OtherSamples.RunAsync(args);
