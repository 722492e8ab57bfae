using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Riveg.Service;

namespace Riveg.Server.Api;

/// <summary>A part of a form.</summary>
/// <param name="Name">The field.</param>
/// <param name="FileName">The file's name; null for a plain field.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record FormPart(string Name, string? FileName, ReadOnlyMemory<byte> Content)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The part as a text; null where it is no UTF-8.</summary>
    public string? Text
    {
        get
        {
            try
            {
                return Strict.GetString(Content.Span);
            }
            catch (DecoderFallbackException)
            {
                return null;
            }
        }
    }
}

/// <summary>Reads the parts of a form into memory: <c>multipart/form-data</c> (RFC 7578), in UTF-8 alone.</summary>
/// <param name="limits">What one who asks may send.</param>
internal sealed class FormParts(ServiceLimits limits)
{
    private const int MostParts = 64;

    // RFC 2046 allows no longer one.
    private const int LongestBoundary = 70;
    private const int LongestName = 200;
    private const int MostHeads = 16;
    private const int LongestHead = 4096;

    // Knowledge is a language model's whole answer.
    private const int LongestValue = 1 << 20;

    /// <summary>Reads all parts.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">Its kind, with the boundary.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">The form is cut or wrong; the message says how.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large, too slow or coded wrongly.</exception>
    public async Task<IReadOnlyList<FormPart>> ReadAsync(
        HttpRequest request, MediaTypeHeaderValue type, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrWhiteSpace(boundary) || boundary.Length > LongestBoundary)
        {
            throw new InvalidDataException("its boundary is missing or too long");
        }

        var reader = new MultipartReader(boundary, request.Body)
        {
            HeadersCountLimit = MostHeads,
            HeadersLengthLimit = LongestHead,
            BodyLengthLimit = limits.MaxBodyBytes,
        };
        var parts = new List<FormPart>();
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
            {
                if (parts.Count == MostParts)
                {
                    throw new InvalidDataException($"it has more than {MostParts} parts");
                }

                parts.Add(await ReadAsync(section, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw new InvalidDataException("it is cut, or a part of it has a wrong or too long head", exception);
        }

        return parts;
    }

    private async Task<FormPart> ReadAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var head)
            || !head.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(head.Name).Value is not { Length: > 0 and <= LongestName } name)
        {
            throw new InvalidDataException("a part of it has no name, or too long a one");
        }

        if (MediaTypeHeaderValue.TryParse(section.ContentType, out var type)
            && type.Charset.Value is { Length: > 0 } charset
            && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"the part {name} is not in UTF-8");
        }

        var file = HeaderUtilities.RemoveQuotes(head.FileNameStar.HasValue ? head.FileNameStar : head.FileName);
        var longest = file.HasValue ? limits.MaxBodyBytes : LongestValue;
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (await section.Body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            if (content.Length + count > longest)
            {
                throw new InvalidDataException($"the part {name} has more than {longest} bytes");
            }

            content.Write(buffer, 0, count);
        }

        return new FormPart(name, file.Value, content.GetBuffer().AsMemory(0, (int)content.Length));
    }
}
