using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Riveg.Hostility.Files;

namespace Riveg.Hostility.Servers;

/// <summary>What a hub of models may answer, from good to hostile.</summary>
internal static class HubAnswers
{
    /// <summary>A hub that lies in one or two ways, or in none.</summary>
    public static RequestDelegate Draw(Dice dice)
    {
        var lies = Enumerable.Range(0, dice.Next(3)).Select(_ => dice.Next(Lies)).ToHashSet();
        var seed = dice.Next(1_000_000);
        var count = 0;
        return context => AnswerAsync(context, new Dice(seed, Interlocked.Increment(ref count)), lies);
    }

    /// <summary>A hub that begins to send and never ends.</summary>
    public static async Task StallAsync(HttpContext context)
    {
        await AnswerAsync(context, new Dice(0, 0), new HashSet<int>(), body: false);
        context.Response.ContentLength = 1_000;
        await context.Response.Body.WriteAsync(new byte[10]);
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private const int Lies = 14;

    private static async Task AnswerAsync(HttpContext context, Dice dice, IReadOnlySet<int> lies, bool body = true)
    {
        var content = Encoding.ASCII.GetBytes("content of " + Path.GetFileName(context.Request.Path));
        var headers = context.Response.Headers;
        headers["X-Repo-Commit"] = lies.Contains(0)
            ? dice.Pick(
                "../../../outside", "/tmp", "deadbeef", new string('A', 40), new string('b', 40), new string('0', 4000), "%2e%2e%2f",
                "..", " ")
            : new string('a', 40);
        headers.ETag = lies.Contains(1)
            ? dice.Pick("\"../../x\"", "x", "W/\"1\"", "\"\"", $"\"{new string('e', 3000)}\"", "\"a/b\"")
            : $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..40]}\"";
        if (lies.Contains(2))
        {
            headers["X-Linked-Etag"] = dice.Pick(
                "\"../x\"", $"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"", $"\"{new string('0', 64)}\"", "x");
            headers["X-Linked-Size"] = dice.Pick([.. HostileValues.Numbers.Where(n => n.All(char.IsAscii))]);
        }

        if (lies.Contains(3) && dice.OneIn(2))
        {
            context.Response.StatusCode = dice.Pick(400, 401, 403, 404, 410, 416, 429, 500, 503);
            headers.RetryAfter = dice.Pick("0", "x", "-5");
            return;
        }

        if (lies.Contains(4))
        {
            context.Response.StatusCode = dice.Pick(301, 302, 307, 308);
            headers.Location = dice.Pick("http://127.0.0.1:9/x", "file:///etc/passwd", "ftp://x/", "//", "", "/loop", "http://[::1");
            return;
        }

        if (lies.Contains(5) && dice.OneIn(2))
        {
            context.Abort();
            return;
        }

        if (lies.Contains(6))
        {
            headers.Remove("X-Repo-Commit");
        }

        if (lies.Contains(7))
        {
            headers.Remove("ETag");
        }

        if (!body)
        {
            return;
        }

        if (lies.Contains(8))
        {
            content = [];
        }
        else if (lies.Contains(9))
        {
            content = new byte[dice.Next(1, 3_000_000)];
        }
        else if (lies.Contains(10))
        {
            headers.ContentEncoding = dice.Pick("gzip", "br", "x");
        }
        else if (lies.Contains(11))
        {
            headers.ContentRange = dice.Pick("bytes 5-9/100", "bytes */0", "x");
            context.Response.StatusCode = 206;
        }

        context.Response.ContentLength = content.Length;
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return;
        }

        if (lies.Contains(12) && dice.OneIn(2))
        {
            await context.Response.Body.WriteAsync(content.AsMemory(0, content.Length / 2));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }

        if (lies.Contains(13))
        {
            content = Encoding.ASCII.GetBytes(
                dice.Next(1000).ToString(CultureInfo.InvariantCulture).PadLeft(content.Length)[..content.Length]);
        }

        await context.Response.Body.WriteAsync(content);
    }
}
