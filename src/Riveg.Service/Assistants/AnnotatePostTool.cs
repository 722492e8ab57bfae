using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Riveg.Formats;

namespace Riveg.Service.Assistants;

/// <summary><c>annotate_post</c>: the named entities of a post, and which of them are in its picture, and where.</summary>
internal sealed class AnnotatePostTool : AssistantTool
{
    private static readonly string[] Known =
    [
        "text", PictureArgument.Name, "profile", "knowledge", "captions", "observations", "candidates", "masks", "overlay",
    ];

    private readonly PictureArgument pictures;
    private readonly DrawnAnnotation annotator;
    private readonly OpenProfiles profiles;

    public AnnotatePostTool(ToolDesk desk, PictureArgument pictures, DrawnAnnotation annotator, OpenProfiles profiles)
        : base(desk, Describe(pictures, profiles))
    {
        this.pictures = pictures;
        this.annotator = annotator;
        this.profiles = profiles;
    }

    /// <inheritdoc />
    protected override async Task<ToolAnswer> AnswerAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var given = call.Read(Known);
        var text = given.Required("text", "the post's text");
        var open = pictures.Read(call, given, isRequired: false);
        var request = new PostRequest
        {
            Text = text,
            Profile = given.Word("profile", profiles.Names),
            Knowledge = given.String("knowledge"),
            Captions = given.Strings("captions"),
            View = new AnnotationView
            {
                Candidates = given.Boolean("candidates") ?? false,
                Observations = given.Boolean("observations") ?? true,
            },
        };
        var (masks, overlay) = (given.Boolean("masks") ?? false, given.Boolean("overlay") ?? true);
        call.RefuseFaults();
        var picture = open is null ? null : await open(cancellationToken).ConfigureAwait(false);
        var (result, jpeg) = await annotator.AnnotateAsync(
            profiles, request.ToPost(picture), request.Profile, _ => overlay, call.Progress, cancellationToken).ConfigureAwait(false);
        var shown = request.View.Of(masks ? result : ToolAnswer.WithoutMasks(result));
        return ToolAnswer.Of(writer => new AnnotationJsonWriter().Write(writer, shown), jpeg);
    }

    private static Tool Describe(PictureArgument pictures, OpenProfiles profiles) => new()
    {
        Name = "annotate_post",
        Title = "Annotate a post",
        Description =
            "Finds the named entities (persons, places, organisations, others) of a social media post, says for each whether the post's "
            + "picture shows it, with probabilities, and boxes it there. Offsets count UTF-16 units. The answer comes with the picture on "
            + "which what was found is drawn.",
        InputSchema = ToolSchemas.Arguments(
            new JsonObject
            {
                ["text"] = ToolSchemas.Of("string", "The post's text, as it was written."),
                [PictureArgument.Name] = pictures.Schema("The post's picture; left out for a post without one."),
                ["profile"] = ToolSchemas.Profile(profiles),
                ["knowledge"] = ToolSchemas.Of(
                    "string",
                    "What you know of the text's names; makes the answer better. In this form, with every name of the text, since one that "
                    + "is not listed counts as none: \"Named entities: 1. Adele (person) 2. O2 Arena (place) Reasoning: Adele is an "
                    + "English singer with long blond hair. The O2 Arena is a concert hall.\""),
                ["captions"] = ToolSchemas.Strings("What the picture shows, in a sentence or two, where that is known."),
                ["observations"] = ToolSchemas.Switch(true, "Tells what was seen in the picture: objects, faces, words."),
                ["candidates"] = ToolSchemas.Switch(false, "Tells the places that were weighed, with reasons."),
                ["masks"] = ToolSchemas.Switch(false, "Gives outlines as COCO run lengths, which are long and for programs."),
                ["overlay"] = ToolSchemas.Switch(true, "Sends the picture with what was found drawn on it, where something was."),
            },
            "text"),
        OutputSchema = ToolSchemas.OfAnnotation(),
        Annotations = new ToolAnnotations
        {
            Title = "Annotate a post", ReadOnlyHint = true, IdempotentHint = true, DestructiveHint = false, OpenWorldHint = false,
        },
    };
}
