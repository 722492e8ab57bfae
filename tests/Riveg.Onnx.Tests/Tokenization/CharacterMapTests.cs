using System.Text;
using Riveg.Onnx.Tokenization;

namespace Riveg.Onnx.Tests.Tokenization;

/// <summary>Maps of characters whose replacements are damaged are refused when they are read.</summary>
public sealed class CharacterMapTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("b\0", true)]
    [InlineData("\0\0", true)]
    [InlineData("b", false)]
    [InlineData("b\0c", false)]
    public void Read_Replacements_HaveAnEnd(string replacements, bool isWhole) => AssertRead(replacements, isWhole);

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    [InlineData(1 << 20, false)]
    public void Read_LongReplacement_IsRefusedBeyondTheLimit(int length, bool isWhole)
    {
        AssertRead(new string('b', length) + "\0", isWhole);
        AssertRead("c\0" + new string('b', length) + "\0d\0", isWhole);
    }

    [Fact]
    public void Longest_Replacement_IsWhatTheMapHas() =>
        Assert.Equal("bcd", CharacterMap.Read(MapOf("bcd\0"))!.Longest("a"u8, out _));

    /// <summary>A map of the letter a to the first replacement.</summary>
    internal static byte[] MapOf(string replacements)
    {
        const int Children = 256, Leaf = 512;
        var units = new uint[Leaf + 1];
        units[0] = Children << 10;
        units[Children ^ 'a'] = 'a' | 0x100u | ((Children ^ 'a' ^ Leaf) << 10);
        units[Leaf] = 0x80000000;
        byte[] trie = [.. units.SelectMany(BitConverter.GetBytes)];
        return [.. BitConverter.GetBytes(trie.Length), .. trie, .. Encoding.UTF8.GetBytes(replacements)];
    }

    private static void AssertRead(string replacements, bool isWhole)
    {
        if (isWhole)
        {
            Assert.NotNull(CharacterMap.Read(MapOf(replacements)));
            return;
        }

        var fault = Assert.Throws<InvalidDataException>(() => CharacterMap.Read(MapOf(replacements)));
        Assert.Equal("its map of characters is damaged: a replacement has no end or is longer than 255 bytes.", fault.Message);
    }
}
