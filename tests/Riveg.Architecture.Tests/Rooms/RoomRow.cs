namespace Riveg.Architecture.Tests.Rooms;

/// <summary>A row of the table of rooms.</summary>
/// <param name="Room">The namespace.</param>
/// <param name="Knows">The namespaces that it may know, as written; null where it may know all.</param>
public sealed record RoomRow(string Room, IReadOnlyList<string>? Knows);
