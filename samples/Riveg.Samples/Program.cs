using Riveg.Samples;

var folder = args.Length > 0 ? args[0] : "samples";
Directory.CreateDirectory(folder);
foreach (var picture in SamplePicture.All)
{
    await using var file = File.Create(Path.Combine(folder, picture.FileName));
    picture.WritePng(file);
}
