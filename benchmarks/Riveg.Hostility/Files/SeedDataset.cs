using System.Globalization;
using System.Text;
using Riveg.Hostility.Cases;

namespace Riveg.Hostility.Files;

/// <summary>A small valid data set of each kind in a folder of the case.</summary>
internal static class SeedDataset
{
    public static IReadOnlyList<string> Kinds { get; } = [
        "twitter-2015", "twitter-2017", "twitter-gmner", "twitter-fmnerg", "twitter-smner"
    ];

    /// <summary>Writes it into <c>data/</c>.</summary>
    /// <returns>Its files, relative to the case's folder.</returns>
    public static IReadOnlyList<string> Write(Scene scene, string kind, int posts = 3)
    {
        var fine = kind == "twitter-fmnerg";
        var grounded = kind is "twitter-gmner" or "twitter-fmnerg" or "twitter-smner";
        var files = new List<string>();
        var first = 0;
        foreach (var split in new[] { grounded ? "dev" : "valid", "train", "test" })
        {
            var text = new StringBuilder();
            for (var i = first; i < first + posts; i++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"IMGID:{i}\n{(i < 3 ? string.Empty : $"post{i}\tO{(fine ? "\tO" : string.Empty)}\n")}"
                    + $"Adele\tB-PER{(fine ? "\tB-singer" : string.Empty)}\nsings\tO{(fine ? "\tO" : string.Empty)}\n");
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"in\tO{(fine ? "\tO" : string.Empty)}\nParis\tB-LOC{(fine ? "\tB-city" : string.Empty)}\n\n");
                if (grounded)
                {
                    files.Add(kind == "twitter-smner" ? scene.Write($"data/json/{i}.json", Mask) : scene.Write($"data/xml/{i}.xml", Voc));
                }
            }

            files.Insert(0, scene.Write(grounded ? $"data/txt/{split}.txt" : $"data/{split}.txt", text.ToString()));
            first += posts;
        }

        return files;
    }

    /// <summary>Writes a picture for each post of the first split.</summary>
    public static string WritePictures(Scene scene)
    {
        for (var i = 0; i < 3; i++)
        {
            scene.Write($"img/{i}.jpg", SeedPictures.Encode("jpg"));
        }

        return "img";
    }

    /// <summary>Spoils one or two of the files, each as what it is.</summary>
    public static void Spoil(Scene scene, IReadOnlyList<string> files)
    {
        // Text first: the split that is read, or any file.
        for (var i = scene.Dice.Next(1, 3); i > 0; i--)
        {
            var name = scene.Dice.OneIn(2) ? files[0] : scene.Dice.Pick(files);
            var path = Path.Combine(scene.Folder, name);
            var content = File.ReadAllBytes(path);
            File.WriteAllBytes(path, Path.GetExtension(name) switch
            {
                ".xml" => scene.Mutator.Xml(content),
                ".json" => scene.Mutator.Json(content),
                _ => scene.Mutator.Lines(content),
            });
        }
    }

    private const string Voc = """
        <?xml version="1.0" encoding="utf-8"?>
        <annotation><folder>img</folder><filename>0.jpg</filename><size><width>64</width><height>48</height><depth>3</depth></size><segmented>0</segmented>
        <object><name>Adele</name><pose>Unspecified</pose><difficult>0</difficult><bndbox><xmin>2</xmin><ymin>2</ymin><xmax>30</xmax><ymax>40</ymax></bndbox></object></annotation>
        """;

    private const string Mask = """
        {"version":"5","imagePath":"0.jpg","imageWidth":64,"imageHeight":48,"shapes":[{"label":"Adele","shape_type":"polygon","points":[[2,2],[30,2],[30,40],[2,40]]},{"label":"Paris","shape_type":"rectangle","points":[[40,2],[60,40]]}]}
        """;

    /// <summary>A COCO file of all pictures, in place of one labelme file each.</summary>
    public const string Coco = """
        {"images":[{"id":1,"file_name":"0.jpg","width":64,"height":48},{"id":2,"file_name":"1.jpg","width":64,"height":48}],"categories":[{"id":1,"name":"Adele"}],
        "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[2,2,28,38],"segmentation":[[2,2,30,2,30,40,2,40]]},{"id":2,"image_id":2,"category_id":1,"segmentation":{"size":[48,64],"counts":[100,20,2952]}}]}
        """;
}
