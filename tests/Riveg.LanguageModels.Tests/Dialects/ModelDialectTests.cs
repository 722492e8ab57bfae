using CsCheck;
using Riveg.LanguageModels.Boxes;
using Riveg.LanguageModels.Dialects;
using Riveg.LanguageModels.Prompts;
using Riveg.LanguageModels.Readings;
using Riveg.Regions;

namespace Riveg.LanguageModels.Tests.Dialects;

/// <summary>Families by the names that servers give their models, and what the table says of each.</summary>
public sealed class ModelDialectTests
{
    [Theory]
    // Ollama, hubs, GGUF files, gateways, hosted services.
    [InlineData("qwen2.5vl:7b", "Qwen2.5-VL")]
    [InlineData("Qwen/Qwen2.5-VL-7B-Instruct", "Qwen2.5-VL")]
    [InlineData("Qwen/Qwen2.5-VL-7B-Instruct-AWQ", "Qwen2.5-VL")]
    [InlineData("qwen25-vl", "Qwen2.5-VL")]
    [InlineData("qwen2.5-vl-72b-instruct", "Qwen2.5-VL")]
    [InlineData("qwen2_5_vl_3b", "Qwen2.5-VL")]
    [InlineData("accounts/fireworks/models/qwen2p5-vl-32b-instruct", "Qwen2.5-VL")]
    [InlineData("Qwen2.5-Omni-7B", "Qwen2.5-VL")]
    [InlineData("hf.co/unsloth/Qwen2.5-VL-7B-Instruct-GGUF:Q4_K_M", "Qwen2.5-VL")]
    [InlineData("ByteDance-Seed/UI-TARS-1.5-7B", "Qwen2.5-VL")]
    [InlineData("ui-tars-1.5-7b@q8_0", "Qwen2.5-VL")]
    [InlineData("UI-TARS", "Qwen2.5-VL")]
    [InlineData("omlab/VLM-R1-Qwen2.5VL-3B-OVD-0321", "Qwen2.5-VL")]
    [InlineData("vlm-r1", "Qwen2.5-VL")]
    [InlineData("bytedance-research/UI-TARS-7B-DPO", "UI-TARS 1")]
    [InlineData("UI-TARS-2B-SFT", "UI-TARS 1")]
    [InlineData("Qwen3-VL-4B-Instruct-Q4_K_M.gguf", "Qwen3-VL")]
    [InlineData("/models/qwen/Qwen3VL-2B-Instruct-Q8_0.gguf", "Qwen3-VL")]
    [InlineData("qwen3-vl:235b-cloud", "Qwen3-VL")]
    [InlineData("qwen/qwen3-vl-30b-a3b-thinking", "Qwen3-VL")]
    [InlineData("Qwen3-Omni-30B-A3B-Instruct", "Qwen3-VL")]
    [InlineData("Qwen3.5-27B", "Qwen3-VL")]
    [InlineData("Qwen2-VL-2B-Instruct", "Qwen2-VL")]
    [InlineData("qwen/qvq-72b-preview", "Qwen2-VL")]
    [InlineData("Qwen-VL-Chat", "Qwen-VL")]
    [InlineData("OpenGVLab/InternVL3-8B", "InternVL")]
    [InlineData("internvl3_5-38b", "InternVL")]
    [InlineData("blaifa/InternVL3_5:8b", "InternVL")]
    [InlineData("minicpm-v:8b", "MiniCPM-V")]
    [InlineData("openbmb/MiniCPM-V-4_5", "MiniCPM-V")]
    [InlineData("openbmb/MiniCPM-o-2_6", "MiniCPM-V")]
    [InlineData("MiniCPM-Llama3-V-2_5", "MiniCPM-V")]
    [InlineData("deepseek-ai/deepseek-vl2-small", "DeepSeek-VL2")]
    [InlineData("deepseek-ocr", "DeepSeek-VL2")]
    [InlineData("glm-4.5v", "GLM-V")]
    [InlineData("zai-org/GLM-4.1V-9B-Thinking", "GLM-V")]
    [InlineData("glm-4.6v-flash", "GLM-V")]
    [InlineData("doubao-1-5-vision-pro-250328", "Doubao")]
    [InlineData("seed-1.6-flash", "Doubao")]
    [InlineData("moonshotai/Kimi-VL-A3B-Thinking-2506", "Kimi-VL")]
    [InlineData("moondream:1.8b-v2-q4_0", "Moondream")]
    [InlineData("moondream2", "Moondream")]
    [InlineData("gemini-2.5-flash", "Gemini")]
    [InlineData("models/gemini-2.5-flash", "Gemini")]
    [InlineData("google/gemini-3-pro-preview", "Gemini")]
    [InlineData("google/gemma-4-E4B-it", "Gemma 4")]
    [InlineData("gemma4:26b", "Gemma 4")]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0", "Claude")]
    [InlineData("claude-opus-4-1", "Claude")]
    [InlineData("anthropic/claude-3.7-sonnet:thinking", "Claude")]
    [InlineData("o4-mini", "OpenAI o")]
    [InlineData("openai/o3", "OpenAI o")]
    [InlineData("o1-2024-12-17", "OpenAI o")]
    [InlineData("gpt-5", "GPT-5")]
    [InlineData("openai/gpt-5-mini", "GPT-5")]
    [InlineData("gpt-5-nano-2025-08-07", "GPT-5")]
    [InlineData("gpt-5.1", "GPT-5.1")]
    [InlineData("gpt-5.2-pro", "GPT-5.1")]
    [InlineData("gpt-5-chat-latest", "GPT-5.1")]
    [InlineData("gpt-4o-mini-2024-07-18", "GPT-4o")]
    [InlineData("gpt-4.1", "GPT-4o")]
    [InlineData("chatgpt-4o-latest", "GPT-4o")]
    [InlineData("gpt-4-turbo", "GPT-4 Turbo")]
    [InlineData("gpt-4-turbo-2024-04-09", "GPT-4 Turbo")]
    [InlineData("openai/gpt-4-vision-preview", "GPT-4 Turbo")]
    [InlineData("gpt-4-1106-vision-preview", "GPT-4 Turbo")]
    [InlineData("o3-deep-research", "OpenAI o")]
    [InlineData("o4-mini-deep-research-2025-06-26", "OpenAI o")]
    [InlineData("team-gpt-4o", "GPT-4o")]
    [InlineData("gpt4o", "GPT-4o")]
    [InlineData("azure_gpt-5", "GPT-5")]
    [InlineData("ft:gpt-4o:my-gemini-test", "GPT-4o")]
    [InlineData("ft:gpt-4o-mini-2024-07-18:acme:claude-like:7p4lURx", "GPT-4o")]
    [InlineData("openai/ft:o4-mini-2025-04-16:acme::abc", "OpenAI o")]
    [InlineData("gemini-1.5-flash-8b", "Gemini")]
    [InlineData("x-ai/grok-4", "Grok")]
    [InlineData("grok-2-vision-1212", "Grok")]
    [InlineData("SAKE", "SAKE")]
    [InlineData("SYSU-AI/SAKE-7B_gmner", "SAKE")]
    // A folder is named after anybody; where the file says nothing, the folder may.
    [InlineData("/home/claude/models/Qwen3-VL-8B.gguf", "Qwen3-VL")]
    [InlineData(@"C:\models\gemini\minicpm-v-2.6.gguf", "MiniCPM-V")]
    [InlineData("/models/Qwen2.5-VL-7B-Instruct/ggml-model-q4_k_m.gguf", "Qwen2.5-VL")]
    public void Of_NameOfAServer_IsItsFamily(string model, string family) => Assert.Equal(family, ModelDialect.Of(model).Name);

    [Theory]
    // Text alone, and pictures that nobody here knows how to box.
    [InlineData("qwen3:8b")]
    [InlineData("Qwen/Qwen3-30B-A3B-Instruct-2507")]
    [InlineData("qwen2.5:7b")]
    [InlineData("qwen2.5-coder-32b")]
    [InlineData("qwen-vl-max")]
    [InlineData("minicpm3-4b")]
    [InlineData("MiniCPM4-8B")]
    [InlineData("deepseek-chat")]
    [InlineData("deepseek-vl-7b-chat")]
    [InlineData("glm-4-9b")]
    [InlineData("gpt-oss:20b")]
    [InlineData("gpt-4")]
    [InlineData("gpt-50")]
    [InlineData("gpt-4.10")]
    [InlineData("gpt-4omega")]
    [InlineData("minigpt-4")]
    [InlineData("mini-gpt4o")]
    [InlineData("YanweiLi/Mini-Gemini-7B")]
    [InlineData("Qwen3-4B-Claude-Sonnet-Distill")]
    [InlineData("claude-distilled-llama")]
    [InlineData("Qwen3-14B-GPT-5-Reasoning")]
    [InlineData("openhermes-7b-gemini-2.5-pro")]
    [InlineData("deepseek-r1-grok-distill")]
    [InlineData("myclaude")]
    [InlineData("/home/claude/models/model.gguf")]
    [InlineData("ft:gpt-3.5-turbo:acme:gemini:x")]
    [InlineData("Marco-o1")]
    [InlineData("llama3.2-vision:11b")]
    [InlineData("pixtral-12b")]
    [InlineData("gemma3:27b")]
    [InlineData("kimi-k2-0905-preview")]
    [InlineData("shadowml/BeagSake-7B")]
    [InlineData("forsaken")]
    [InlineData("microsoft/Florence-2-large")]
    [InlineData("google/paligemma2-3b-mix-448")]
    [InlineData("m")]
    [InlineData("")]
    public void Of_AnotherName_IsUnknownAndReadAsThousandths(string model)
    {
        Assert.Equal("unknown", ModelDialect.Of(model).Name);
        Assert.Equal("thousandths", ModelDialect.Of(model).Boxes.Name);
    }

    [Theory]
    [InlineData("qwen2.5vl:7b", "pixels")]
    [InlineData("qwen3-vl", "thousandths")]
    [InlineData("qwen2-vl", "thousandths")]
    [InlineData("internvl3", "thousandths")]
    [InlineData("minicpm-v", "thousandths")]
    [InlineData("glm-4.5v", "thousandths")]
    [InlineData("ui-tars-7b-sft", "thousandths")]
    [InlineData("deepseek-vl2", "bins")]
    [InlineData("doubao-1.5-vision-pro", "bins")]
    [InlineData("kimi-vl", "fractions")]
    [InlineData("moondream2", "fractions")]
    [InlineData("grok-4", "percent")]
    [InlineData("gemini-2.5-pro", "gemini")]
    [InlineData("gemma-4-31b-it", "gemini")]
    [InlineData("claude-opus-4-1", "pixels")]
    [InlineData("gpt-5", "pixels")]
    [InlineData("gpt-4o", "pixels")]
    [InlineData("o3", "pixels")]
    [InlineData("sake-7b", "pixels")]
    public void Boxes_OfAFamily_AreInItsConvention(string model, string convention) =>
        Assert.Equal(convention, ModelDialect.Of(model).Boxes.Name);

    // github.com/vercel/ai/issues/10932: from 5.1 on only while it thinks.
    [Theory]
    [InlineData("o3", null, "temperature, logprobs")]
    [InlineData("gpt-5-mini", null, "temperature, logprobs")]
    [InlineData("gpt-5-mini", "none", "temperature, logprobs")]
    [InlineData("gpt-5.1", null, "")]
    [InlineData("gpt-5.1", "none", "")]
    [InlineData("gpt-5.1", "high", "temperature, logprobs")]
    [InlineData("claude-opus-4-1", null, "logprobs, seed")]
    [InlineData("qwen2.5vl:7b", "high", "")]
    public void Refused_OfAFamily_AreKnownInAdvance(string model, string? effort, string expected) =>
        Assert.Equal(expected, string.Join(", ", ModelDialect.Of(model).Refused(effort)));

    [Fact]
    public void Families_EachRow_HasASourceAPromptAndAFormThatItsReaderReads()
    {
        var sent = new ImageSize(560, 280);
        Assert.All(ModelDialect.Families, family =>
        {
            Assert.False(string.IsNullOrWhiteSpace(family.Source));
            Assert.Equal(family.GroundingPrompt, Prompt.BuiltIn(family.GroundingPrompt).Name);
            if (family.Boxes == BoxConvention.Pixels && family.Name is not "SAKE")
            {
                Assert.Contains("560 wide and 280 high", family.Form.Say(sent), StringComparison.Ordinal);
            }

            // The form itself, numbers in place of the letters, is what comes back.
            var (x, y) = family.Boxes.Name switch
            {
                "pixels" => ((double)sent.Width, (double)sent.Height),
                "fractions" => (1, 1),
                "percent" => (100, 100),
                "bins" => (999, 999),
                _ => (1000, 1000),
            };
            string N(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var names = new Dictionary<string, string>
            {
                ["x0"] = N(x / 4), ["xmin"] = N(x / 4), ["y0"] = N(y / 5), ["ymin"] = N(y / 5),
                ["x1"] = N(x / 2), ["xmax"] = N(x / 2), ["y1"] = N(y * 3 / 5), ["ymax"] = N(y * 3 / 5),
            };
            var form = family.Form.Text.Split(" in JSON")[0].Split(", each ")[0].Split(" in pixels")[0];
            form = System.Text.RegularExpressions.Regex.Replace(
                form, """("?)([xy](?:[01]|min|max))\1(: \.\.\.)?""",
                m => m.Groups[3].Length > 0 ? $"\"{m.Groups[2].Value}\": {names[m.Groups[2].Value]}" : names[m.Groups[2].Value]);
            var box = Assert.Single(BoxReading.Read(form, family.Boxes, sent, sent, "Adele"));
            Assert.Equal((140.0, 56.0, 280.0, 168.0), (Math.Round(box.X0), Math.Round(box.Y0), Math.Round(box.X1), Math.Round(box.Y1)));
        });
    }

    [Fact]
    public void Thinking_OfEachFamily_IsCut() => Assert.All(
        ModelDialect.Families.Select(f => f.Thinking).OfType<ThinkingMarks>(),
        marks => Assert.Equal(
            "[1, 2, 3, 4]", AnswerText.Clean($"{marks.Opening}\nmaybe [5, 6, 7, 8]\n{marks.Closing}\n[1, 2, 3, 4]")));

    // The published rule of Qwen's processors, as servers apply it to what they get (bytedance/UI-TARS/issues/182,
    // ollama/ollama, model/models/qwen25vl/process_image.go).
    [Theory]
    [InlineData("qwen2.5vl:7b", 28, 56 * 56, 2 << 20)]
    [InlineData("qwen2.5vl:7b", 28, 56 * 56, 16384 * 28 * 28)]
    [InlineData("qwen3-vl", 32, 4 * 32 * 32, 16384 * 32 * 32)]
    [InlineData("sake", 28, 56 * 56, 672 * 672 * 2)]
    public void SentSize_OfQwen_IsNotResizedAgain(string model, int factor, long least, long most) =>
        Gen.Select(Gen.Int[1, 6000], Gen.Int[1, 6000], Gen.Int[64, 8192]).Sample((width, height, maxSide) =>
        {
            var size = ModelDialect.Of(model).Pictures.SentSize(new ImageSize(width, height), maxSide);
            Assert.Equal(size, SmartResize(size, factor, least, most));
            Assert.True(Math.Max(size.Width, size.Height) <= Math.Max(maxSide, 2 * factor));
        });

    [Theory]
    [InlineData("claude-opus-4-1", 4000, 3000, 8192, 1238, 929)]
    [InlineData("claude-opus-4-1", 4000, 100, 8192, 1568, 39)]
    [InlineData("gpt-4o", 4000, 3000, 8192, 1024, 768)]
    [InlineData("gpt-5", 3000, 300, 8192, 2048, 205)]
    [InlineData("m", 4000, 3000, 8192, 4000, 3000)]
    [InlineData("m", 4000, 3000, 1008, 1008, 756)]
    [InlineData("m", 40, 30, 1008, 40, 30)]
    [InlineData("sake", 100, 100, 1008, 532, 532)]
    public void SentSize_OfAService_IsOneThatItDoesNotShrink(string model, int width, int height, int maxSide, int sentWidth, int sentHeight) =>
        Assert.Equal(
            new ImageSize(sentWidth, sentHeight), ModelDialect.Of(model).Pictures.SentSize(new ImageSize(width, height), maxSide));

    private static ImageSize SmartResize(ImageSize size, int factor, long least, long most)
    {
        var (height, width) = ((int)Math.Round(size.Height / (double)factor) * factor, (int)Math.Round(size.Width / (double)factor) * factor);
        if ((long)height * width > most)
        {
            var beta = Math.Sqrt((double)size.Height * size.Width / most);
            (height, width) = ((int)(size.Height / beta / factor) * factor, (int)(size.Width / beta / factor) * factor);
        }
        else if ((long)height * width < least)
        {
            var beta = Math.Sqrt(least / ((double)size.Height * size.Width));
            (height, width) =
                ((int)Math.Ceiling(size.Height * beta / factor) * factor, (int)Math.Ceiling(size.Width * beta / factor) * factor);
        }

        return new ImageSize(width, height);
    }
}
