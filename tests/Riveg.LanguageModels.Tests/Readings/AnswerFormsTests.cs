using System.Globalization;
using Riveg.LanguageModels.Boxes;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Readings;
using Riveg.LanguageModels.Tests.Chat;
using Riveg.Regions;

namespace Riveg.LanguageModels.Tests.Readings;

/// <summary>
/// Forms in which models of the families answer where a thing is. Each row: what is particular in it, the model, the page where it was
/// seen, the convention, the answer, and what it says: the box, none, or a doubt. Forms are kept, words and numbers are not. Together with
/// the tables of replies (<see cref="ReplyFormsTests"/>, ErrorFormsTests, RefusedSettingsTests) these are the sourced forms that
/// docs/language-models.md counts.
/// </summary>
public sealed class AnswerFormsTests
{
    private const string TheBox = "100 200 300 400";
    private const string None = "none";
    private const string Doubt = "doubt";

    private static readonly ImageSize Picture = new(1000, 1000);

    /// <summary>The forms.</summary>
    public static TheoryData<string, string, string, string, string, string> Rows { get; } = new()
    {
        // Qwen.
        { "tags", "Qwen-VL", "github.com/QwenLM/Qwen-VL/issues/292", "thousandths", "<ref>Adele</ref><box>(100,200),(300,400)</box>", TheBox },
        { "numbered tags", "Qwen-VL", "github.com/QwenLM/Qwen-VL/issues/374", "thousandths", "<|extra_0|>Adele<|extra_1|><|extra_2|>(100,200),(300,400)<|extra_3|>", TheBox },
        { "box tokens", "Qwen2-VL", "github.com/QwenLM/Qwen3-VL/issues/9", "thousandths", "<|object_ref_start|>Adele<|object_ref_end|><|box_start|>(100,200),(300,400)<|box_end|>", TheBox },
        { "box tokens in a sentence", "Qwen3-VL", "github.com/QwenLM/Qwen3-VL/issues/1871", "thousandths", "The spatial extent of the object is given by <|box_start|>(100,200),(300,400)<|box_end|>.", TheBox },
        { "fenced list", "Qwen2.5-VL", "github.com/QwenLM/Qwen3-VL/issues/676", "pixels", "```json\n[\n\t{\"bbox_2d\": [100, 200, 300, 400], \"label\": \"Adele\"}\n]\n```", TheBox },
        { "json as a word before it", "Qwen3-VL", "github.com/QwenLM/Qwen3-VL/issues/2020", "thousandths", "json\n[\n    {\"bbox_2d\": [100, 200, 300, 400], \"label\": \"singer\"}\n]", TheBox },
        { "one object", "Qwen2.5-VL", "github.com/QwenLM/Qwen3-VL/issues/1137", "pixels", "{\n\"bbox_2d\": [100, 200, 300, 400]\n}", TheBox },
        { "label before the box", "Qwen2.5-VL", "github.com/vllm-project/vllm/issues/13817", "pixels", "[{\"label\": \"Adele\", \"bbox_2d\": [100, 200, 300, 400]}]", TheBox },
        { "thinking and an answer's tags", "Qwen2.5-VL, MM-EUREKA", "github.com/ModalMinds/MM-EUREKA/issues/23", "pixels", "<think> The box would be (1,2),(30,40). </think> <answer><|box_start|>(100,200),(300,400)<|box_end|></answer>", TheBox },
        { "thinking in prose before the lost tags", "Qwen2.5-VL, MM-EUREKA", "github.com/ModalMinds/MM-EUREKA/issues/23", "pixels", "Assistant: <think> It appears within a certain area. </think><|box_start|>(100,200),(300,400)<|box_end|>", TheBox },
        { "confidence beside it, Python's quotes", "Qwen2-VL, Visual-RFT", "github.com/Liuziyu77/Visual-RFT/issues/119", "thousandths", "<think> hm </think> <answer>[{'Position': [100, 200, 300, 400], 'Confidence': 0.95}]</answer>", TheBox },
        { "no objects", "Qwen2-VL, Visual-RFT", "github.com/Liuziyu77/Visual-RFT/issues/119", "thousandths", "<think> nobody is there </think> <answer>No Objects</answer>", None },
        { "a box in space", "Qwen3-VL", "github.com/huggingface/transformers/issues/44393", "thousandths", "[{\"bbox_3d\": [0.4, 0.1, 9.5, 1.6, 1.5, 3.9, 0.0, 1.5, 0.0], \"label\": \"car\"}]", Doubt },
        { "beyond the scale", "Qwen3.8", "github.com/QwenLM/Qwen3.8-Flash-Next/issues/4", "thousandths", "[{\"bbox_2d\": [900, 200, 1340, 400], \"label\": \"Adele\"}]", Doubt },
        { "exclamation marks", "Qwen2.5-VL at float16", "github.com/vllm-project/vllm/issues/13817", "pixels", "!!!!!!!!!!!!!!!!!!!!!!!!", Doubt },

        // UI-TARS.
        { "an action with a box", "UI-TARS", "github.com/bytedance/UI-TARS/issues/125", "pixels", "Action: click(start_box='[100, 200, 300, 400]')", TheBox },
        { "an action with a point", "UI-TARS-1.5", "github.com/bytedance/UI-TARS/issues/183", "pixels", "Thought: I see it.\nAction: click(start_box='<|box_start|>(132,86)<|box_end|>')", Doubt },
        { "an action without numbers", "UI-TARS", "github.com/bytedance/UI-TARS/issues/78", "pixels", "Action: click(start_box='=')", Doubt },

        // InternVL.
        { "tags with a list", "InternVL2", "github.com/OpenGVLab/InternVL/issues/606", "thousandths", "<ref>Adele</ref><box>[[100, 200, 300, 400]]</box>", TheBox },
        { "the prompt's sentence again", "InternVL2", "github.com/OpenGVLab/InternVL/issues/625", "thousandths", "The bounding box coordinates of the region this sentence describes are [100, 200, 300, 400].", TheBox },
        { "corners told step by step", "InternVL2", "github.com/OpenGVLab/InternVL/issues/606", "thousandths", "1. The top left corner is at (100, 200).\n2. The bottom right corner is at (300, 400).", TheBox },

        // DeepSeek.
        { "its own tokens", "DeepSeek-VL2", "github.com/deepseek-ai/DeepSeek-VL2/issues/96", "thousandths", "<|ref|>Adele<|/ref|><|det|>[[100, 200, 300, 400]]<|/det|>", TheBox },
        { "the turn's name before it", "DeepSeek-VL2", "github.com/deepseek-ai/DeepSeek-VL2/issues/96", "thousandths", "<|Assistant|>:: <|ref|>Adele<|/ref|><|det|>[[100, 200, 300, 400]]<|/det|>", TheBox },
        { "three numbers", "DeepSeek-VL2", "github.com/deepseek-ai/DeepSeek-VL2/issues/96", "thousandths", "[533, 132, 457]", Doubt },
        { "a list that runs away", "DeepSeek-VL2", "github.com/deepseek-ai/DeepSeek-VL2/issues/96", "thousandths", "<|ref|>Adele<|/ref|><|det|>[[0, 50, 55, 9999], [0, 5, 533, 17, 9999999999999999999999999999999999999999999999999999999", Doubt },
        { "a list inside at the wrong place", "DeepSeek-VL2", "github.com/deepseek-ai/DeepSeek-VL2/issues/96", "thousandths", "[245,[234,543,542,244]]", Doubt },
        { "a bracket too many", "DeepSeek-VL2", "github.com/deepseek-ai/DeepSeek-VL2/issues/94", "thousandths", "[580, 270, 999, [904]", Doubt },
        { "fractions where whole numbers belong", "DeepSeek-VL2", "github.com/deepseek-ai/DeepSeek-VL2/issues/121", "thousandths", "<|ref|>Adele<|/ref|><|det|>[[0.1, 0.2, 0.3, 0.4]]<|/det|>", Doubt },

        // MiniCPM-V.
        { "tags with blanks", "MiniCPM-V 4.5", "github.com/OpenBMB/MiniCPM-V/issues/982", "thousandths", "<box>100 200 300 400</box>", TheBox },
        { "name and tags", "MiniCPM-V 4.5", "github.com/OpenSQZ/MiniCPM-V-CookBook/issues/39", "thousandths", "<ref>Adele</ref><box>100 200 300 400</box>", TheBox },
        { "blanks inside the tags", "MiniCPM-V", "github.com/likaixin2000/ScreenSpot-Pro-GUI-Grounding/issues/21", "thousandths", "<box> 100 200 300 400 </box>", TheBox },
        { "a tag that is not closed", "MiniCPM-V", "github.com/OpenBMB/MiniCPM-V/issues/185", "thousandths", "<box>100 200 300 400<box>", TheBox },
        { "four points in tags", "MiniCPM-V", "github.com/modelscope/ms-swift/issues/1077", "thousandths", "<quad>100 200 300 200 300 400 100 400<quad>", TheBox },
        { "a point", "MiniCPM-V", "github.com/OpenBMB/MiniCPM-V/issues/185", "thousandths", "<point>200 300</point>", Doubt },
        { "other corners, in Chinese, broken", "MiniCPM-V 2.6", "github.com/OpenBMB/MiniCPM-V/issues/518", "thousandths", "矩形框的坐标将是：\n- 左下角：大约在 (10,640, 389\n- 右上角：大约在527,580\n", Doubt },

        // CogVLM and GLM.
        { "noughts before them", "CogVLM", "github.com/zai-org/CogVLM/issues/46", "thousandths", "[[097, 050, 283, 996]]", "97 50 283 996" },
        { "boxes divided by a semicolon", "CogVLM", "github.com/zai-org/CogVLM/issues/25", "thousandths", "[[100,200,300,400;500,600,700,800]]", "100 200 300 400 | 500 600 700 800" },
        { "two boxes in a row of eight", "own: what the row above is without its semicolon", "own", "thousandths", "[[100,200,300,400,500,600,700,800]]", Doubt },
        { "will not say", "CogVLM2", "github.com/zai-org/CogVLM2/issues/45", "thousandths", "I cannot provide the exact coordinates of the objects in the image as it does not provide a scale or reference points", Doubt },
        { "its own tokens", "GLM-4.5V", "github.com/zai-org/GLM-V/issues/114", "thousandths", "<|begin_of_box|>[[100,200,300,400]]<|end_of_box|>", TheBox },
        { "many boxes while thinking", "GLM-4.5V", "github.com/zai-org/GLM-V/issues/118", "thousandths", "<think> 第一只：bounding box大概是[[110,147,193,823]]。第二只：[[190,330,313,852]]。</think>\n<answer><|begin_of_box|>[[100,200,300,400]]<|end_of_box|></answer>", TheBox },
        { "bbox_2d", "GLM-5V", "github.com/mangowhoiscloud/geode/pull/2368", "thousandths", "{\"bbox_2d\": [100,200,300,400]}", TheBox },

        // Gemini.
        { "y first", "Gemini", "docs.cloud.google.com/vertex-ai/generative-ai/docs/bounding-box-detection", "gemini", "[{\"box_2d\": [200, 100, 400, 300], \"label\": \"Adele\"}]", TheBox },
        { "y first, laid out", "Gemini 3 Flash", "gist vgrichina/54c0620ca16063a88fa44d8bf10dc94e", "gemini", "[\n  {\n    \"box_2d\": [200, 100, 400, 300],\n    \"label\": \"Adele\"\n  }\n]", TheBox },
        { "a picture of the mask beside it", "Gemini 2.5", "simonwillison.net/2025/Apr/18/gemini-image-segmentation", "gemini", "```json\n[{\"box_2d\": [200, 100, 400, 300], \"mask\": \"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA\", \"label\": \"Adele\"}]\n```", TheBox },
        { "mask tokens beside it", "Gemini 2.5", "discuss.ai.google.dev/t/146559", "gemini", "{\"box_2d\": [200, 100, 400, 300], \"mask\": \"<start_of_mask><seg_4><seg_20><seg_35>\"}", TheBox },
        { "an outline beside it", "Gemini 3.5", "discuss.ai.google.dev/t/146559", "gemini", "{\"box_2d\": [200, 100, 400, 300], \"mask\": [[325, 411], [327, 471], [332, 523], [397, 534], [403, 492]], \"label\": \"Adele\"}", TheBox },
        { "a point, y first", "Gemini 2.0", "fallendeity.github.io/gemini-ts-cookbook Spatial_understanding_3d", "gemini", "[{\"point\": [300, 200], \"label\": \"Adele\"}]", Doubt },
        { "a box in space", "Gemini 2.0", "fallendeity.github.io/gemini-ts-cookbook Spatial_understanding_3d", "gemini", "[{\"label\": \"Adele\", \"box_3d\": [-0.1, 2.8, 0.5, 0.4, 0.6, 1.2, 0, 3, 91]}]", Doubt },
        { "width told twice", "Gemini", "github.com/eren23/openflipbook/pull/127", "fractions", "[{\"label\": \"Adele\", \"x\": 0.1, \"y\": 0.2, \"w\": 0.2, \"width\": 0.2, \"h\": 0.2, \"height\": 0.2}]", TheBox },

        // Claude and GPT.
        { "pixels in a list", "Claude", "platform.claude.com/docs/en/build-with-claude/vision-coordinates", "pixels", "[100, 200, 300, 400]", TheBox },
        { "pixels with words", "Claude", "platform.claude.com/docs/en/build-with-claude/vision-coordinates", "pixels", "Adele is at [100, 200, 300, 400] in pixel coordinates.", TheBox },
        { "fenced, with reasons", "Claude, Gemini", "github.com/pydantic/pydantic-ai/pull/3141", "pixels", "Here is what I found:\n\n```json\n{\"bbox\": [100, 200, 300, 400]}\n```\n\nThe singer stands left of the middle.", TheBox },
        { "pixels", "GPT-5.4", "techcommunity.microsoft.com/blog/azure-ai-foundry-blog 4506726", "pixels", "[100, 200, 300, 400]", TheBox },
        { "four points", "GPT", "gist maziyarpanahi/6d18ca580c3e2c881016c452914bc67c", "fractions", "{\"boxes\": [{\"label\": \"Adele\", \"notes\": \"left\", \"confidence\": 0.9, \"bbx_2d\": [[0.1, 0.2], [0.3, 0.2], [0.3, 0.4], [0.1, 0.4]]}]}", TheBox },
        { "the picture's size beside it", "GPT", "promptz2h.com bounding-box-output-spatial-coordinates", "pixels", "{\"object\": \"Adele\", \"x_min\": 100, \"y_min\": 200, \"x_max\": 300, \"y_max\": 400, \"image_width\": 1000, \"image_height\": 1000}", TheBox },

        // Kimi, Moondream, Molmo, Seed and others.
        { "fractions under Qwen's name", "Kimi-VL", "github.com/MoonshotAI/Kimi-VL/issues/56", "fractions", "{\"bbox_2d\": [0.100, 0.200, 0.300, 0.400]}", TheBox },
        { "a click", "Kimi-VL", "github.com/MoonshotAI/Kimi-VL/issues/52", "fractions", "pyautogui.click(x=0.2, y=0.3)", Doubt },
        { "named fractions", "Moondream", "moondream.ai/c/docs/advanced/api/detect", "fractions", "{\"request_id\": \"2025-03-25_detect\", \"objects\": [{\"x_min\": 0.1, \"y_min\": 0.2, \"x_max\": 0.3, \"y_max\": 0.4}]}", TheBox },
        { "no objects", "Moondream", "moondream.ai/c/docs/advanced/api/detect", "fractions", "{\"objects\": []}", None },
        { "points", "Moondream", "moondream.ai/c/docs/advanced/api/point", "fractions", "{\"request_id\": \"2025-03-25_point\", \"points\": [{\"x\": 0.65, \"y\": 0.42}]}", Doubt },
        { "a point in a tag", "Molmo", "github.com/abhaybd/GraspMolmo/issues/2", "thousandths", "<point x=\"52.9\" y=\"43.9\" alt=\"Adele\">Adele</point>", Doubt },
        { "bbox tags", "Doubao 1.5 vision", "www.volcengine.com/docs/82379/1616136", "thousandths", "<bbox>100 200 300 400</bbox>", TheBox },
        { "a box in space", "Seed1.5-VL", "github.com/ByteDance-Seed/Seed1.5-VL/issues/41", "thousandths", "<3dbbox>0.36 0.03 0.94 0.11 0.13 0.11 0.22 0.23 0.15</3dbbox>", Doubt },
        { "lines below", "VideoLLaMA3", "github.com/DAMO-NLP-SG/VideoLLaMA3/issues/50", "thousandths", "100_200_300_400", TheBox },
        { "fractions now and then", "VideoLLaMA3", "github.com/DAMO-NLP-SG/VideoLLaMA3/issues/50", "thousandths", "[0.46, 0.51, 0.61, 0.75]", Doubt },
        { "fractions", "VILA", "github.com/NVlabs/VILA/issues/128", "fractions", "[0.1, 0.2, 0.3, 0.4]", TheBox },
        { "words instead of numbers", "mPLUG-Owl2", "github.com/X-PLUG/mPLUG-Owl/issues/199", "fractions", "The bounding box coordinate of the region this sentence describes is the sheep lying on the ground.", Doubt },
        { "a reference in brackets first", "any", "github.com/run-llama/llama_index/pull/22132", "thousandths", "See [1] for details: {\"bbox_2d\": [100, 200, 300, 400]}", TheBox },
        { "a thought in brackets first", "any", "github.com/run-llama/llama_index/pull/22132", "thousandths", "Sure! [thinking] Here: {\"bbox_2d\": [100, 200, 300, 400], \"score\": 3}", TheBox },
        { "a longer fence", "any", "github.com/guardrails-ai/guardrails/pull/1549", "thousandths", "````json\n{\"bbox_2d\": [100, 200, 300, 400]}\n````", TheBox },
        { "a fence in capitals", "any", "github.com/VectifyAI/PageIndex/pull/357", "thousandths", "```JSON\n{\"bbox_2d\": [100, 200, 300, 400]}\n```", TheBox },
        { "comments, commas, keys without quotes", "any", "github.com/samchon/typia/pull/1774", "thousandths", "{\n  bbox_2d: [100, 200, 300, 400,], // the singer\n}", TheBox },

        // Tried by ourselves.
        { "another's box before", "own", "own", "thousandths", "The man at [500, 200, 700, 400] is not Adele. Adele is the woman at [100, 200, 300, 400].", TheBox },
        { "another's box behind", "own", "own", "thousandths", "The woman on the left at [100, 200, 300, 400] is Adele. The man at [500, 200, 700, 400] is her guitarist.", TheBox },
        { "another's box in a clause of its own", "own", "own", "thousandths", "[500, 200, 700, 400] shows a guitar; [100, 200, 300, 400] shows Adele", TheBox },
        { "percent in points", "own", "own", "thousandths", "(10%, 20%) to (30%, 40%)", TheBox },
        { "percent between blanks", "own", "own", "thousandths", "10% 20% 30% 40%", TheBox },
        { "pairs that are no points", "own", "own", "thousandths", "x=[100,300], y=[200,400]", TheBox },
        { "pairs that are no points, in an object", "own", "own", "thousandths", "{\"x\": [100, 300], \"y\": [200, 400]}", TheBox },
        { "a centre and a size", "own", "own", "thousandths", "{\"cx\": 200, \"cy\": 300, \"w\": 200, \"h\": 200}", TheBox },
        { "a centre and a size, otherwise", "own", "own", "thousandths", "{\"x_center\": 200, \"y_center\": 300, \"width\": 200, \"height\": 200}", TheBox },
        { "a centre and a size by their order", "own", "own", "thousandths", "[cx, cy, w, h] = [200, 300, 200, 200]", TheBox },
        { "attributes", "own", "own", "thousandths", "<bbox x1=\"100\" y1=\"200\" x2=\"300\" y2=\"400\"/>", TheBox },
        { "blanks alone", "own", "own", "thousandths", "100 200 300 400", TheBox },
        { "blanks alone behind the name", "own", "own", "thousandths", "Adele: 100 200 300 400", TheBox },
        { "semicolons alone", "own", "own", "thousandths", "100;200;300;400", TheBox },
        { "not found, and a box to fill the schema", "own", "own", "thousandths", "{\"found\": false, \"bbox\": [0, 0, 1000, 1000]}", None },
        { "not found beside the name's box", "own", "own", "thousandths", "{\"Adele\": [100, 200, 300, 400], \"found\": false}", None },
        { "a box that is not hers", "own", "own", "thousandths", "[100, 200, 300, 400] is not her.", Doubt },
        { "no reason to doubt", "own", "own", "thousandths", "I see no reason to doubt: [100, 200, 300, 400]", TheBox },
        { "digits of Persian", "own", "own", "thousandths", "[۱۰۰, ۲۰۰, ۳۰۰, ۴۰۰]", TheBox },
        { "digits of Bengali", "own", "own", "thousandths", "[১০০, ২০০, ৩০০, ৪০০]", TheBox },
        { "a box before lines without end", "own", "own", "thousandths", "[100, 200, 300, 400]" + new string('\n', 20_000), TheBox },
        { "top, left, bottom, right", "own", "own", "thousandths", "[top, left, bottom, right] = [200, 100, 400, 300]", TheBox },
        { "pairs by their order", "own", "own", "thousandths", "[x1, x2, y1, y2] = [100, 300, 200, 400]", TheBox },
        { "pairs by their sides", "own", "own", "thousandths", "[left, right, top, bottom] = [100, 300, 200, 400]", TheBox },
        { "the man's tags first", "own", "own", "thousandths", "<ref>man</ref><box>[[500,600,700,800]]</box><ref>Adele</ref><box>[[100,200,300,400]]</box>", TheBox },
        { "the man's tokens first", "own", "own", "thousandths", "<|object_ref_start|>man<|object_ref_end|><|box_start|>(500,600),(700,800)<|box_end|><|object_ref_start|>Adele<|object_ref_end|><|box_start|>(100,200),(300,400)<|box_end|>", TheBox },
        { "the man's marks first", "own", "own", "thousandths", "<|ref|>man<|/ref|><|det|>[[500,600,700,800]]<|/det|><|ref|>Adele<|/ref|><|det|>[[100,200,300,400]]<|/det|>", TheBox },
        { "the guitar's tokens first", "own", "own", "thousandths", "guitar<loc_500><loc_600><loc_700><loc_800>Adele<loc_100><loc_200><loc_300><loc_400>", TheBox },
        { "a label that holds the name", "own", "own", "thousandths", "[{\"bbox_2d\": [500, 600, 700, 800], \"label\": \"guitar of Adele\"}, {\"bbox_2d\": [100, 200, 300, 400], \"label\": \"Adele\"}]", TheBox },
        { "two things in one sentence", "own", "own", "thousandths", "The guitar is at [500,600,700,800] and Adele is at [100,200,300,400].", TheBox },
        { "another as a mark on the way", "own", "own", "thousandths", "Adele is to the right of the man at [500,600,700,800]: [100,200,300,400]", Doubt },
        { "another in a clause between", "own", "own", "thousandths", "Adele, next to the drummer at [500,600,700,800], is at [100,200,300,400].", Doubt },
        { "taken back", "own", "own", "thousandths", "I think it is [500,600,700,800], no wait, it is [100,200,300,400].", TheBox },
        { "not this but that", "own", "own", "thousandths", "not [500,600,700,800] but [100,200,300,400]", TheBox },
        { "a woman who is not her", "own", "own", "thousandths", "There is a woman at [100,200,300,400], but she is not Adele.", Doubt },
        { "a label that says not", "own", "own", "thousandths", "{\"bbox_2d\": [100,200,300,400], \"label\": \"not Adele\"}", Doubt },
        { "no doubt", "own", "own", "thousandths", "There is no doubt: [100,200,300,400]", TheBox },
        { "COCO's order", "own", "own", "thousandths", "{\"bbox\": [100,200,200,200], \"format\": \"coco\"}", TheBox },
        { "not there, in Arabic", "own", "own", "thousandths", "لا توجد في الصورة", None },
        { "numbers of a sentence", "own", "own", "thousandths", "In 2011, 4 awards and 21 albums, Adele sang 19.", Doubt },

        // Thinking.
        { "thinking", "MiniMax M2.5", "github.com/sipeed/picoclaw/pull/1233", "thousandths", "<think>\nmaybe [1, 2, 30, 40]\n</think>\n\n[100, 200, 300, 400]", TheBox },
        { "thought, by other names", "many", "github.com/ephraimduncan/opencode-cursor/pull/12", "thousandths", "<thinking>[1, 2, 30, 40]</thinking><reasoning>[5, 6, 70, 80]</reasoning><thought>[1, 1, 9, 9]</thought>[100, 200, 300, 400]", TheBox },
        { "an intent", "many", "github.com/ephraimduncan/opencode-cursor/pull/12", "thousandths", "<think_intent>[1, 2, 30, 40]</think_intent>[100, 200, 300, 400]", TheBox },
        { "the opening tag in the prompt", "Qwen3, DeepSeek-R1", "github.com/verl-project/verl/pull/6434", "thousandths", "maybe [1, 2, 30, 40]\n</think>\n\n[100, 200, 300, 400]", TheBox },
        { "empty thinking", "Qwen3", "github.com/verl-project/verl/pull/6434", "thousandths", "<think>\n\n</think>\n\n[100, 200, 300, 400]", TheBox },
    };

    /// <summary>Forms of a yes or no, with the page where each was seen.</summary>
    public static TheoryData<string, string, string, string, double> Judgements { get; } = new()
    {
        { "a sentence behind it", "mPLUG-Owl, LLaVA", "github.com/CRIPAC-DIG/LogicCheckGPT/issues/1", "Yes, there is a singer in the image.", 0.9 },
        { "a sentence behind a no", "mPLUG-Owl, LLaVA", "github.com/CRIPAC-DIG/LogicCheckGPT/issues/1", "No, there isn't a singer in the image.", 0.1 },
        { "neither", "any", "github.com/AoiDragon/POPE/issues/19", "maybe", 0.5 },
        { "not sure", "any", "github.com/AoiDragon/POPE/issues/19", "Not sure.", 0.5 },
        { "a fence", "MiniMax M2.5", "github.com/vectorize-io/hindsight/issues/645", "```json\n{\"visible\": true}\n```", 0.9 },
        { "thinking before it", "Perplexity", "github.com/langchain-ai/langchain/pull/33670", "<think>no, or yes?</think>\n{\"visible\": false}", 0.1 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Read_FormThatWasSeen_GivesWhatItSays(string form, string model, string page, string convention, string answer, string says)
    {
        var what = $"{form} ({model}, {page})";
        var read = Record.Exception(() => Assert.Equal(
            says,
            BoxReading.Read(answer, BoxConvention.Find(convention)!, Picture, Picture, "Adele", "a singer") is { Count: > 0 } boxes
                ? string.Join(" | ", boxes.Select(Write))
                : None));
        Assert.True(
            says == Doubt ? read is ModelServiceException { Fault: ModelServiceFault.UnreadableAnswer } : read is null,
            $"{what}: {read?.Message ?? "was read"}");
    }

    [Theory]
    [MemberData(nameof(Judgements))]
    public void Read_JudgementThatWasSeen_GivesWhatItSays(string form, string model, string page, string answer, double says)
    {
        var read = EntailmentReading.Read(answer, null);
        Assert.True(Math.Abs(read - says) < 0.001, $"{form} ({model}, {page}): {read}");
    }

    [Fact]
    public void Forms_WithAPage_AreAHundredOfFourteenFamiliesAndServers()
    {
        (string Model, string Page)[] forms =
        [
            .. Rows.Select(r => (r.Data.Item2, r.Data.Item3)),
            .. Judgements.Select(r => (r.Data.Item2, r.Data.Item3)),
            .. ReplyFormsTests.Good.Select(r => (r.Data.Item2, r.Data.Item2)),
            .. ErrorFormsTests.Errors.Select(r => (r.Data.Item1, r.Data.Item1)),
            .. RefusedSettingsTests.Refusals.Select(r => (r.Data.Item1, r.Data.Item1)),
        ];
        var withPage = Array.FindAll(forms, f => f.Page.Split(' ', ':', ',')[0].Contains('.', StringComparison.Ordinal));
        string[] families =
        [
            "Qwen", "UI-TARS", "InternVL", "DeepSeek", "MiniCPM", "CogVLM", "GLM", "Gemini", "Claude", "GPT", "Kimi", "Moondream", "Molmo",
            "Doubao", "Seed", "VideoLLaMA", "VILA", "mPLUG", "MiniMax", "Mistral", "llama.cpp", "Ollama", "vLLM", "LM Studio", "OpenRouter",
            "Perplexity", "SambaNova", "Together", "LocalAI", "Jan",
        ];

        Assert.InRange(withPage.Length, 100, int.MaxValue);
        Assert.InRange(families.Count(f => Array.Exists(withPage, r => r.Model.Contains(f, StringComparison.Ordinal))), 14, int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"{withPage.Length} forms with a page");
    }

    private static string Write(Box box) =>
        string.Create(CultureInfo.InvariantCulture, $"{box.X0:0} {box.Y0:0} {box.X1:0} {box.Y1:0}");
}
