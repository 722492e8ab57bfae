using System.Text;
using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Tests.Formats;

public sealed class PostJsonLinesTests
{
    [Fact]
    public async Task ReadAsync_ProperLine_GivesThePost()
    {
        var post = Assert.Single(
            await ReadAsync("""{"id":7,"text":"a b","tokens":[[0,1],[2,3]],"image":{"path":"p.png"},"knowledge":"k","captions":["c"]}"""));
        Assert.Equal(("7", "a b", "p.png", "k", "c"), (post.Id, post.Text, post.Image!.Name, post.AuxiliaryKnowledge, post.Captions[0]));
        Assert.Equal([new TextSpan(0, 1), new TextSpan(2, 3)], post.Tokens!);
    }

    [Theory]
    [InlineData("{", "1", "not JSON at character 2")]
    [InlineData("[]", "1", "a post is a JSON object with \"text\"")]
    [InlineData("""{"id":"x"}""", "x", "\"text\" is missing or no string")]
    [InlineData("""{"id":"x","text":5}""", "x", "\"text\" is missing or no string")]
    [InlineData("""{"id":[],"text":"a"}""", "1", "\"id\" is no string")]
    [InlineData("""{"id":"x","text":"a","image":{}}""", "x", "\"image\" has no \"path\"")]
    [InlineData("""{"id":"x","text":"a","tokens":[[1]]}""", "x", "a token is no pair [start, end]")]
    [InlineData("""{"id":"x","text":"a","tokens":[[2,1]]}""", "x", "a token is no pair [start, end]")]
    [InlineData("""{"id":"x","text":"a","captions":"c"}""", "x", "\"captions\" is no list")]
    [InlineData("""{"id":"x","text":"a","knowledge":{}}""", "x", "\"knowledge\" is no string")]
    [InlineData("""{"id":"x","text":"\ud800"}""", "x", "a string holds half a surrogate pair")]
    public async Task ReadAsync_MalformedLine_GivesItsFaultAndPlaceAndGoesOn(string line, string id, string fault)
    {
        var posts = await ReadAsync($"{line}\n\n{{\"text\":\"fine\"}}");
        Assert.Equal(2, posts.Count);
        Assert.Equal((id, $"posts.jsonl:1: {fault}; correct the line or leave it out."), (posts[0].Id, posts[0].ReadError));
        Assert.Equal(("3", "fine", null), (posts[1].Id, posts[1].Text, posts[1].ReadError));
    }

    private static async Task<List<Post>> ReadAsync(string lines)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(lines));
        var posts = new List<Post>();
        await foreach (var post in new PostJsonLines(new PostReadOptions { SourceName = "posts.jsonl" }).ReadAsync(stream))
        {
            posts.Add(post);
        }

        return posts;
    }
}
