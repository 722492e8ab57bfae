using Riveg.Samples;

// The repository's root, or where else the pictures should go.
var folder = args.Length > 0 ? args[0] : ".";
foreach (var picture in SamplePicture.All)
{
    var path = Path.Combine(folder, picture.FileName);
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    await using var file = File.Create(path);
    picture.WritePng(file);
}
