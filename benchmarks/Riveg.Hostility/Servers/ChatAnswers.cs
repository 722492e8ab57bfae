using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Riveg.Hostility.Files;

namespace Riveg.Hostility.Servers;

/// <summary>What a chat server may answer, from good to hostile.</summary>
internal static class ChatAnswers
{
    /// <summary>A server whose every answer is drawn anew, or always the same kind.</summary>
    public static RequestDelegate Draw(Dice dice)
    {
        var seed = dice.Next(1_000_000);
        var always = dice.OneIn(2) ? dice.Next(Kinds) : (int?)null;
        var count = 0;
        return context =>
        {
            var own = new Dice(seed, Interlocked.Increment(ref count));
            return AnswerAsync(context, own, always ?? (own.OneIn(2) ? 0 : own.Next(Kinds)));
        };
    }

    /// <summary>A server that answers well, after a while.</summary>
    public static RequestDelegate Slow(TimeSpan delay) => async context =>
    {
        await Task.Delay(delay, context.RequestAborted);
        await AnswerAsync(context, new Dice(0, 0), 0);
    };

    private const int Kinds = 30;

    private static async Task AnswerAsync(HttpContext context, Dice dice, int kind)
    {
        using var reader = new StreamReader(context.Request.Body);
        await reader.ReadToEndAsync(context.RequestAborted);
        switch (kind)
        {
            case 0:
                await SendAsync(
                    context,
                    Completion(JsonSerializer.Serialize(dice.Pick(
                        "yes", "no", "Named entities: 1. Adele (singer)\nReasoning: she sings.", "[10, 10, 40, 40]", "[\"a singer\"]"))));
                break;
            case 1:
                await SendAsync(context, Completion(JsonSerializer.Serialize(dice.Pick(HostileValues.Texts.Where(IsWhole).ToList()))));
                break;
            case 2:
                await SendAsync(context, Completion(dice.Pick(HostileValues.Json)));
                break;
            case 3:
                await SendAsync(context, Completion("\"\\ud800 \\u001b[2J \\u0000\""));
                break;
            case 4:
                await SendAsync(context, Completion($"\"{new string('x', 5_000_000)}\""));
                break;
            case 5:
                await SendAsync(context, dice.Pick(HostileValues.Json));
                break;
            case 6:
                await SendAsync(context, string.Empty);
                break;
            case 7:
                await SendAsync(context, "<html><body>Sign in</body></html>", "text/html");
                break;
            case 8:
                await SendAsync(context, new string('[', 100_000));
                break;
            case 9:
                var cut = Encoding.UTF8.GetBytes(Completion("\"yes\""));
                context.Response.ContentLength = cut.Length;
                await context.Response.Body.WriteAsync(cut.AsMemory(0, dice.Next(cut.Length)));
                await context.Response.Body.FlushAsync();
                context.Abort();
                break;
            case 10:
                context.Abort();
                break;
            case 11:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case 12:
                await SendAsync(context, """{"choices":[]}""");
                break;
            case 13:
                await SendAsync(
                    context, """{"choices":[{"index":0,"finish_reason":"length","message":{"role":"assistant","content":"Named ent"}}]}""");
                break;
            case 14:
                await SendAsync(
                    context,
                    """{"choices":[{"index":0,"finish_reason":"content_filter","message":{"role":"assistant","content":"""
                        + """null,"refusal":"no"}}]}""");
                break;
            case 15:
                await SendAsync(
                    context, """{"id":1,"choices":[{"index":"x","message":"yes"}],"usage":{"prompt_tokens":-5,"total_tokens":1e99}}""");
                break;
            case 16:
                await SendAsync(
                    context,
                    """{"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"yes"},"logprobs":"""
                        + """{"content":[{"token":"yes","logprob":1e999,"top_logprobs":[{"token":"no","logprob":5}]}]}}]}""");
                break;
            case 17:
                context.Response.Headers.ContentEncoding = "gzip";
                await SendAsync(context, "no gzip");
                break;
            case 18:
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = dice.Pick("http://127.0.0.1:9/", "file:///etc/passwd", "/", "//");
                break;
            case 19:
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = dice.Pick("0", "-1", "x", "99999999999999", "Thu, 01 Jan 1970 00:00:00 GMT");
                break;
            case 20:
                var mutated = new Mutator(dice).Json(Encoding.UTF8.GetBytes(Completion("\"yes\"")));
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync(mutated);
                break;
            default:
                context.Response.StatusCode = dice.Pick(200, 204, 400, 401, 402, 403, 404, 413, 418, 429, 500, 502, 503, 599);
                if (context.Response.StatusCode != 204)
                {
                    await SendAsync(context, dice.Pick(
                        "{\"error\":{\"message\":\"\\u001b[2Jno\\r\\nriveg: fine\",\"code\":\"insufficient_quota\"}}",
                        "{\"error\":\"no\"}",
                        "no",
                        "[]",
                        "{\"error\":{\"message\":[1]}}",
                        "<h1>no</h1>"));
                }

                break;
        }
    }

    // Half a surrogate cannot be written by a serializer; other answers have it escaped.
    private static bool IsWhole(string text) => text.EnumerateRunes().All(r => r != Rune.ReplacementChar);

    private static string Completion(string content) =>
        $$$"""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":"""
            + $$$"""{"role":"assistant","content":{{{content}}}}}],"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}""";

    private static async Task SendAsync(HttpContext context, string text, string type = "application/json")
    {
        context.Response.ContentType = type;
        await context.Response.WriteAsync(text, context.RequestAborted);
    }
}
