using System.Text.Json.Nodes;

namespace Riveg.TestKit.ModelServers;

/// <summary>
/// The kinds of servers that docs/language-models.md has recipes for. Forms are those of the pages named, words are ours.
/// </summary>
public static class ServerForms
{
    /// <summary>llama-server: github.com/ggml-org/llama.cpp, tools/server/README.md.</summary>
    public sealed class LlamaCpp : ServerForm
    {
        public override string Model => "Qwen3-VL-4B-Instruct";

        public override string ServerHeader => "llama.cpp";

        public override bool KeepsSchemas => true;

        /// <summary>Whether it was started with a projector.</summary>
        public bool HasProjector { get; init; } = true;

        /// <summary>The tokens of a slot.</summary>
        public int Context { get; init; } = 8192;

        public override JsonNode? Get(string path) => path switch
        {
            "/health" => Json("""{"status":"ok"}"""),
            "/props" => Json(
                """{"default_generation_settings":{"id":0,"id_task":-1,"n_ctx":CONTEXT,"speculative":false,"is_processing":"""
                    + """false,"params":{"n_predict":-1,"seed":4294967295,"temperature":0.8}},"total_slots":"""
                    + """4,"model_alias":"MODEL","model_path":"/models/q.gguf","modalities":{"vision":VISION,"audio":"""
                    + """false},"chat_template":"t","bos_token":"","eos_token":"<|im_end|>","build_info":"b7123-0123abcd"}""",
                ("CONTEXT", $"{Context}"),
                ("VISION", HasProjector ? "true" : "false")),
            "/v1/models" or "/models" => Json(
                """{"models":[{"name":"MODEL","model":"MODEL","capabilities":["completion"]}],"object":"list","data":["""
                    + """{"id":"MODEL","object":"model","created":1764000000,"owned_by":"llamacpp","meta":{"vocab_type":2,"n_vocab":"""
                    + """151936,"n_ctx_train":262144,"n_embd":2560,"n_params":4022468096,"size":2490000000}}]}"""),
            // It answers Ollama's list too.
            "/api/tags" => Json("""{"models":[{"name":"MODEL","model":"MODEL","details":{"format":"gguf"}}]}"""),
            _ => null,
        };

        public override (int Status, JsonNode Body)? Refusal(JsonNode body) => HasProjector || SquareModel.PictureOf(body) is null
            ? null
            : (500, Json(
                """{"error":{"code":500,"message":"image input is not supported - hint: if this is unexpected, you may need to provide """
                    + """the mmproj","type":"server_error"}}"""));

        public override string WriteBox(SeenBox seen) => Qwen(seen.On(1000));

        public override JsonNode Reply(JsonNode body, string text)
        {
            var logProbabilities = LogProbabilities(body, text);
            var choice = new JsonObject
            {
                ["finish_reason"] = "stop",
                ["index"] = 0,
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
            };
            if (logProbabilities is not null)
            {
                choice["logprobs"] = logProbabilities;
            }

            return new JsonObject
            {
                ["choices"] = new JsonArray(choice),
                ["created"] = 1764000000,
                ["model"] = Model,
                ["system_fingerprint"] = "b7123-0123abcd",
                ["object"] = "chat.completion",
                ["usage"] = Json("""{"completion_tokens":12,"prompt_tokens":1100,"total_tokens":1112}"""),
                ["id"] = "chatcmpl-x",
                ["timings"] = Json("""{"cache_n":0,"prompt_n":1100,"prompt_ms":410.5,"predicted_n":12,"predicted_ms":160.25}"""),
            };
        }
    }

    /// <summary>vLLM: docs.vllm.ai, OpenAI-compatible server.</summary>
    public sealed class VLlm : ServerForm
    {
        public override string Model => "Qwen/Qwen2.5-VL-7B-Instruct";

        public override string Key => "token-abc123";

        public override bool KeepsSchemas => true;

        public override JsonNode? Get(string path) => path switch
        {
            "/version" => Json("""{"version":"0.11.2"}"""),
            "/v1/models" => Json(
                """{"object":"list","data":[{"id":"MODEL","object":"model","created":"""
                    + """1764000000,"owned_by":"vllm","root":"MODEL","parent":null,"max_model_len":32768,"permission":["""
                    + """{"id":"modelperm-x","object":"model_permission"}]}]}"""),
            _ => null,
        };

        public override (int Status, JsonNode Body) Nothing(string method, string path) => (404, Json("""{"detail":"Not Found"}"""));

        public override (int Status, JsonNode Body) WrongKey => (401, Json("""{"error":"Unauthorized"}"""));

        public override string WriteBox(SeenBox seen) => Qwen(seen.Pixels);

        public override JsonNode Reply(JsonNode body, string text) => new JsonObject
        {
            ["id"] = "chatcmpl-x",
            ["object"] = "chat.completion",
            ["created"] = 1764000000,
            ["model"] = Model,
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["message"] = new JsonObject
                {
                    ["role"] = "assistant",
                    ["content"] = text,
                    ["refusal"] = null,
                    ["annotations"] = null,
                    ["audio"] = null,
                    ["function_call"] = null,
                    ["tool_calls"] = new JsonArray(),
                    ["reasoning_content"] = null,
                },
                ["logprobs"] = LogProbabilities(body, text),
                ["finish_reason"] = "stop",
                ["stop_reason"] = null,
                ["token_ids"] = null,
            }),
            ["service_tier"] = null,
            ["system_fingerprint"] = null,
            ["usage"] = Json("""{"prompt_tokens":1100,"total_tokens":1112,"completion_tokens":12,"prompt_tokens_details":null}"""),
            ["prompt_logprobs"] = null,
            ["prompt_token_ids"] = null,
            ["kv_transfer_params"] = null,
        };
    }

    /// <summary>Ollama: docs.ollama.com, api and api/openai-compatibility.</summary>
    public sealed class Ollama : ServerForm
    {
        public override string Model => "qwen3-vl:4b-instruct";

        /// <summary>Whether one of its models sees.</summary>
        public bool HasVision { get; init; } = true;

        public override bool KeepsSchemas => true;

        public override JsonNode? Get(string path) => path switch
        {
            "/api/version" => Json("""{"version":"0.12.6"}"""),
            "/api/tags" => new JsonObject
            {
                ["models"] = new JsonArray([.. Names.Select(n => new JsonObject
                {
                    ["name"] = n,
                    ["model"] = n,
                    ["modified_at"] = "2026-10-01T10:00:00Z",
                    ["size"] = 3295677440,
                    ["digest"] = new string('a', 64),
                    ["details"] = Json(
                        """{"format":"gguf","family":"f","families":["f"],"parameter_size":"4.4B","quantization_level":"Q4_K_M"}"""),
                })]),
            },
            "/v1/models" => new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray([.. Names.Select(n =>
                    Json("""{"id":"NAME","object":"model","created":1,"owned_by":"library"}""", ("NAME", n)))]),
            },
            _ => null,
        };

        /// <summary>What it says of a model.</summary>
        public static JsonNode Show(string model) => JsonNode.Parse(
            """{"modelfile":"","details":{"family":"f"},"model_info":{"f.context_length":262144},"capabilities":CAN}""".Replace(
                "CAN",
                model.StartsWith("qwen3-vl", StringComparison.Ordinal) ? """["completion","vision","tools"]"""
                : model.StartsWith("nomic", StringComparison.Ordinal) ? """["embedding"]"""
                : """["completion","tools"]""",
                StringComparison.Ordinal))!;

        public override (int Status, JsonNode Body) Nothing(string method, string path) => (404, JsonValue.Create("404 page not found"));

        public override (int Status, JsonNode Body) UnknownModel(string model) => (404, Json(
            """{"error":{"message":"model 'ASKED' not found","type":"not_found_error","param":null,"code":null}}""", ("ASKED", model)));

        public override string WriteBox(SeenBox seen) => Qwen(seen.On(1000));

        // Log-probabilities came late to it; here they do not.
        public override JsonNode Reply(JsonNode body, string text) => new JsonObject
        {
            ["id"] = "chatcmpl-7",
            ["object"] = "chat.completion",
            ["created"] = 1764000000,
            ["model"] = Model,
            ["system_fingerprint"] = "fp_ollama",
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
                ["finish_reason"] = "stop",
            }),
            ["usage"] = Json("""{"prompt_tokens":1100,"completion_tokens":12,"total_tokens":1112}"""),
        };

        private IEnumerable<string> Names => ["nomic-embed-text:latest", "llama3.2:3b", .. HasVision ? [Model] : Array.Empty<string>()];
    }

    /// <summary>LM Studio: lmstudio.ai/docs/api/rest-api.</summary>
    public sealed class LMStudio : ServerForm
    {
        public override string Model => "qwen/qwen3-vl-4b";

        public override bool KeepsSchemas => true;

        public override JsonNode? Get(string path) => path switch
        {
            "/api/v0/models" => Json(
                """{"object":"list","data":["""
                    + """{"id":"llama-3.1-8b","object":"model","type":"llm","publisher":"p","arch":"llama","compatibility_type":"gguf","quantization":"Q4_K_M","state":"loaded","max_context_length":131072},{"id":"MODEL","object":"model","type":"vlm","publisher":"qwen","arch":"qwen3vl","compatibility_type":"gguf","quantization":"Q4_K_M","state":"loaded","max_context_length":262144,"loaded_context_length":2048},{"id":"text-embedding-x","object":"model","type":"embeddings","publisher":"n","arch":"nomic-bert","compatibility_type":"gguf","quantization":"Q4_0","state":"not-loaded","max_context_length":2048}]}"""),
            "/v1/models" => Json(
                """{"data":[{"id":"llama-3.1-8b","object":"model","owned_by":"organization_owner"},"""
                    + """{"id":"MODEL","object":"model","owned_by":"organization_owner"},"""
                    + """{"id":"text-embedding-x","object":"model","owned_by":"organization_owner"}],"object":"list"}"""),
            _ => null,
        };

        // Whatever it does not know is no error to HTTP.
        public override (int Status, JsonNode Body) Nothing(string method, string path) =>
            (200, Json("""{"error":"Unexpected endpoint or method. (PATH)"}""", ("PATH", $"{method} {path}")));

        public override string WriteBox(SeenBox seen) => Qwen(seen.On(1000));

        public override JsonNode Reply(JsonNode body, string text) => new JsonObject
        {
            ["id"] = "chatcmpl-x",
            ["object"] = "chat.completion",
            ["created"] = 1764000000,
            ["model"] = Model,
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text, ["tool_calls"] = new JsonArray() },
                ["logprobs"] = null,
                ["finish_reason"] = "stop",
            }),
            ["usage"] = Json("""{"prompt_tokens":1100,"completion_tokens":12,"total_tokens":1112}"""),
            ["stats"] = new JsonObject(),
            ["system_fingerprint"] = Model,
        };
    }

    /// <summary>OpenAI with a model that thinks: github.com/diffbot/code-gpt-docs/issues/445 (temperature),
    /// github.com/confident-ai/deepeval/pull/2184 (log-probabilities), github.com/microsoft/clarity-agent/issues/59 (max_tokens).</summary>
    public class OpenAI : ServerForm
    {
        public override string Model => "gpt-5-mini";

        public override string Key => "sk-proj-0123456789abcdef";

        public override bool KeepsSchemas => true;

        public override JsonNode? Get(string path) => path == $"{BasePath}/models"
            ? Json(
                """{"object":"list","data":[{"id":"gpt-4.1","object":"model","created":1,"owned_by":"system"},"""
                    + """{"id":"MODEL","object":"model","created":1,"owned_by":"system"}]}""")
            : null;

        public override (int Status, JsonNode Body) WrongKey => (401, Json(
            """{"error":{"message":"Incorrect API key provided: sk-proj-****cdef.","type":"invalid_request_error","param":"""
                + """null,"code":"invalid_api_key"}}"""));

        public override (int Status, JsonNode Body)? Refusal(JsonNode body) =>
            body["max_tokens"] is not null
                ? (400, Json(
                    """{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use """
                        + """'max_completion_tokens' """
                        + """instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"""))
            : (double?)body["temperature"] is not (null or 1)
                ? (400, Json(
                    """{"error":{"message":"Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) """
                        + """value is supported.","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}"""))
            : body["logprobs"] is not null
                ? (403, Json(
                    """{"error":{"message":"You are not allowed to request logprobs from this """
                        + """model","type":"invalid_request_error","param":null,"code":null}}"""))
            : null;

        public override string WriteBox(SeenBox seen) => AsAsked(seen);

        public override JsonNode Reply(JsonNode body, string text) => new JsonObject
        {
            ["id"] = "chatcmpl-x",
            ["object"] = "chat.completion",
            ["created"] = 1764000000,
            ["model"] = $"{Model}-2025-08-07",
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["message"] = new JsonObject
                {
                    ["role"] = "assistant", ["content"] = text, ["refusal"] = null, ["annotations"] = new JsonArray(),
                },
                ["finish_reason"] = "stop",
            }),
            ["usage"] = Json(
                """{"prompt_tokens":1100,"completion_tokens":76,"total_tokens":1176,"completion_tokens_details":"""
                    + """{"reasoning_tokens":64}}"""),
            ["service_tier"] = "default",
            ["system_fingerprint"] = null,
        };
    }

    /// <summary>
    /// Azure's OpenAI: learn.microsoft.com, the v1 API; github.com/SciSharp/BotSharp/issues/386 (its words to a wrong key).
    /// </summary>
    public sealed class Azure : OpenAI
    {
        public override string Model => "my-gpt-5-mini";

        public override string Key => "0123456789abcdef0123456789abcdef";

        public override string BasePath => "/openai/v1";

        public override (int Status, JsonNode Body) WrongKey => (401, Json(
            """{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint. Make sure to """
                + """provide a valid key for an active subscription and use a correct regional API endpoint for your resource."}}"""));

        public override (int Status, JsonNode Body) UnknownModel(string model) => (404, Json(
            """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}"""));

        public override JsonNode Reply(JsonNode body, string text)
        {
            var reply = base.Reply(body, text);
            const string Safe = """{"hate":{"filtered":false,"severity":"safe"},"violence":{"filtered":false,"severity":"safe"}}""";
            reply["choices"]![0]!["content_filter_results"] = Json(Safe);
            reply["prompt_filter_results"] = new JsonArray(
                new JsonObject { ["prompt_index"] = 0, ["content_filter_results"] = Json(Safe) });
            return reply;
        }
    }

    /// <summary>Gemini's OpenAI form: ai.google.dev/gemini-api/docs/openai; github.com/Vela-Research/think-reason-learn/issues/34
    /// (log-probabilities), github.com/google-gemini/gemini-cli/issues/6454 (errors in a list).</summary>
    public sealed class Gemini : ServerForm
    {
        public override string Model => "gemini-2.5-flash";

        public override string Key => "AIzaSy0123456789abcdef";

        public override string BasePath => "/v1beta/openai";

        public override bool KeepsSchemas => true;

        public override JsonNode? Get(string path) => path == $"{BasePath}/models"
            ? Json("""{"object":"list","data":[{"id":"models/MODEL","object":"model","owned_by":"google","display_name":"Flash"}]}""")
            : null;

        public override (int Status, JsonNode Body) WrongKey => (400, Json(
            """[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":["""
                + """{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"}]}}]"""));

        public override (int Status, JsonNode Body) UnknownModel(string model) => (404, Json(
            """[{"error":{"code":404,"message":"models/ASKED is not found for API version v1main, or is not supported for """
                + """generateContent.","status":"NOT_FOUND"}}]""",
            ("ASKED", model)));

        public override (int Status, JsonNode Body)? Refusal(JsonNode body) =>
            body["seed"] is not null && body["seed"]!.GetValue<long>() > int.MaxValue
                ? (400, Json("""[{"error":{"code":400,"message":"Invalid value at 'seed'","status":"INVALID_ARGUMENT"}}]"""))
            : body["logprobs"] is not null
                ? (400, Json(
                    """[{"error":{"code":400,"message":"Logprobs is not enabled for models/MODEL","status":"INVALID_ARGUMENT"}}]"""))
            : null;

        public override string WriteBox(SeenBox seen)
        {
            var box = seen.On(1000);
            return $"```json\n[{{\"box_2d\": {List([box[1], box[0], box[3], box[2]])}, \"label\": \"thing\"}}]\n```";
        }

        public override JsonNode Reply(JsonNode body, string text) => new JsonObject
        {
            ["choices"] = new JsonArray(new JsonObject
            {
                ["finish_reason"] = "stop",
                ["index"] = 0,
                ["message"] = new JsonObject { ["content"] = text, ["role"] = "assistant" },
            }),
            ["created"] = 1764000000,
            ["id"] = "abcDEF",
            ["model"] = Model,
            ["object"] = "chat.completion",
            ["usage"] = Json("""{"completion_tokens":12,"prompt_tokens":300,"total_tokens":412}"""),
        };
    }

    /// <summary>Anthropic's OpenAI form: platform.claude.com/docs/en/api/openai-sdk.</summary>
    public sealed class Anthropic : ServerForm
    {
        public override string Model => "claude-sonnet-4-5";

        public override string Key => "sk-ant-api03-0123456789abcdef";

        public override (int Status, JsonNode Body) WrongKey => (401, Json(
            """{"error":{"code":"invalid_api_key","message":"invalid x-api-key","type":"authentication_error","param":null}}"""));

        public override (int Status, JsonNode Body) UnknownModel(string model) => (404, Json(
            """{"error":{"code":null,"message":"model: ASKED","type":"not_found_error","param":null}}""", ("ASKED", model)));

        public override string WriteBox(SeenBox seen) => $"The thing is here:\n\n{AsAsked(seen)}";

        // Seed, log-probabilities and response_format are taken and ignored.
        public override JsonNode Reply(JsonNode body, string text) => new JsonObject
        {
            ["id"] = "msg_0123",
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
                ["finish_reason"] = "stop",
            }),
            ["created"] = 1764000000,
            ["model"] = $"{Model}-20250929",
            ["object"] = "chat.completion",
            ["usage"] = Json("""{"completion_tokens":12,"prompt_tokens":800,"total_tokens":812}"""),
        };
    }
}
