using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Riveg.TestKit;

/// <summary>A web server on loopback that answers each path with given bytes, whole messages, and remembers who asked for what.</summary>
public sealed class PictureServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Dictionary<string, byte[]> answers = [];
    private readonly Task accepting;

    public PictureServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>The heads of all requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public PictureServer Answer(string path, string head, byte[]? body = null)
    {
        answers[path] = [.. Encoding.Latin1.GetBytes(head + "\r\n\r\n"), .. body ?? []];
        return this;
    }

    public PictureServer Redirect(string path, string target) =>
        Answer(path, $"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close");

    public PictureServer Picture(string path, byte[] content) =>
        Answer(path, $"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {content.Length}\r\nConnection: close", content);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token);
            _ = Task.Run(() => ServeAsync(client));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var head = new StringBuilder();
            var buffer = new byte[4096];
            while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var count = await stream.ReadAsync(buffer, stop.Token);
                if (count == 0)
                {
                    return;
                }

                head.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }

            Requests.Enqueue(head.ToString());
            var path = head.ToString().Split(' ')[1];
            if (answers.TryGetValue(path, out var answer))
            {
                await stream.WriteAsync(answer, stop.Token);
            }
        }
    }
}
