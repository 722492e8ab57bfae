using System.Text;
using Riveg.Service.Assistants;

namespace Riveg.Service.Tests.Assistants;

public sealed class OpenRequestsTests
{
    private readonly OpenRequests open = new();

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x"}""", """{"result":{},"id":1,"jsonrpc":"2.0"}""")]
    [InlineData("""{"id":"a","method":"x","params":{"id":7,"requestId":3}}""", """{"error":{"code":1,"id":"b"},"id":"a"}""")]
    [InlineData(
        """{"id":1,"method":"x","params":{"deep":[{"id":2}]}}""", """{"method":"notifications/cancelled","params":{"requestId":1}}""")]
    public void Request_WithItsAnswer_IsClosed(string request, string answer)
    {
        Came(request);
        Assert.False(IsDone());

        if (answer.Contains("cancelled", StringComparison.Ordinal))
        {
            Came(answer);
        }
        else
        {
            Went(answer);
        }

        Assert.True(IsDone());
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""")]
    [InlineData("""{"id":1,"result":{}}""")]
    [InlineData("""{"id":null,"method":"x"}""")]
    [InlineData("""{"id":{},"method":"x"}""")]
    [InlineData("""{"id":1,"method":"x" """)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("\u0000")]
    [InlineData("{\"id\":\"\\ud800\",\"method\":\"x\"}")]
    public void NoRequest_IsNotWaitedFor(string line)
    {
        Came(line);

        Assert.True(IsDone());
    }

    [Theory]
    [InlineData("""{"id":2,"result":{}}""")]
    [InlineData("""{"id":"1","result":{}}""")]
    [InlineData("""{"method":"notifications/progress","params":{"progressToken":1}}""")]
    [InlineData("""{"id":1,"method":"sampling/createMessage"}""")]
    public void OtherLine_DoesNotCloseARequest(string line)
    {
        Came("""{"id":1,"method":"x"}""");

        Went(line);

        Assert.False(IsDone());
    }

    [Fact]
    public async Task WhenAnswered_LastAnswer_Ends()
    {
        Came("""{"id":1,"method":"x"}""");
        Came("""{"id":2,"method":"x"}""");
        var waiting = open.WhenAnsweredAsync(TestContext.Current.CancellationToken);

        Went("""{"id":2,"result":{}}""");
        Assert.False(waiting.IsCompleted);
        Went("""{"id":1,"result":{}}""");

        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private bool IsDone() => open.WhenAnsweredAsync(CancellationToken.None).IsCompleted;

    private void Came(string line) => open.Came(Encoding.UTF8.GetBytes(line));

    private void Went(string line) => open.Went(Encoding.UTF8.GetBytes(line));
}
