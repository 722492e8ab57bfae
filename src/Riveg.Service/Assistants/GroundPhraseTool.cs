using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Riveg.Posts;

namespace Riveg.Service.Assistants;

/// <summary><c>ground_phrase</c>: where in a picture is this?</summary>
internal sealed class GroundPhraseTool : AssistantTool
{
    private const int LongestPhrase = 300;

    private static readonly string[] Types = [.. EntityType.Coarse.Select(t => t.Name)];

    private readonly PictureArgument pictures;
    private readonly DrawnAnnotation annotator;
    private readonly PhraseGrounding phrases;

    public GroundPhraseTool(ToolDesk desk, PictureArgument pictures, DrawnAnnotation annotator, PhraseGrounding phrases)
        : base(desk, Describe(pictures, phrases.Profiles))
    {
        this.pictures = pictures;
        this.annotator = annotator;
        this.phrases = phrases;
    }

    /// <inheritdoc />
    protected override async Task<ToolAnswer> AnswerAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var given = call.Read("phrase", PictureArgument.Name, "type", "description", "profile", "masks", "overlay");
        var phrase = given.Required("phrase", "what is looked for").Trim();
        if (phrase.Length == 0 && given.Find("phrase") is not null)
        {
            given.Add("phrase", "it is empty; give what is looked for.");
        }
        else if (phrase.Length > LongestPhrase)
        {
            given.Add("phrase", $"it has more than {LongestPhrase} characters; give a few words.");
        }

        var open = pictures.Read(call, given, isRequired: true);
        var type = given.Word("type", Types);
        var (description, profile) = (given.String("description"), given.Word("profile", phrases.Profiles.Names));
        var (masks, overlay) = (given.Boolean("masks") ?? false, given.Boolean("overlay") ?? true);
        call.RefuseFaults();
        var picture = await open!(cancellationToken).ConfigureAwait(false);
        var sort = type is null ? await phrases.TypeOfAsync(phrase, cancellationToken).ConfigureAwait(false) : EntityType.Parse(type);
        using var asked = phrases.Ask(phrase, sort, description, picture);
        var (result, jpeg) = await annotator.AnnotateAsync(
            phrases.Profiles,
            asked.Post,
            profile,
            r => overlay && PhraseGrounding.IsInPicture(r),
            call.Progress,
            cancellationToken).ConfigureAwait(false);
        return result.Entities.Single().Fault is { } fault
            ? throw new ToolArgumentException(fault.Message)
            : ToolAnswer.Of(writer => GroundedPhraseJson.Write(writer, result, masks), jpeg);
    }

    private static Tool Describe(PictureArgument pictures, OpenProfiles profiles) => new()
    {
        Name = "ground_phrase",
        Title = "Find a thing in a picture",
        Description =
            "Says where in a picture a person, a thing or a place is that a phrase names (\"Adele\", \"the red car\"): boxes with the "
            + "probability that they are right, best first, and the probability that it is there at all. The answer comes with the picture "
            + "on which the places are drawn, where it is likely there.",
        InputSchema = ToolSchemas.Arguments(
            new JsonObject
            {
                ["phrase"] = new JsonObject
                {
                    ["type"] = "string",
                    ["minLength"] = 1,
                    ["maxLength"] = LongestPhrase,
                    ["description"] = "What is looked for, in a few words.",
                },
                [PictureArgument.Name] = pictures.Schema("Where it is looked for."),
                ["type"] = ToolSchemas.Words(
                    "What the phrase names: PER a person by name, LOC a place, ORG an organisation or team, OTHER anything else. Found out "
                    + "from the phrase where it is left out.",
                    Types),
                ["description"] = ToolSchemas.Of(
                    "string",
                    "What it is and how it looks, in a few words, such as \"an English singer with long blond hair\". Makes the answer "
                    + "better."),
                ["profile"] = ToolSchemas.Profile(profiles),
                ["masks"] = ToolSchemas.Switch(false, "Gives outlines as COCO run lengths, which are long and for programs."),
                ["overlay"] = ToolSchemas.Switch(true, "Sends the picture with the places drawn on it."),
            },
            "phrase",
            PictureArgument.Name),
        OutputSchema = ToolSchemas.OfFile("ground_phrase.json"),
        Annotations = new ToolAnnotations
        {
            Title = "Find a thing in a picture", ReadOnlyHint = true, IdempotentHint = true, DestructiveHint = false, OpenWorldHint = false,
        },
    };
}
