namespace Riveg.LanguageModels.Chat;

/// <summary>
/// What an error means: by its code and the field it names first, by the status then, by its words last. Servers say the same thing with
/// different statuses, and words may be those of a post.
/// </summary>
internal static class ServiceFaults
{
    private static readonly string[] Quota =
    [
        "insufficientquota", "billinghardlimitreached", "billingnotactive", "insufficientbalance", "insufficientcredits",
        "creditbalancetoolow", "paymentrequired", "exceededcurrentquotaerror", "accountoverdueerror", "arrearage", "usagelimitreached",
        "1113",
    ];

    private static readonly string[] Key =
        ["invalidapikey", "incorrectapikey", "authenticationerror", "invalidauthenticationerror", "unauthenticated", "accountdeactivated"];

    private static readonly string[] Model =
        ["modelnotfound", "modelnotfounderror", "unknownmodel", "deploymentnotfound", "modelnotexist", "nosuchmodel", "invalidmodel",
            "1211"];

    private static readonly string[] Moderation =
    [
        "contentfilter", "contentpolicyviolation", "responsibleaipolicyviolation", "moderation", "moderationblocked",
        "datainspectionfailed", "contentmoderationfailed", "promptblocked", "1301",
    ];

    private static readonly string[] Context =
        ["contextlengthexceeded", "exceedcontextsizeerror", "contextwindowexceeded", "contextlengthexceedederror",
            "promptexceedsmaxlength"];

    private static readonly string[] Picture =
    [
        "invalidimage", "invalidimageurl", "invalidimageformat", "invalidbase64image", "imageparseerror", "imagetoolarge", "imagetoosmall",
        "unsupportedimagemediatype", "imagecontentpolicyviolation", "invalidimagemode",
    ];

    private static readonly string[] Limit =
    [
        "ratelimitexceeded", "ratelimiterror", "ratelimitreachederror", "ratelimit", "toomanyrequests", "resourceexhausted", "throttling",
        "throttlingratequota", "requestlimitexceeded", "tokens", "requests", "1302", "1303",
    ];

    private static readonly string[] Overload =
        ["overloadederror", "overloaded", "engineoverloadederror", "engineoverloaded", "unavailable", "serviceunavailable", "modelloading",
            "unavailableerror", "serverbusy"];

    private static readonly string[] Internal =
        ["servererror", "internalservererror", "internalerror", "internal", "apierror", "generation"];

    private static readonly string[] Wrong =
    [
        "invalidrequesterror", "badrequest", "badrequesterror", "invalidargument", "invalidrequest", "invalidparametererror",
        "unsupportedparameter", "unsupportedvalue", "unknownparameter", "validation",
    ];

    private static readonly string[] Setting =
        ["unsupportedparameter", "unsupportedvalue", "unknownparameter", "extraforbidden", "unrecognizedrequestargument"];

    private static readonly string[] Settings =
        ["temperature", "seed", "logprobs", "top_logprobs", "max_tokens", "max_completion_tokens", "response_format", "reasoning_effort"];

    /// <summary>The HTTP status that an error would have had, had it come with one.</summary>
    public static int StatusOf(ServiceError error) =>
        error.Status is { } named ? named
        : error.Is(Quota) || error.Is(Limit) ? 429
        : error.Is(Key) ? 401
        : error.Is("permissiondenied", "permissionerror", "permissiondeniederror", "forbidden") ? 403
        : error.Is(Model) || error.Is("notfound", "notfounderror") ? 404
        : error.Is(Moderation) || error.Is(Context) || error.Is(Picture) || error.Is(Wrong) ? 400
        : error.Is(Overload) ? 503
        : error.Is("timeout", "timeouterror", "deadlineexceeded", "requesttimeout") ? 504
        : error.Is(Internal) ? 500
        : StatusOfWords(error);

    /// <summary>Which fault an error is.</summary>
    /// <param name="status">The status that it came with.</param>
    /// <param name="error">The error.</param>
    /// <param name="answered">Whether the service has ever given an answer.</param>
    public static ModelServiceFault Of(int status, ServiceError error, bool answered) =>
        OfCode(status, error) ?? OfStatus(status, error, answered) ?? OfWords(status, error, answered);

    /// <summary>The setting of the request that an error refuses, by OpenAI's name; null where it names none.</summary>
    public static string? SettingOf(ServiceError error) =>
        Array.Find(Settings, s => error.Param == s || error.Param?.StartsWith($"{s}.", StringComparison.Ordinal) == true)
        ?? Settings.Where(s => error.Says($"'{s}'", $"\"{s}\"", $"`{s}`")).MinBy(s => error.Message.IndexOf(s, StringComparison.Ordinal))
        ?? (error.Says("logprobs", "log probabilities") ? "logprobs"
            : error.Says("response_format", "response_schema", "json_schema", "structured output", "json mode", "json schema", "grammar")
                ? "response_format"
            : error.Says("reasoning_effort", "reasoning effort", "reasoning.effort") ? "reasoning_effort"
            : Array.Find(Settings, s => error.Says($" {s} ")));

    private static int StatusOfWords(ServiceError error) =>
        SaysQuota(error) || error.Says("rate limit", "too many requests", "quota") ? 429
        : error.Says("api key", "unauthorized") ? 401
        : error.Says("overloaded", "is loading", "loading model", "try again", "unavailable", "busy", "no available") ? 503
        : SaysUnknownModel(error) || error.Says("unexpected endpoint") ? 404
        : error.Says("timed out", "timeout") ? 504
        : OfWords(400, error, answered: true) != ModelServiceFault.Refused ? 400
        : 500;

    private static ModelServiceFault? OfCode(int status, ServiceError error) =>
        error.Is(Quota) ? ModelServiceFault.QuotaSpent
        : error.Is(Moderation) ? ModelServiceFault.Refused
        : error.Is(Model) || (error.Param == "model" && status is 400 or 404 or 422) ? ModelServiceFault.UnknownModel
        : error.Is(Context) ? ModelServiceFault.ContextTooLong
        : status is 400 or 401 or 403 && error.Is(Key) ? ModelServiceFault.WrongKey
        : error.Is(Picture) ? ModelServiceFault.PictureRefused
        : status is 400 or 422 && RefusesSetting(error) ? ModelServiceFault.UnsupportedSetting
        // OpenAI says of log-probabilities that they are not allowed, which is no matter of the key.
        : status is 403 && SettingOf(error) is "logprobs" or "top_logprobs" ? ModelServiceFault.UnsupportedSetting
        : null;

    private static ModelServiceFault? OfStatus(int status, ServiceError error, bool answered)
    {
        switch (status)
        {
            case 402:
                return ModelServiceFault.QuotaSpent;
            case 429:
                // Google says so of the minute's share too, and then for how long.
                return SaysQuota(error) || (error.RetryAfter is null && error.Says("exceeded your current quota"))
                    ? ModelServiceFault.QuotaSpent
                    : ModelServiceFault.Busy;
            case 400 or 403 when SaysQuota(error):
                return ModelServiceFault.QuotaSpent;
            case 401:
                return ModelServiceFault.WrongKey;
            case 403:
                // A filter before the service also says 403, of one post: it must not end a run that has had answers.
                return !SaysModeration(error)
                    && (!answered || error.Says(
                        "api key", "api_key", "apikey", "unauthorized", "authenti", "credential", "permission", "token", "subscription"))
                    ? ModelServiceFault.WrongKey
                    : ModelServiceFault.Refused;
            case 400 when error.Says("api key not valid", "invalid api key", "incorrect api key"):
                return ModelServiceFault.WrongKey;
            case 408 or 504:
                return ModelServiceFault.TimedOut;
            case 409 or 425:
                return ModelServiceFault.ServerFailed;
            case 502 or 503 or 529 when !SaysPicture(error):
                return ModelServiceFault.ServerFailed;
            default:
                return null;
        }
    }

    private static ModelServiceFault OfWords(int status, ServiceError error, bool answered) =>
        SaysUnknownModel(error) ? ModelServiceFault.UnknownModel
        : SaysContext(error) ? ModelServiceFault.ContextTooLong
        : status is 400 && SaysModeration(error) ? ModelServiceFault.Refused
        : SaysPicture(error) ? error.Says(
            "not support", "unsupported", "only supported", "not a multimodal", "mmproj", "missing data", "does not accept",
            "not multimodal", "no endpoints found that support") ? ModelServiceFault.NoPictures : ModelServiceFault.PictureRefused
        : error.Says(
            "response_format", "logprobs", "json mode", "unsupported parameter", "unsupported_parameter", "unsupported_value",
            "unrecognized request argument", "extra inputs are not permitted") ? ModelServiceFault.UnsupportedSetting
        : status == 404 ? answered ? ModelServiceFault.Refused : ModelServiceFault.UnknownModel
        : status >= 500 ? ModelServiceFault.ServerFailed
        : ModelServiceFault.Refused;

    // A limit of tokens that is too high is known and refused: another name for it would not help.
    private static bool RefusesSetting(ServiceError error) =>
        !SaysContext(error) && SettingOf(error) is { } setting
        && (error.Is(Setting) || SaysUnsupported(error) || setting == "response_format"
            || (setting == error.Param && setting is not ("max_tokens" or "max_completion_tokens")));

    private static bool SaysUnsupported(ServiceError error) => error.Says(
        "unsupported", "not support", "does not accept", "not permitted", "unrecognized", "unexpected keyword", "deprecated",
        "not available",
        "unknown field", "unknown parameter", "unknown name");

    private static bool SaysQuota(ServiceError error) => error.Says(
        "insufficient_quota", "billing_hard_limit", "billing_not_active", "insufficient balance", "insufficient credit",
        "credit balance is too low", "out of credits", "payment required", "requires more credits");

    private static bool SaysModeration(ServiceError error) => error.Says(
        "moderat", "flagged", "content policy", "content_policy", "content filter", "content_filter", "content management policy", "safety",
        "usage policies", "inappropriate", "sensitive content", "harmful");

    private static bool SaysContext(ServiceError error) => error.Says(
        "context_length", "context length", "context size", "exceed_context", "context window", "maximum context", "too many tokens",
        "prompt is too long", "input is too long");

    private static bool SaysPicture(ServiceError error) => error.Says("image", "multimodal", "picture", "vision");

    // "model 'llava' not found, try pulling it first", "The model `m` does not exist", "m is not a valid model ID".
    private static bool SaysUnknownModel(ServiceError error) =>
        error.Says("model_not_found", "model not found", "unknown model", "not a valid model", "no such model", "invalid model name",
            "no models loaded")
        || (error.Says("model") && error.Says("\" not found", "' not found", "` not found", "does not exist",
            "is not found for api version", "try pulling it"))
        || (error.Says("model") && error.Is("notfounderror", "notfound") && error.Says("not found"));
}
