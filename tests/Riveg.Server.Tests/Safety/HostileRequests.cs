using System.IO.Compression;
using System.Text;

namespace Riveg.Server.Tests.Safety;

/// <summary>A request as bytes on a connection, and what it is.</summary>
/// <param name="What">In a few words.</param>
/// <param name="Bytes">Head and body, for the authority of the server.</param>
internal sealed record HostileRequest(string What, Func<string, byte[]> Bytes)
{
    /// <summary>Whether the connection may be closed without an answer: what was sent is no HTTP, or is cut.</summary>
    public bool MayBeCutOff { get; init; }

    /// <summary>An answer that is right though it is none of 400 to 499: that to a version of HTTP that nobody speaks.</summary>
    public int? Expected { get; init; }

    /// <summary>The one right answer, where any other says that it was refused for another reason, or was not; null for any of 400 to 499.</summary>
    public int? Exactly { get; init; }

    /// <inheritdoc />
    public override string ToString() => What;
}

/// <summary>What a stranger may send to a server.</summary>
internal static class HostileRequests
{
    private const string Boundary = "xxBOUNDARYxx";

    /// <summary>All of them.</summary>
    /// <param name="trap">A port of loopback where nobody may ever be asked.</param>
    public static IReadOnlyList<HostileRequest> All(int trap) =>
    [
        .. Json(), .. Forms(), .. Pictures(), .. Addresses(trap), .. Paths(), .. Heads(), .. Exports(), .. LabelStudio(trap), .. Kinds(),
        .. Streams(trap),
    ];

    private static IEnumerable<HostileRequest> Json()
    {
        string[] values = ["null", "1", "true", "[]", "{}", "[\"a\"]", "1e999", "\"\\ud800\"", "-0", "{\"a\":{\"b\":1}}"];
        foreach (var value in values.Where(v => v != "null"))
        {
            yield return Post($"text is {value}", $"{{\"text\":{value}}}");
        }

        foreach (var field in new[] { "image", "profile", "knowledge", "captions", "candidates", "observations", "offsets" })
        {
            foreach (var value in new[] { "1", "[1]", "{\"x\":1}", "\"x\"" }.Where(v => !(field == "knowledge" && v == "\"x\"")))
            {
                yield return Post($"{field} is {value}", $"{{\"text\":\"Adele sings\",\"{field}\":{value}}}");
            }
        }

        foreach (var value in values.Where(v => v != "null"))
        {
            yield return Post($"base64 is {value}", $"{{\"text\":\"a\",\"image\":{{\"base64\":{value}}}}}");
            yield return Post($"url is {value}", $"{{\"text\":\"a\",\"image\":{{\"url\":{value}}}}}");
        }

        yield return Post("nothing", string.Empty);
        yield return Post("a body that is null", "null");
        yield return Post("a number", "1");
        yield return Post("no object", "[{\"text\":\"a\"}]");
        yield return Post("two objects", "{\"text\":\"a\"}{\"text\":\"b\"}");
        yield return Post("a comment", "{\"text\":\"a\"/*x*/}");
        yield return Post("a comma too many", "{\"text\":\"a\",}");
        yield return Post("deep nesting", $"{{\"text\":\"a\",\"image\":{new string('[', 5000)}{new string(']', 5000)}}}");
        yield return Post("unclosed nesting", new string('[', 100_000));
        yield return Post(
            "many fields",
            "{\"text\":\"a\"," + string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"f{i}\":1")) + "}");
        yield return Post("a long text", $"{{\"text\":\"{new string('a', 1_000_000)}\"}}");
        yield return Post("an empty text", "{\"text\":\"\"}");
        yield return Post("a blank text", "{\"text\":\" \\n\\t \"}");
        yield return Post("half a surrogate pair in a field's name", "{\"text\":\"a\",\"\\udfff\":1}");
        yield return Post("prototype fields", "{\"text\":\"a\",\"__proto__\":{\"x\":1},\"constructor\":1}");
        yield return Post("a profile that is a path", "{\"text\":\"a\",\"profile\":\"/etc/passwd\"}");
        yield return Post("a profile that leads up", "{\"text\":\"a\",\"profile\":\"../../etc/passwd\"}");
        yield return Post("a profile of a network", "{\"text\":\"a\",\"profile\":\"\\\\\\\\host\\\\share\"}");
        yield return Post("a picture by its path", "{\"text\":\"a\",\"image\":{\"path\":\"/etc/passwd\"}}");
        yield return Raw("bytes that are no UTF-8", "application/json", [.. "{\"text\":\""u8, 0xC0, 0xAF, 0xFF, .. "\"}"u8]);
        yield return Raw("UTF-16", "application/json", Encoding.Unicode.GetBytes("{\"text\":\"a\"}"));
        yield return Raw("zeros", "application/json", new byte[1000]);
        yield return Raw(
            "a packed body",
            "application/json", Gzip(Encoding.UTF8.GetBytes("{\"text\":\"a\"}")), "Content-Encoding: gzip\r\n");
    }

    private static IEnumerable<HostileRequest> Forms()
    {
        const string Text = "Content-Disposition: form-data; name=\"text\"\r\n\r\nAdele";
        const string Image = "Content-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n";
        yield return Form("no parts", string.Empty);
        yield return Form("a picture alone", Part(Image + "x") + End);
        yield return Form("an empty picture", Part(Text) + Part(Image) + End);
        yield return Form("no end", Part(Text) + Part(Image + "xxxx"));
        yield return Form("a cut head", $"--{Boundary}\r\nContent-Disposition: form-da");
        yield return Form("a part without a head", $"--{Boundary}\r\n\r\nAdele\r\n--{Boundary}--\r\n");
        yield return Form("a part without a name", Part("Content-Disposition: form-data\r\n\r\nAdele") + End);
        yield return Form("two texts", Part(Text) + Part(Text) + End);
        yield return Form("two pictures", Part(Text) + Part(Image + "x") + Part(Image + "y") + End);
        yield return Form("a picture that is no file", Part(Text) + Part("Content-Disposition: form-data; name=\"image\"\r\n\r\nx") + End);
        yield return Form(
            "an address for a picture",
            Part(Text) + Part("Content-Disposition: form-data; name=\"image\"\r\n\r\nhttp://127.0.0.1/") + End);
        yield return Form(
            "a text that is a file",
            Part("Content-Disposition: form-data; name=\"text\"; filename=\"a\"\r\n\r\nAdele") + End);
        yield return Form("an unknown field", Part(Text) + Part("Content-Disposition: form-data; name=\"x\"\r\n\r\n1") + End);
        yield return Form(
            "many fields",
            string.Concat(Enumerable.Range(0, 2000).Select(i => Part($"Content-Disposition: form-data; name=\"f{i}\"\r\n\r\n1"))) + End);
        yield return Form("many heads", Part(string.Concat(Enumerable.Range(0, 500).Select(i => $"X-{i}: 1\r\n")) + Text) + End);
        yield return Form("a long head", Part($"X: {new string('x', 100_000)}\r\n" + Text) + End);
        yield return Form("a long name", Part($"Content-Disposition: form-data; name=\"{new string('n', 5000)}\"\r\n\r\n1") + End);
        yield return Form(
            "a name that leads up",
            Part(Text) + Part("Content-Disposition: form-data; name=\"image\"; filename=\"../../etc/passwd\"\r\n\r\nroot") + End);
        yield return Form(
            "candidates as a number",
            Part(Text) + Part("Content-Disposition: form-data; name=\"candidates\"\r\n\r\n1") + End);
        yield return Form("offsets of no kind", Part(Text) + Part("Content-Disposition: form-data; name=\"offsets\"\r\n\r\nbytes") + End);
        yield return Form(
            "a profile that is a path",
            Part(Text) + Part("Content-Disposition: form-data; name=\"profile\"\r\n\r\n/etc/passwd") + End);
        foreach (var charset in new[] { "utf-7", "utf-16", "iso-8859-1", "nonsense" })
        {
            yield return Form(
                $"a part in {charset}",
                Part($"Content-Disposition: form-data; name=\"text\"\r\nContent-Type: text/plain; charset={charset}\r\n\r\n+AGE London") + End);
        }

        yield return Raw(
            "a form with a part that is no UTF-8",
            $"multipart/form-data; boundary={Boundary}",
            [
                .. Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n"), 0xFF, 0xFE, 0xED, 0xA0,
                .. Encoding.ASCII.GetBytes($"\r\n{End}"),
            ]);
        yield return Raw("no boundary", "multipart/form-data", Encoding.UTF8.GetBytes(Part(Text) + End));
        yield return Raw("an empty boundary", "multipart/form-data; boundary=\"\"", Encoding.UTF8.GetBytes(Part(Text) + End));
        yield return Raw("a long boundary", $"multipart/form-data; boundary={new string('b', 2000)}", "x"u8.ToArray());
        yield return Raw("another boundary", "multipart/form-data; boundary=other", Encoding.UTF8.GetBytes(Part(Text) + End));
        yield return Raw("a form in a form", $"multipart/mixed; boundary={Boundary}", Encoding.UTF8.GetBytes(Part(Text) + End));
    }

    private static IEnumerable<HostileRequest> Pictures()
    {
        yield return Picture("a picture that is a text", Encoding.ASCII.GetBytes("hello"));
        yield return Picture("a head alone", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        yield return Picture("a JPEG's head alone", [0xFF, 0xD8, 0xFF, 0xE0]);
        yield return Picture(
            "a page",
            Encoding.ASCII.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'><image href='http://127.0.0.1/'/></svg>"));
        yield return Picture("a program", [0x7F, (byte)'E', (byte)'L', (byte)'F', .. new byte[500]]);
        yield return Picture("a zip", [0x50, 0x4B, 3, 4, .. new byte[100]]);
        (int Width, int Height)[] sizes = [(60_000, 60_000), (1, 2_000_000_000), (int.MaxValue, int.MaxValue), (7072, 7072), (0, 0), (-1, 5)];
        foreach (var (width, height) in sizes)
        {
            yield return Picture($"a PNG of {width} x {height}", Png(width, height));
        }

        yield return Picture(
            "a GIF of 65535 x 65535",
            [.. "GIF89a"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x2C, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 8, 0]);
        yield return Picture(
            "a BMP of 40000 x 40000",
            [.. "BM"u8, .. new byte[12], 40, 0, 0, 0, 0x40, 0x9C, 0, 0, 0x40, 0x9C, 0, 0, 1, 0, 24, 0, .. new byte[24]]);
        yield return Picture("a WebP's head", [.. "RIFF"u8, 0xFF, 0xFF, 0xFF, 0x7F, .. "WEBPVP8L"u8, .. new byte[40]]);
    }

    // What is no host at all, or one that this machine may not know.
    private static readonly string[] Odd = ["127.0.0.1%00.example.com", "ip6-localhost", "localhost.", "①②⑦.⓪.⓪.①", "127。0。0。1"];

    private static IEnumerable<HostileRequest> Addresses(int trap)
    {
        string[] hosts =
        [
            "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1",
            "017700000001", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]",
            "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fc00::1]", "169.254.169.254", "10.0.0.1", "172.16.0.1", "192.168.0.1",
            "100.64.0.1", "224.0.0.1", "255.255.255.255", "①②⑦.⓪.⓪.①", "127。0。0。1", "user@127.0.0.1", "example.com@127.0.0.1",
            "127.0.0.1#@example.com", "127.0.0.1%00.example.com", "ip6-localhost",
        ];
        foreach (var host in hosts)
        {
            yield return Address($"http://{host}:{trap}/a.png");
            yield return Address($"http://{host}/a.png") with { Exactly = Odd.Contains(host) ? null : 403 };
        }

        string[] others =
        [
            "file:///etc/passwd", "file://localhost/etc/passwd", "ftp://127.0.0.1/a", "gopher://127.0.0.1/_GET", "dict://127.0.0.1:1/",
            "ldap://127.0.0.1", "data:image/png;base64,AAAA", "javascript:alert(1)", "jar:http://127.0.0.1!/", "http:127.0.0.1",
            "http:/127.0.0.1", "http:///127.0.0.1", "https://", "HTTP://127.0.0.1/", "//127.0.0.1/", "/etc/passwd",
            "C:\\windows\\win.ini", "\\\\127.0.0.1\\share", "http://127.0.0.1:99999/", "http://[::1", " http://127.0.0.1/",
            "http://a b/", "http://127.0.0.1\r\nX: y/",
        ];
        foreach (var scheme in others)
        {
            yield return Address(scheme);
        }

        yield return Address($"http://example.com:{trap}/a.png");
        yield return Address("http://" + new string('a', 70_000) + "/");
    }

    private static IEnumerable<HostileRequest> Paths()
    {
        string[] paths =
        [
            "/../etc/passwd", "/page/../../etc/passwd", "/page/..%2f..%2fetc/passwd", "/page/%2e%2e/%2e%2e/etc/passwd", "/samples/../RivegServer",
            "/samples/..%5c..%5cx", "/samples/%00", "/samples/concert.png%00.txt", "/page//etc/passwd", "/page/", "/samples/", "/samples/con",
            "/page/index.html/x", "/.git/config", "/appsettings.json", "/v1", "/v1/annotate/x", "/v2/annotate", "/openapi/v2.json", "/%",
            "/%zz", "/page/index.html::$DATA", "/favicon.ico.bak", "/samples/posts.jsonl/..",
        ];
        return paths.Select(
            p => new HostileRequest($"GET {p}", host => Ascii($"GET {p} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")));
    }

    private static IEnumerable<HostileRequest> Heads()
    {
        yield return Head(
            "many heads",
            host => $"GET /healthz HTTP/1.1\r\nHost: {host}\r\n{string.Concat(Enumerable.Range(0, 2000).Select(i => $"X-{i}: 1\r\n"
                + $""))}\r\n");
        yield return Head("a long head", host => $"GET /healthz HTTP/1.1\r\nHost: {host}\r\nX: {new string('x', 200_000)}\r\n\r\n");
        yield return Head("a long address", host => $"GET /{new string('x', 50_000)} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        yield return Head("no Host", _ => "GET /healthz HTTP/1.1\r\n\r\n");
        yield return Head("two Hosts", host => $"GET /healthz HTTP/1.1\r\nHost: {host}\r\nHost: evil\r\n\r\n");
        yield return Head("a Host of another", _ => "GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        yield return Head("a Host with a path", _ => "GET /healthz HTTP/1.1\r\nHost: evil/127.0.0.1\r\n\r\n");
        yield return Head(
            "an absolute address of another",
            _ => "GET http://evil.example/healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        yield return Head("CONNECT", _ => "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n");
        yield return Head("TRACE", host => $"TRACE / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        yield return Head("DELETE", host => $"DELETE /v1/annotate HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        yield return Head(
            "PUT",
            host => $"PUT /page/index.html HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx");
        yield return Head("a method of no kind", host => $"G\u0001T / HTTP/1.1\r\nHost: {host}\r\n\r\n");
        yield return Head("HTTP/9", host => $"GET / HTTP/9.9\r\nHost: {host}\r\n\r\n") with { Expected = 505 };
        yield return Head("no HTTP", _ => "\u0016\u0003\u0001\u0002\u0000\u0001");
        yield return Head(
            "two lengths",
            host => $"POST /v1/annotate HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 3\r\n"
                + $"Content-Length: 4\r\n\r\n{{}}  ");
        yield return Head("a length below zero", host => $"POST /v1/annotate HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n");
        yield return Head(
            "length and chunks",
            host => $"POST /v1/annotate HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 5\r\n"
                + $"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n");
        yield return Head(
            "chunks of no size",
            host => $"POST /v1/annotate HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                + $"Transfer-Encoding: chunked\r\n\r\nzz\r\n");
        yield return Head(
            "chunks of a huge size",
            host => $"POST /v1/annotate HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                + $"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n");
        yield return Head(
            "a coding of no kind",
            host => $"POST /v1/annotate HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nTransfer-Encoding: x\r\n"
                + $"Connection: close\r\n\r\n");
        yield return Head("a head with a zero", host => $"GET /healthz HTTP/1.1\r\nHost: {host}\r\nX: a\0b\r\n\r\n");
        yield return Head("a folded head", host => $"GET /healthz HTTP/1.1\r\nHost: {host}\r\nX: a\r\n b\r\n\r\n");
        yield return Head("a blank before the colon", host => $"GET /healthz HTTP/1.1\r\nHost : {host}\r\n\r\n");
        yield return Head(
            "a huge length",
            host => $"POST /v1/annotate HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                + $"Content-Length: 99999999999\r\nConnection: close\r\n\r\n");
        yield return Head(
            "a page of another origin",
            host => $"POST /v1/annotate HTTP/1.1\r\nHost: {host}\r\nOrigin: http://evil.example\r\n"
                + $"Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");
        yield return Head(
            "a page of another origin that hides it",
            host => $"POST /v1/annotate HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: cross-site\r\n"
                + $"Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");
    }

    private static IEnumerable<HostileRequest> Exports()
    {
        foreach (var format in new[] { "", "exe", "../x", "json", "%00" })
        {
            yield return Post($"export to '{format}'", "{\"id\":\"1\",\"text\":\"a\",\"entities\":[]}", $"/v1/export?format={format}");
        }

        string[] bodies =
        [
            "", "[]", "{}", "{\"id\":1}", "{\"id\":\"1\",\"text\":\"a\",\"format\":99,\"entities\":[]}",
            "{\"id\":\"1\",\"text\":\"a\",\"entities\":[{\"start\":0,\"end\":9,\"text\":\"a\",\"type\":\"PER\","
                + "\"score\":1,\"regions\":[]}]}",
            "{\"id\":\"1\",\"text\":\"a\",\"entities\":[{\"start\":-1,\"end\":1,\"text\":\"a\",\"type\":\"PER\","
                + "\"score\":1,\"regions\":[]}]}",
            "{\"id\":\"1\",\"text\":\"a\",\"entities\":{}}",
            "{\"id\":\"1\",\"text\":\"a\",\"image\":{\"path\":\"x\",\"width\":10,\"height\":10},"
                + "\"entities\":[{\"start\":0,\"end\":1,\"text\":\"a\",\"type\":\"PER\",\"score\":1,"
                + "\"regions\":[{\"box\":[0,0,1,1],\"score\":1,\"mask\":{\"size\":[2000000000,2000000000],\"counts\":\"0\"}}]}]}",
            "{\"id\":\"\\ud800\",\"text\":\"a\",\"entities\":[]}",
            Masked(30_000, 30_000), Masked(2_000_000_000, 2), Masked(2_000_000_000, 2_000_000_000), Masked(7071, 7071, 5),
            "{\"id\":\"1\",\"text\":\"a\",\"image\":{\"path\":\"x\",\"width\":60000,\"height\":60000},\"entities\":[]}",
        ];
        foreach (var format in new[] { "jsonl", "coco", "label-studio", "cvat", "web-annotation" })
        {
            foreach (var body in bodies)
            {
                yield return Post($"export of {Short(body)} to {format}", body, $"/v1/export?format={format}");
            }
        }
    }

    // Nothing but outside, so often.
    private static string Masked(int height, int width, int times = 1)
    {
        var counts = new StringBuilder();
        for (var rest = (long)height * width; ;)
        {
            var digit = rest & 31;
            rest >>= 5;
            var isLast = rest == 0 && (digit & 16) == 0;
            counts.Append((char)((isLast ? digit : digit | 32) + 48));
            if (isLast)
            {
                break;
            }
        }

        var region = $"{{\"box\":[0,0,1,1],\"score\":1,\"mask\":{{\"size\":[{height},{width}],\"counts\":\"{counts.Replace("\\", "\\\\")}\"}}}}";
        return "{\"id\":\"1\",\"text\":\"a\",\"entities\":[{\"start\":0,\"end\":1,\"text\":\"a\",\"type\":\"PER\",\"score\":1,\"regions\":["
            + string.Join(',', Enumerable.Repeat(region, times)) + "]}]}";
    }

    private static IEnumerable<HostileRequest> LabelStudio(int trap)
    {
        const string Config = "<View><Labels name='l' toName='t'><Label value='PER'/></Labels><Text name='t' value='$text'/>"
            + "<RectangleLabels name='b' toName='i'><Label value='PER'/></RectangleLabels><Image name='i' value='$image'/></View>";
        yield return Post("setup without a config", "{}", "/setup");
        yield return Post("setup with a config that is no XML", "{\"schema\":\"<View>\"}", "/setup");
        yield return Post(
            "setup with entities",
            "{\"schema\":\"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><View>&x;</View>\"}", "/setup");
        yield return Post(
            "setup with a bomb",
            "{\"schema\":\"<!DOCTYPE a [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><View>&b;</View>\"}", "/setup");
        yield return Post(
            "setup that is nested deep",
            $"{{\"schema\":\"{string.Concat(Enumerable.Repeat("<View>", 100_000))}{string.Concat(Enumerable.Repeat("</View>", 100_000))}\"}}",
            "/setup");
        yield return Post("setup that is long", $"{{\"schema\":\"<View>{new string(' ', 2_000_000)}</View>\"}}", "/setup");
        yield return Post("setup with a number", "{\"schema\":1}", "/setup");
        yield return Post("predict without tasks", $"{{\"label_config\":\"{Config}\"}}", "/predict");
        yield return Post("predict with tasks of no kind", $"{{\"label_config\":\"{Config}\",\"tasks\":[1]}}", "/predict");
        yield return Post("predict with an object for tasks", $"{{\"label_config\":\"{Config}\",\"tasks\":{{}}}}", "/predict");
        yield return Post(
            "predict with too many tasks",
            $"{{\"label_config\":\"{Config}\",\"tasks\":[{string.Join(',', Enumerable.Repeat("{\"data\":{}}", 1001))}]}}", "/predict");
        yield return Post("predict without a config", "{\"tasks\":[]}", "/predict");
        yield return Post("predict with fields twice", "{\"tasks\":[],\"tasks\":[]}", "/predict");
        yield return Post("predict with half a pair", "{\"tasks\":[],\"x\":\"\\ud800\"}", "/predict");
        string[] addresses =
            [$"http://127.0.0.1:{trap}/a.png", "file:///etc/passwd", "/etc/passwd", "http://169.254.169.254/", "s3://bucket/a.png"];
        foreach (var address in addresses)
        {
            yield return Post(
                $"predict of {address}",
                $"{{\"label_config\":\"{Config}\",\"tasks\":[{{\"data\":{{\"text\":\"Adele\",\"image\":\"{address}\"}}}}]}}", "/predict");
        }
    }

    private static IEnumerable<HostileRequest> Kinds()
    {
        string[] kinds =
        [
            "text/plain", "application/xml", "application/x-www-form-urlencoded", "application/octet-stream", "image/png", "",
            "nonsense", "application/json;charset", "*/*",
        ];
        foreach (var kind in kinds)
        {
            yield return Raw($"a body of the kind '{kind}'", kind, "text=Adele"u8.ToArray());
        }
    }

    private static IEnumerable<HostileRequest> Streams(int trap)
    {
        yield return Raw(
            "a field in the address", "application/json", "{\"text\":\"a\"}"u8.ToArray(), path: "/v1/annotate?profile=builtin");
        yield return Raw("JSON in UTF-16", "application/json; charset=utf-16", "{\"text\":\"a\"}"u8.ToArray());
        yield return Raw("a stream of another kind", "text/plain", "{\"text\":\"a\"}"u8.ToArray(), path: "/v1/annotate/stream");
        yield return Raw(
            "a stream with an unknown profile",
            "application/x-ndjson", "{\"text\":\"a\"}"u8.ToArray(), path: "/v1/annotate/stream?profile=../x");
        yield return Raw(
            "a stream with an unknown option",
            "application/x-ndjson", "{\"text\":\"a\"}"u8.ToArray(), path: $"/v1/annotate/stream?url=http://127.0.0.1:{trap}/");
        yield return Raw(
            "a stream with offsets twice",
            "application/x-ndjson", "{\"text\":\"a\"}"u8.ToArray(), path: "/v1/annotate/stream?offsets=utf-16&offsets=code-points");
    }

    private static string End => $"--{Boundary}--\r\n";

    private static string Part(string content) => $"--{Boundary}\r\n{content}\r\n";

    private static HostileRequest Post(string what, string json, string path = "/v1/annotate") =>
        Raw(what, "application/json", Encoding.UTF8.GetBytes(json), path: path);

    private static HostileRequest Address(string url) =>
        Post($"the address {Short(url)}", $"{{\"text\":\"Adele\",\"image\":{{\"url\":{System.Text.Json.JsonSerializer.Serialize(url)}}}}}");

    private static HostileRequest Form(string what, string body) =>
        Raw($"a form with {what}", $"multipart/form-data; boundary={Boundary}", Encoding.UTF8.GetBytes(body));

    private static HostileRequest Picture(string what, byte[] content) => Raw(
        what,
        $"multipart/form-data; boundary={Boundary}",
        [
            .. Encoding.ASCII.GetBytes(
                Part("Content-Disposition: form-data; name=\"text\"\r\n\r\nAdele")
                + $"--{Boundary}\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n"),
            .. content,
            .. Encoding.ASCII.GetBytes($"\r\n{End}"),
        ]);

    private static HostileRequest Raw(string what, string kind, byte[] body, string heads = "", string path = "/v1/annotate") => new(
        what,
        host =>
        [
            .. Ascii(
                $"POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{heads}Content-Type: {kind}\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n"),
            .. body,
        ]);

    private static HostileRequest Head(string what, Func<string, string> head) =>
        new(what, host => Encoding.Latin1.GetBytes(head(host))) { MayBeCutOff = true };

    private static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private static byte[] Png(int width, int height)
    {
        byte[] head = [.. "IHDR"u8, .. Big(width), .. Big(height), 8, 2, 0, 0, 0];
        return
        [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Big(13), .. head, .. Big((int)Crc(head)), .. Big(0), .. "IEND"u8, 0xAE, 0x42,
            0x60, 0x82,
        ];
    }

    private static byte[] Big(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFF;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
