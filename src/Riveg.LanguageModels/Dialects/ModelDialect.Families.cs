using System.Text.RegularExpressions;
using Riveg.LanguageModels.Boxes;

namespace Riveg.LanguageModels.Dialects;

/// <summary>The table of families.</summary>
internal sealed partial record ModelDialect
{
    // The head of a word in a name that has neither a smaller model's base nor its size before it: of what services host themselves many
    // others have learned, and are called so too (Qwen3-4B-Claude-Distill, Mini-Gemini).
    private const string Hosted =
        @"^(?!.*(?:distil|llama|qwen|mistral|gemma|gguf))(?:(?!\d+b).)*(?<![^./:@_\\-])(?<!mini[-_])";

    // The processors of Qwen see pictures in cells of 14 or 16 pixels, two by two; in the sizes below they leave them as they are, at
    // Ollama too, whose limit is the lowest (ollama/ollama, model/models/qwen25vl/process_image.go).
    private static readonly PictureSizes Cells28 = new() { Grid = 28, MinPixels = 56 * 56, MaxPixels = 2 << 20 };

    private static readonly PictureSizes Cells32 = new() { Grid = 32, MinPixels = 64 * 64, MaxPixels = 16384 * 32 * 32 };

    // OpenAI shrinks the shorter side to 768 first, Anthropic what is longer than 1568 or has more than 1.15 million pixels.
    private static readonly PictureSizes Tiles = new() { MaxSide = 2048, MaxShortSide = 768 };

    private static readonly PictureSizes Claudes = new() { MaxSide = 1568, MaxPixels = 1_150_000 };

    private static readonly BoxForm Pixels = BoxForm.List(
        "bbox_2d", "[x0, y0, x1, y1]", "in pixels of the picture, which is {width} wide and {height} high");

    private static readonly BoxForm Thousandths =
        BoxForm.List("bbox_2d", "[x0, y0, x1, y1]", "each from 0 to 1000 of the picture's width or height");

    private static readonly BoxForm RowsFirst =
        BoxForm.List("box_2d", "[ymin, xmin, ymax, xmax]", "each from 0 to 1000 of the picture's height or width");

    /// <summary>All families; the first whose pattern fits a name is its family, so what is narrower stands first.</summary>
    public static IReadOnlyList<ModelDialect> Families { get; } =
    [
        // Fine-tuned from Qwen2.5-VL to find all entities of a post; asked in its own form about one.
        new("SAKE", Sake(), BoxConvention.Pixels,
            BoxForm.Marks("""[{"entity": "...", "type": "...", "box2d": [x0, y0, x1, y1]}]"""),
            "github.com/tangjielong928/SAKE/tree/main/sake_rl/prompts")
        {
            GroundingPrompt = "grounding-sake",
            Pictures = new() { Grid = 28, MinPixels = 512 * 512, MaxPixels = 672 * 672 * 2 },
            Thinking = new("<reason>", "</reason>"),
        },
        new("UI-TARS 1", FirstUiTars(), BoxConvention.Thousandths, Thousandths, "arxiv.org/html/2501.12326v1") { Pictures = Cells28 },
        new("Qwen2.5-VL", Qwen25(), BoxConvention.Pixels, Pixels, "github.com/QwenLM/Qwen3-VL/issues/931") { Pictures = Cells28 },
        new("Qwen3-VL", Qwen3(), BoxConvention.Thousandths, Thousandths, "github.com/QwenLM/Qwen3.8-Flash-Next/issues/4")
        {
            Pictures = Cells32,
        },
        new("Qwen2-VL", Qwen2(), BoxConvention.Thousandths,
            BoxForm.Marks("<|box_start|>(x0,y0),(x1,y1)<|box_end|>, each from 0 to 1000 of the picture's width or height"),
            "github.com/QwenLM/Qwen3-VL/issues/663")
        {
            Pictures = Cells28,
        },
        new("Qwen-VL", Qwen1(), BoxConvention.Thousandths,
            BoxForm.Marks("<box>(x0,y0),(x1,y1)</box>, each from 0 to 1000 of the picture's width or height"),
            "github.com/QwenLM/Qwen3-VL/issues/663"),
        new("InternVL", InternVl(), BoxConvention.Thousandths,
            BoxForm.Marks("<box>[[x0, y0, x1, y1]]</box>, each from 0 to 1000 of the picture's width or height"),
            "github.com/OpenGVLab/InternVL/issues/227")
        {
            GroundingPrompt = "grounding-ref",
        },
        new("MiniCPM-V", MiniCpm(), BoxConvention.Thousandths,
            BoxForm.Marks("<box>x0 y0 x1 y1</box>, each from 0 to 1000 of the picture's width or height"),
            "github.com/OpenBMB/MiniCPM-V/issues/982")
        {
            GroundingPrompt = "grounding-ref",
        },
        new("DeepSeek-VL2", DeepSeekVl2(), BoxConvention.Bins,
            BoxForm.Marks("<|det|>[[x0, y0, x1, y1]]<|/det|>, each from 0 to 999 of the picture's width or height"),
            "github.com/deepseek-ai/DeepSeek-VL2/issues/100")
        {
            GroundingPrompt = "grounding-deepseek",
        },
        new("GLM-V", GlmV(), BoxConvention.Thousandths,
            BoxForm.Marks("<|begin_of_box|>[[x0, y0, x1, y1]]<|end_of_box|>, each from 0 to 1000 of the picture's width or height"),
            "github.com/zai-org/GLM-V/issues/161"),
        new("Doubao", Doubao(), BoxConvention.Bins,
            BoxForm.Marks("<bbox>x0 y0 x1 y1</bbox>, each from 0 to 999 of the picture's width or height"),
            "docs.byteplus.com/en/docs/ModelArk/2582775")
        {
            Thinking = new("<seed:think>", "</seed:think>"),
        },
        new("Kimi-VL", KimiVl(), BoxConvention.Fractions,
            BoxForm.List("bbox_2d", "[x0, y0, x1, y1]", "each from 0 to 1 of the picture's width or height"),
            "github.com/MoonshotAI/Kimi-VL/issues/56")
        {
            Thinking = new("◁think▷", "◁/think▷"),
        },
        new("Moondream", Moondream(), BoxConvention.Fractions, BoxForm.Of(BoxConvention.Fractions), "docs.moondream.ai/quickstart"),
        new("Gemini", Gemini(), BoxConvention.Gemini, RowsFirst, "ai.google.dev/gemini-api/docs/image-understanding")
        {
            HasStructuredOutput = true,
        },
        new("Gemma 4", Gemma(), BoxConvention.Gemini, RowsFirst, "ai.google.dev/gemma/docs/capabilities/vision")
        {
            Thinking = new("<|channel>thought", "<channel|>"),
        },
        // Of the settings that its OpenAI form ignores, those that would be wanted in vain.
        new("Claude", Claude(), BoxConvention.Pixels, BoxForm.Corners, "docs.anthropic.com/en/api/openai-sdk")
        {
            Pictures = Claudes,
            Refuses = ["logprobs", "seed"],
        },
        new("OpenAI o", OSeries(), BoxConvention.Pixels, BoxForm.Corners, "github.com/microsoft/clarity-agent/issues/59")
        {
            Pictures = Tiles,
            TokensField = "max_completion_tokens",
            Refuses = ["temperature", "logprobs"],
            HasStructuredOutput = true,
        },
        new("GPT-5", Gpt5(), BoxConvention.Pixels, BoxForm.Corners, "github.com/gabrii/Cursor-Azure-GPT-5/issues/33")
        {
            Pictures = Tiles,
            TokensField = "max_completion_tokens",
            Refuses = ["temperature", "logprobs"],
            HasStructuredOutput = true,
        },
        // Since 5.1 they do not think unless asked to, and take these settings then.
        new("GPT-5.1", LaterGpt5(), BoxConvention.Pixels, BoxForm.Corners, "github.com/vercel/ai/issues/10932")
        {
            Pictures = Tiles,
            TokensField = "max_completion_tokens",
            RefusesThinking = ["temperature", "logprobs"],
            HasStructuredOutput = true,
        },
        new("GPT-4o", Gpt4(), BoxConvention.Pixels, BoxForm.Corners, "platform.openai.com/docs/guides/structured-outputs")
        {
            Pictures = Tiles,
            HasStructuredOutput = true,
        },
        // Before them: with the same pictures, and without schemas.
        new("GPT-4 Turbo", Gpt4Turbo(), BoxConvention.Pixels, BoxForm.Corners, "platform.openai.com/docs/guides/structured-outputs")
        {
            Pictures = Tiles,
        },
        // No public page says so; the scale is the one that the project's issue 10 names.
        new("Grok", Grok(), BoxConvention.Percent,
            BoxForm.Of(BoxConvention.Percent), "docs.x.ai/docs/guides/image-understanding")
        {
            HasStructuredOutput = true,
        },
    ];

    [GeneratedRegex(@"(?<![a-z])sake(?:[-_](?:\d+b|gmner|fmnerg)|(?![-_a-z0-9]))", RegexOptions.IgnoreCase)]
    private static partial Regex Sake();

    // What is called UI-TARS without these words is version 1.5, which counts pixels as its base does.
    [GeneratedRegex(@"ui[-_ ]?tars[-_ ](?:2b|7b|72b)[-_ ](?:sft|dpo)", RegexOptions.IgnoreCase)]
    private static partial Regex FirstUiTars();

    // qwen2.5-vl, qwen2.5vl, qwen25-vl, qwen2_5_vl, qwen2p5-vl
    [GeneratedRegex(@"qwen[-_ ]?2[._p-]?5[-_ ]?(?:vl|omni)|ui[-_ ]?tars|vlm[-_ ]?r1(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex Qwen25();

    // Not the models of text alone, qwen3:8b; from 3.5 on all of them see.
    [GeneratedRegex(@"qwen[-_ ]?3(?:[._p-]?\d)?[-_ ]?(?:vl|omni)|qwen[-_ ]?3[.p][5-9]", RegexOptions.IgnoreCase)]
    private static partial Regex Qwen3();

    [GeneratedRegex(@"qwen[-_ ]?2[-_ ]?vl|(?<![a-z])qvq", RegexOptions.IgnoreCase)]
    private static partial Regex Qwen2();

    // The names qwen-vl-max and -plus go from one generation to the next.
    [GeneratedRegex(@"qwen[-_ ]?vl(?![-_ ]?(?:max|plus|ocr))", RegexOptions.IgnoreCase)]
    private static partial Regex Qwen1();

    [GeneratedRegex(@"intern[-_ ]?(?:vl|s1)", RegexOptions.IgnoreCase)]
    private static partial Regex InternVl();

    // Not MiniCPM3, MiniCPM4: text alone.
    [GeneratedRegex(@"minicpm[-_ ]?(?:llama3[-_ ]?)?[vo](?![a-z])", RegexOptions.IgnoreCase)]
    private static partial Regex MiniCpm();

    [GeneratedRegex(@"deepseek[-_ ]?(?:vl[-_ ]?2|ocr)", RegexOptions.IgnoreCase)]
    private static partial Regex DeepSeekVl2();

    [GeneratedRegex(@"glm[-_ ]?(?:4[._p][1-9]|[5-9](?:[._p]\d)?)[-_ ]?v(?![a-z])", RegexOptions.IgnoreCase)]
    private static partial Regex GlmV();

    [GeneratedRegex(@"doubao|(?<![a-z])seed[-_ ]?1[._p-]\d", RegexOptions.IgnoreCase)]
    private static partial Regex Doubao();

    [GeneratedRegex(@"kimi[-_ ]?vl", RegexOptions.IgnoreCase)]
    private static partial Regex KimiVl();

    [GeneratedRegex("moondream", RegexOptions.IgnoreCase)]
    private static partial Regex Moondream();

    [GeneratedRegex(Hosted + "gemini", RegexOptions.IgnoreCase)]
    private static partial Regex Gemini();

    [GeneratedRegex(@"(?<![a-z])gemma[-_ ]?4", RegexOptions.IgnoreCase)]
    private static partial Regex Gemma();

    [GeneratedRegex(Hosted + "claude", RegexOptions.IgnoreCase)]
    private static partial Regex Claude();

    [GeneratedRegex(
        @"^o[1-9](?:-(?:mini|pro|preview))?(?:-deep-research)?(?:-\d{4}-\d\d-\d\d|-latest)?(?=$|[:@])", RegexOptions.IgnoreCase)]
    private static partial Regex OSeries();

    [GeneratedRegex(Hosted + @"gpt-?5(?![.]?\d|-chat)", RegexOptions.IgnoreCase)]
    private static partial Regex Gpt5();

    [GeneratedRegex(Hosted + @"gpt-?5(?:[.]\d|-chat)", RegexOptions.IgnoreCase)]
    private static partial Regex LaterGpt5();

    [GeneratedRegex(Hosted + @"(?:chat)?gpt-?4(?:o|[.][15])(?![a-z0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex Gpt4();

    [GeneratedRegex(Hosted + @"gpt-?4-(?:\d{4}-)?(?:turbo|vision)", RegexOptions.IgnoreCase)]
    private static partial Regex Gpt4Turbo();

    [GeneratedRegex(Hosted + "grok", RegexOptions.IgnoreCase)]
    private static partial Regex Grok();
}
